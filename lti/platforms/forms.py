"""The form for a platform that is added by hand, or changed."""

from typing import Any

from django import forms
from django.core.validators import validate_domain_name
from django.utils import timezone

from lti.platforms.addresses import refusal_of
from lti.platforms.models import (
    MAX_DEPLOYMENTS,
    MAX_ID_CHARS,
    LtiDeployment,
    LtiPlatform,
    LtiRegistrationLink,
)

MAX_DOMAINS = 50
ADDRESSES = ("login_url", "token_url", "jwks_url")
BAD_DEPLOYMENT = f"A deployment ID has at most {MAX_ID_CHARS} printable characters."
TAKEN = "There is a platform with this issuer and client ID."


class RegistrationLinkForm(forms.ModelForm[LtiRegistrationLink]):
    class Meta:
        model = LtiRegistrationLink
        fields = ("hours",)
        labels = {"hours": "Hours until the link expires"}


class PlatformForm(forms.ModelForm[LtiPlatform]):
    """The issuer and the client ID of a platform stay, because its people's accounts belong to them."""

    deployments = forms.CharField(
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 2}),
        label="Deployment IDs",
        help_text="One a line. Others that turn up wait here for you to accept them.",
    )

    class Meta:
        model = LtiPlatform
        fields = ("name", "issuer", "client_id", "login_url", "token_url", "jwks_url", "token_audience", "domains")
        widgets = {"domains": forms.Textarea({"rows": 2})}
        labels = {"domains": "Domains of email addresses that the platform may vouch for"}
        help_texts = {
            "issuer": "Such as https://moodle.example.edu. The platform calls it platform ID.",
            "domains": (
                "One a line, such as example.edu. People who come with such an address get the account that has it. "
                "Leave it empty unless people can’t choose their address there."
            ),
        }
        error_messages = {"__all__": {"unique_together": TAKEN}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["issuer"].disabled = self.fields["client_id"].disabled = True
            del self.fields["deployments"]

    def clean_issuer(self) -> str:
        return self._checked("issuer")

    def clean_login_url(self) -> str:
        return self._checked("login_url")

    def clean_token_url(self) -> str:
        return self._checked("token_url")

    def clean_jwks_url(self) -> str:
        return self._checked("jwks_url")

    def _checked(self, name: str) -> str:
        url = str(self.cleaned_data[name]).strip()
        if problem := refusal_of(url):
            raise forms.ValidationError(problem)
        return url

    def clean_domains(self) -> str:
        domains = sorted({domain.strip(",;@") for domain in self.cleaned_data["domains"].lower().split()} - {""})
        if len(domains) > MAX_DOMAINS:
            raise forms.ValidationError(f"Enter at most {MAX_DOMAINS} domains.")
        for domain in domains:
            try:
                validate_domain_name(domain)
                is_domain = "." in domain
            except forms.ValidationError:
                is_domain = False
            if not is_domain:
                raise forms.ValidationError(f"“{domain}” isn’t a domain, such as example.edu.")
        return "\n".join(domains)

    def clean_deployments(self) -> list[str]:
        ids = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["deployments"].splitlines() if line.strip())
        )
        if len(ids) > MAX_DEPLOYMENTS:
            raise forms.ValidationError(f"Enter at most {MAX_DEPLOYMENTS} deployment IDs.")
        if any(len(text) > MAX_ID_CHARS or not text.isprintable() for text in ids):
            raise forms.ValidationError(BAD_DEPLOYMENT)
        return ids

    def save(self, commit: bool = True) -> LtiPlatform:
        platform = super().save(commit)
        LtiDeployment.objects.bulk_create(
            LtiDeployment(platform=platform, deployment_id=text, accepted_at=timezone.now())
            for text in self.cleaned_data.get("deployments", ())
        )
        return platform
