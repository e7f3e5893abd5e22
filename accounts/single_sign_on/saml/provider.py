"""A SAML provider, as allauth and our own pages see one."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from accounts.sign_in.adapter import site_url
from accounts.single_sign_on.client import RowProvider, check_subject
from accounts.single_sign_on.documents import Document
from accounts.single_sign_on.models import IdentityProvider
from accounts.single_sign_on.saml.metadata import read_metadata
from accounts.single_sign_on.saml.responses import SamlAssertion, library_settings, request_data
from accounts.single_sign_on.saml.source import PERSISTENT_NAME_ID, SamlSource

# In the place of the groups if somebody is in more than 150.
ENTRA_GROUPS_ELSEWHERE = "http://schemas.microsoft.com/claims/groups.link"


class SamlProvider(RowProvider, SAMLProvider):
    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        self.row = row
        app = SocialApp(provider=self.id, provider_id=row.slug, name=row.name, client_id=row.slug)
        super().__init__(request, app=app)

    @property
    def source(self) -> SamlSource:
        assert self.row.saml  # noqa: S101  it is one with SAML
        return self.row.saml

    @property
    def acs_url(self) -> str:
        return site_url(reverse("saml_acs", args=[self.row.slug]))

    @property
    def own_id(self) -> str:
        """Our entity id, which is where our metadata is."""
        return site_url(reverse("saml_metadata", args=[self.row.slug]))

    def library_settings(self) -> OneLogin_Saml2_Settings:
        """Raises ProviderError: its metadata can't be read."""
        metadata = read_metadata(self.source)
        return library_settings(metadata, provider_id=self.source.entity_id, own_id=self.own_id, acs_url=self.acs_url)

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Document | None = None,
        auth_params: Mapping[str, str] | None = None,
        **options: Any,
    ) -> HttpResponseRedirect:
        """Raises ProviderError."""
        auth = OneLogin_Saml2_Auth(request_data(self.acs_url), self.library_settings())
        must_ask = (auth_params or {}).get("prompt") == "login"
        url = auth.login(return_to="", force_authn=must_ask, set_nameid_policy=False)
        self.stash_redirect_state(request, process, next_url, data, state_id=auth.get_last_request_id())
        return HttpResponseRedirect(url)

    def claims_of(self, assertion: SamlAssertion) -> Document:
        """What we need of an assertion, under the names of OpenID Connect. Raises ProviderError."""
        source, attributes = self.source, assertion.attributes
        is_name_id = source.uid_attribute == PERSISTENT_NAME_ID
        subjects = [assertion.name_id] if is_name_id else attributes.get(source.uid_attribute, [])
        addresses = attributes.get(source.email_attribute, [])
        claims: Document = {
            "sub": check_subject(subjects[0] if len(subjects) == 1 else None),
            "email": addresses[0] if len(addresses) == 1 else None,
            "name": _name(source, attributes),
            "auth_time": assertion.authenticated_at,
        }
        if groups := attributes.get(self.row.groups_claim):
            claims[self.row.groups_claim] = groups
        elif ENTRA_GROUPS_ELSEWHERE in attributes:
            claims["hasgroups"] = True
        return claims

    def extract_uid(self, claims: Document) -> str:
        return check_subject(claims.get("sub"))

    def extract_common_fields(self, claims: Document) -> Document:
        return {"email": claims.get("email"), "name": claims.get("name") or ""}

    def extract_email_addresses(self, claims: Document) -> list[EmailAddress]:
        email = claims.get("email")
        if not isinstance(email, str):
            return []
        is_verified = self.row.vouches_for_addresses
        return [EmailAddress(email=email.strip().lower(), verified=is_verified, primary=True)]


def _name(source: SamlSource, attributes: Mapping[str, list[str]]) -> str:
    for names in source.name_attributes:
        parts = [attributes.get(name, [""])[:1] for name in names.split("+")]
        if text := " ".join(part[0] for part in parts if part and part[0]):
            return text
    return ""
