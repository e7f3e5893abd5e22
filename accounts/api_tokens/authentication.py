"""API tokens authenticate scripts, in the REST API only. Pages use sessions."""

from datetime import timedelta

from django.utils import timezone
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.sign_in.security_log import log_as

EXACT_ENOUGH = timedelta(minutes=10)
REFUSAL = "This token doesn’t work: it was revoked, has expired or is mistyped. Create one in your settings."


class ApiTokenAuthentication(TokenAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """None: no token was sent."""
        try:
            signed_in: tuple[User, ApiToken] | None = super().authenticate(request)
        except AuthenticationFailed:
            raise AuthenticationFailed(REFUSAL) from None
        if signed_in:
            log_as(signed_in[0])
        return signed_in

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        if not token.replace(b"_", b"").isalnum():  # bytes that are no text are not looked up
            raise AuthenticationFailed
        person, key = super().authenticate_credentials(token)
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > EXACT_ENOUGH:
            ApiToken.objects.filter(pk=key.pk).update(last_used_at=now)
        return person, key

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """One that has expired stays in its owner's list, which says why a script no longer works."""
        return auth_token.has_expired
