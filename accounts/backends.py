from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class AddressBackend(AuthenticationBackend):
    """Signs in by a main address, or by another that its owner has confirmed. The library takes any that was typed."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        signed_in: User | None = self._check_password(User.objects.with_address(email), password)
        return signed_in
