"""The identity providers of this site: one for each protocol from the environment, and those that admins have added."""

from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from accounts.models import User
from accounts.single_sign_on.models import MAX_PROVIDERS, IdentityProvider
from accounts.single_sign_on.saml.source import SamlSource, is_installed
from lib.cache import TimedCache

SITE_PROVIDER = "site"  # the slug of the one in the environment
SAML_PROVIDER = "saml"  # the slug of the one with SAML
OF_ENVIRONMENT = (SITE_PROVIDER, SAML_PROVIDER)
FRESH_SECONDS = 30  # after a change, other web processes offer the old ones for so long


def read_providers() -> list[IdentityProvider]:
    """Those where people can sign in now, the environment's first."""
    rows = IdentityProvider.objects.filter(is_active=True).exclude(slug__in=OF_ENVIRONMENT)[:MAX_PROVIDERS]
    return [*_of_environment(), *_with_saml(), *rows]


identity_providers = TimedCache(read_providers, seconds=FRESH_SECONDS)


def find_provider(slug: str) -> IdentityProvider | None:
    return next((provider for provider in identity_providers() if provider.slug == slug), None)


@dataclass(frozen=True)
class LinkedAccount:
    """An account at a provider that opens a person's account here."""

    provider: str
    since: datetime


def linked_accounts(person: User) -> list[LinkedAccount]:
    """One query."""
    names = {provider.key: provider.name for provider in identity_providers()}
    rows = SocialAccount.objects.filter(user=person).order_by("date_joined").values_list("provider", "date_joined")
    return [LinkedAccount(names.get(key, key), since) for key, since in rows]


def _of_environment() -> list[IdentityProvider]:
    if not settings.OIDC_ISSUER:
        return []
    provider = IdentityProvider(
        slug=SITE_PROVIDER,
        name=settings.OIDC_NAME,
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        domains=" ".join(settings.OIDC_DOMAINS),
        vouches_for_addresses=settings.OIDC_VOUCHES_FOR_ADDRESSES,
        groups_claim=settings.OIDC_GROUPS_CLAIM,
    )
    provider.secret = settings.OIDC_CLIENT_SECRET
    return [provider]


def _with_saml() -> list[IdentityProvider]:
    if not settings.SAML_ENTITY_ID or not is_installed():
        return []
    provider = IdentityProvider(
        slug=SAML_PROVIDER,
        name=settings.SAML_NAME,
        issuer=settings.SAML_ENTITY_ID,
        domains=" ".join(settings.SAML_DOMAINS),
        vouches_for_addresses=settings.SAML_VOUCHES_FOR_ADDRESSES,
        groups_claim=settings.SAML_GROUPS_ATTRIBUTE,
    )
    provider.saml = SamlSource(
        entity_id=settings.SAML_ENTITY_ID,
        metadata_url=settings.SAML_METADATA_URL,
        metadata=settings.SAML_METADATA,
        uid_attribute=settings.SAML_UID_ATTRIBUTE,
        email_attribute=settings.SAML_EMAIL_ATTRIBUTE,
        name_attributes=tuple(settings.SAML_NAME_ATTRIBUTES),
    )
    return [provider]
