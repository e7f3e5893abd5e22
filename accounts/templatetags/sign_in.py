from django import template

from accounts.single_sign_on.closing import passwords_are_open
from accounts.single_sign_on.models import IdentityProvider
from accounts.single_sign_on.providers import identity_providers

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[IdentityProvider]:
    """The providers with which people can sign in. No query: a process reads them twice a minute."""
    return identity_providers()


@register.simple_tag(name="passwords_are_open")
def passwords_are_open_tag() -> bool:
    """Whether people sign in with passwords here. Otherwise only admins do."""
    return passwords_are_open()
