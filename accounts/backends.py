from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.single_sign_on.closing import may_use_password
from lib.compiled_queries import CompiledObjects, Param

_USER = CompiledObjects(lambda: User.objects.filter(pk=Param("pk")))


class AddressBackend(AuthenticationBackend):
    """Signs in by a main address, or by another that its owner has confirmed. The library takes any that was typed."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session. Every page asks for them, so the query is compiled."""
        user = _USER.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        signed_in: User | None = self._check_password(User.objects.with_address(email), password)
        return signed_in if signed_in and may_use_password(signed_in) else None
