"""The form that registers a course's repository."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator

from authoring.courses.models import Course
from lib.public_http import ConnectionPolicy, PrivateAddressError, ascii_host, check_if_numeric

UID = r"^[a-z][a-z0-9-]{1,11}\Z"
NOT_HTTPS = "Enter an address that begins with https://."
HAS_PASSWORD = "Leave the user name and password out of the address. A token has its own field."  # noqa: S105 - a sentence
NOT_PUBLIC = "This address isn’t on the public internet. An operator can allow its network with COURSE_NETWORKS."


class CourseForm(forms.ModelForm[Course]):
    """The token is sealed by the action, so it's no field of the model."""

    address = forms.URLField(
        max_length=400,
        assume_scheme="https",
        label="Address of the repository",
        help_text="As for git clone: https://….",
    )
    token = forms.CharField(
        required=False, max_length=400, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Only for a private repository: one that may read it, and nothing else.",
    )  # fmt: skip

    class Meta:
        model = Course
        fields = ("uid", "address", "branch")
        labels = {"uid": "Short name"}
        help_texts = {
            "uid": "As in its descent.toml: 2 to 12 small letters, digits and hyphens.",
            "branch": "Empty: the repository’s own choice.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["address", "uid", "branch", "token"])
        self.fields["uid"].validators.append(
            RegexValidator(r"^[a-z][a-z0-9-]{1,11}\Z", "Use the name in descent.toml.")
        )

    def clean_address(self) -> str:
        """Refuse what we can tell without a name server that we may not ask. A worker checks where a name leads."""
        address = str(self.cleaned_data["address"]).rstrip("/")
        try:
            parts = urlsplit(address)
            host, _ = ascii_host(parts), parts.port
        except ValueError:
            raise forms.ValidationError(NOT_HTTPS) from None
        networks = [ipaddress.ip_network(text) for text in settings.COURSE_NETWORKS]
        if not host or (parts.scheme != "https" and not (parts.scheme == "http" and networks)):
            raise forms.ValidationError(NOT_HTTPS)
        if parts.username is not None or parts.password is not None:
            raise forms.ValidationError(HAS_PASSWORD)
        try:
            check_if_numeric(host, ConnectionPolicy(networks, only_networks=parts.scheme != "https"))
        except PrivateAddressError:
            raise forms.ValidationError(NOT_PUBLIC) from None
        return address
