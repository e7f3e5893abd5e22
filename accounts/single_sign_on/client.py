"""allauth's OpenID Connect client, made stricter: it checks the nonce and the signature of each ID token, reads
documents from a cache, and takes nothing for the provider from the address of our page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.internal.datakit import parse_bool_safely
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.sign_in.adapter import site_url
from accounts.single_sign_on.documents import Document, ProviderError, read_configuration, read_id_token
from accounts.single_sign_on.models import IdentityProvider

MAX_SUBJECT_LETTERS = 191  # of the column; the standard allows 255 and nobody uses them


class ClientAdapter(OpenIDConnectOAuth2Adapter):
    """Talks to one provider."""

    state: dict[str, Any] | None = None

    @property
    def openid_config(self) -> Document:
        with _readable_answers():
            return read_configuration(self.get_provider().row.issuer)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return callback_url(self.provider_id)

    def get_access_token_data(self, *args: Any, **options: Any) -> Document:
        with _readable_answers():
            return dict(super().get_access_token_data(*args, **options))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **options: Any) -> SocialLogin:
        with _readable_answers():
            claims = self._read_claims(app, token, options["response"]["id_token"])
            login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _read_claims(self, app: SocialApp, token: SocialToken, id_token: str) -> Document:
        """The claims of the ID token. What it lacks of a person comes from the provider's other endpoint."""
        configuration, state = self.openid_config, self.state or {}
        nonce = state["data"]["nonce"]
        claims = read_id_token(id_token, configuration=configuration, client_id=app.client_id, nonce=nonce)
        if self._expected_claims() <= claims.keys() or not configuration.get("userinfo_endpoint"):
            return claims
        info = dict(self._fetch_user_info(token.token))
        if info.get("sub") != claims["sub"]:
            raise ProviderError("its user information is about somebody else")
        return info | claims

    def _expected_claims(self) -> set[str]:
        row = self.get_provider().row
        return {"email", "name"} | ({row.groups_claim} if get_adapter().reads_groups(row) else set())


@contextmanager
def _readable_answers() -> Iterator[None]:
    """An answer of another shape than the standard's is the provider's fault."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ProviderError):
            raise
        raise ProviderError(f"its answer can’t be read: {error!r}") from error


class RowProvider:
    """What the providers of all protocols share. ``row`` is our description of it."""

    row: IdentityProvider

    def serialize(self) -> dict[str, str]:
        """What a session holds of it. allauth finds it again by this id."""
        return {"id": self.row.slug}

    @property
    def sub_id(self) -> str:
        """What allauth stores accounts and states under."""
        return self.row.key

    def extract_extra_data(self, claims: Document) -> Document:
        """Of everything that the provider says, the account keeps nothing."""
        return {}


def check_subject(subject: Any) -> str:
    """Who somebody is at a provider. Raises ProviderError."""
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_LETTERS or not subject.isprintable():
        raise ProviderError("it doesn’t say who somebody is, or not in a form that we can store")
    return subject


class Provider(RowProvider, OpenIDConnectProvider):
    oauth2_adapter_class = ClientAdapter
    pkce_enabled_default = True

    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        self.row = row
        app = SocialApp(
            provider=self.id, provider_id=row.slug, name=row.name, client_id=row.client_id, secret=row.secret,
            settings={"server_url": row.issuer},
        )  # fmt: skip
        super().__init__(request, app=app)

    def extract_uid(self, claims: Document) -> str:
        return check_subject(claims["sub"])

    def extract_common_fields(self, claims: Document) -> Document:
        return {"email": claims.get("email"), "name": _full_name(claims)}

    def extract_email_addresses(self, claims: Document) -> list[EmailAddress]:
        email = claims.get("email")
        if not isinstance(email, str):
            return []
        is_verified = parse_bool_safely(claims.get("email_verified", self.row.vouches_for_addresses))
        return [EmailAddress(email=email.strip().lower(), verified=is_verified, primary=True)]


def _full_name(claims: Document) -> str:
    parts = [claims.get("name")] if claims.get("name") else [claims.get("given_name"), claims.get("family_name")]
    return " ".join(part for part in parts if isinstance(part, str))


class CallbackView(OAuth2CallbackView):
    """Hands the state of the sign-in to the adapter, which checks the nonce in it before anything else."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state
        return state, response


def callback_url(slug: str) -> str:
    """The address to which the provider sends people back. It has to be registered there."""
    return site_url(reverse("openid_connect_callback", args=[slug]))
