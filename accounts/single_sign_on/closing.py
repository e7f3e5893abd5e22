"""A site where people sign in with a provider can close its own sign-up form and passwords.

Neither is closed while no provider is in use. Admins keep their passwords, so a provider that is down or set up wrongly
locks nobody out who could repair it; they have a second factor.
"""

from django.conf import settings

from accounts.models import User
from accounts.single_sign_on.providers import identity_providers


def sign_up_is_open() -> bool:
    """Whether visitors can create an account with a password."""
    return (settings.LOCAL_SIGN_UP and settings.LOCAL_PASSWORDS) or not identity_providers()


def passwords_are_open() -> bool:
    return settings.LOCAL_PASSWORDS or not identity_providers()


def may_use_password(person: User) -> bool:
    return person.is_admin or passwords_are_open()
