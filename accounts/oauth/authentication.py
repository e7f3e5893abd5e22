"""Access tokens of apps, which people sign in to with a code. In the REST API only."""

from allauth.idp.oidc.models import Token
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from accounts.sign_in.security_log import log_as

MAX_TOKEN_CHARS = 200
SIGNED_OUT = "This app is signed out: its access expired, or you revoked it. Sign in with it again."


class AppTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer` and an access token. allauth stores its SHA-256.

    allauth's own class is not used: it also takes tokens from the address, where logs would keep them, and fails on
    addresses that its parser can't read.
    """

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """None: no token of an app was sent."""
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = _lookup(value.strip()) if len(value) <= MAX_TOKEN_CHARS else None
        if token is None or not token.user or not token.user.is_active:
            raise AuthenticationFailed(SIGNED_OUT)
        log_as(token.user)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _lookup(value: str) -> Token | None:
    rows = Token.objects.valid().by_value(value).filter(type=Token.Type.ACCESS_TOKEN)
    token: Token | None = rows.select_related("user").first()
    return token
