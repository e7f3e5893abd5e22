"""The form for a provider where people sign in."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import validate_domain_name

from accounts.models import IdentityProvider
from accounts.single_sign_on.models import DEFAULT_GROUPS_CLAIM, MAX_ISSUER_LETTERS
from accounts.single_sign_on.providers import OF_ENVIRONMENT
from lib.public_http import ConnectionPolicy, PrivateAddressError, ascii_host, check_if_numeric

MAX_DOMAINS = 50
NOT_HTTPS = "Enter the issuer as it begins with https://, without a user name, a query or a #."
NOT_PUBLIC = "This address isn’t on the public internet. An operator can allow its network with OIDC_NETWORKS."
RESERVED = "This name belongs to the provider in the environment. Choose another one."


class ProviderForm(forms.ModelForm[IdentityProvider]):
    """The issuer and the short name of a provider stay, because accounts and the address registered there name them."""

    issuer = forms.URLField(
        max_length=MAX_ISSUER_LETTERS, assume_scheme="https", help_text="Such as https://login.example.edu/realms/main."
    )
    secret = forms.CharField(
        required=False,
        max_length=400,
        label="Client secret",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Stored encrypted, and never shown again.",
    )
    domains = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        label="Domains of your institution",
        help_text="One a line, such as example.edu. Only people with an address of these can sign in.",
    )

    class Meta:
        model = IdentityProvider
        fields = (
            "name",
            "slug",
            "issuer",
            "client_id",
            "domains",
            "vouches_for_addresses",
            "groups_claim",
            "is_active",
        )
        labels = {
            "vouches_for_addresses": "It sends no email_verified, and we rely on its addresses",
            "groups_claim": "Claim with the groups",
            "is_active": "People can sign in with it",
        }
        help_texts = {
            "name": "On the button “Sign in with …”.",
            "slug": "Small letters, digits and hyphens. It’s in the address to register at the provider.",
            "vouches_for_addresses": "Only if its people can’t change their address themselves, as in Entra ID.",
            "groups_claim": f"Empty: {DEFAULT_GROUPS_CLAIM}.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["groups_claim"].required = False
        self.order_fields(["name", "slug", "issuer", "client_id", "secret", "domains"])
        if self.instance.pk:
            self.fields["slug"].disabled = self.fields["issuer"].disabled = True
            self.fields["secret"].help_text = "Leave it empty to keep the one that’s stored."
        else:
            self.fields["secret"].required = True

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in OF_ENVIRONMENT:
            raise forms.ValidationError(RESERVED)
        return slug

    def clean_issuer(self) -> str:
        """Refuse what we can tell without a name server. Where the name leads is checked at each connection."""
        issuer = str(self.cleaned_data["issuer"])
        networks = [ipaddress.ip_network(text) for text in settings.OIDC_NETWORKS]
        try:
            parts = urlsplit(issuer)
            host, _ = ascii_host(parts), parts.port
        except ValueError:
            raise forms.ValidationError(NOT_HTTPS) from None
        is_encrypted = parts.scheme == "https"
        if not host or parts.username is not None or parts.query or parts.fragment or not issuer.isascii():
            raise forms.ValidationError(NOT_HTTPS)
        if not is_encrypted and not (parts.scheme == "http" and networks):
            raise forms.ValidationError(NOT_HTTPS)
        try:
            check_if_numeric(host, ConnectionPolicy(networks, only_networks=not is_encrypted))
        except PrivateAddressError:
            raise forms.ValidationError(NOT_PUBLIC) from None
        return issuer

    def clean_groups_claim(self) -> str:
        return str(self.cleaned_data["groups_claim"] or DEFAULT_GROUPS_CLAIM)

    def clean_domains(self) -> str:
        domains = sorted({domain.strip(",;@") for domain in self.cleaned_data["domains"].lower().split()} - {""})
        if not 0 < len(domains) <= MAX_DOMAINS:
            raise forms.ValidationError(f"Enter between 1 and {MAX_DOMAINS} domains.")
        for domain in domains:
            try:
                validate_domain_name(domain)
            except forms.ValidationError:
                raise forms.ValidationError(f"“{domain}” isn’t a domain, such as example.edu.") from None
            if "." not in domain:
                raise forms.ValidationError(f"“{domain}” isn’t a domain, such as example.edu.")
        return "\n".join(domains)

    def save(self, commit: bool = True) -> IdentityProvider:
        if self.cleaned_data["secret"]:
            self.instance.secret = self.cleaned_data["secret"]
        return super().save(commit)
