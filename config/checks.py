"""System checks that explain a bad configuration in one sentence, with a hint how to fix it."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from email.utils import parseaddr
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.single_sign_on.saml.source import is_installed
from config.environment import NAMES
from config.operations.migration_history import IS_TOO_OLD, WHAT_TO_DO, is_too_old


@register(Tags.security)
def production_has_a_secret_key(**kwargs: Any) -> list[CheckMessage]:
    with suppress(ImproperlyConfigured):  # what Django raises when an empty one is asked for
        if settings.DEBUG or settings.SECRET_KEY:
            return []
    return [
        Error(
            "DEBUG is off and there is no SECRET_KEY.",
            hint="Set SECRET_KEY, or SECRET_KEY_FILE to a file that holds it.",
            id="config.E001",
        )
    ]


@register(Tags.security)
def production_has_its_own_address(**kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or "127.0.0.1" not in settings.SITE_ROOT:
        return []
    return [
        Error(
            "DEBUG is off and SITE_ROOT still names this machine.",
            hint="Set SITE_ROOT to the site's public address, for example https://descent.example.org.",
            id="config.E002",
        )
    ]


@register(Tags.database)
def production_shares_no_embedded_broker(**kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or str(settings.VALKEY_SOCKET) not in settings.CELERY_BROKER_URL:
        return []
    return [
        Error(
            "DEBUG is off and the queue is the bundled Valkey, which only this machine can reach.",
            hint="Set CELERY_BROKER_URL (and CACHE_URL) to your Redis or Valkey, for example redis://broker:6379/0.",
            id="config.E003",
        )
    ]


@register(Tags.security)
def production_keeps_the_cache_off_the_broker(**kwargs: Any) -> list[CheckMessage]:
    """Runner hosts reach the broker's server. The cache holds what the web alone may read and write."""
    if settings.DEBUG or _server(settings.CACHE_URL) != _server(settings.CELERY_BROKER_URL):
        return []
    return [
        Error(
            "DEBUG is off and the cache is on the broker's server, which runner hosts can reach.",
            hint="Set CACHE_URL to a Redis or Valkey of its own, for example redis://cache:6379/0.",
            id="config.E005",
        )
    ]


def _server(url: str) -> tuple[str, int]:
    """Host and port, whatever the scheme, database and credentials. A unix socket's path stands for the host."""
    parts = urlsplit(url)
    return (parts.hostname or parts.path), parts.port or 6379


@register(Tags.security)
def production_has_the_whole_sandbox(**kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or not settings.SANDBOX:
        return []
    return [
        Error(
            f"DEBUG is off and DESCENT_SANDBOX asks for a {settings.SANDBOX} sandbox, which is for development only.",
            hint="Unset DESCENT_SANDBOX. python -m runner doctor says what this host needs for the full sandbox.",
            id="config.E004",
        )
    ]


@register(Tags.security)
def networks_are_networks(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{name} can’t be read: {problem}.",
            hint="List networks separated by commas, for example 10.0.0.0/8,192.168.7.0/24.",
            id="config.E006",
        )
        for name in ("COURSE_NETWORKS", "LINK_NETWORKS", "LTI_NETWORKS", "OIDC_NETWORKS", "WEBHOOK_NETWORKS")
        if (problem := _network_problem(getattr(settings, name)))
    ]


@register(Tags.security)
def a_provider_is_described_whole(**kwargs: Any) -> list[CheckMessage]:
    """Without these, nobody could sign in with it."""
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_DOMAINS") if not getattr(settings, name)]
    if not settings.OIDC_ISSUER or not missing:
        return []
    return [
        Error(
            f"OIDC_ISSUER is set without {' and '.join(missing)}.",
            hint="Set them too, or unset OIDC_ISSUER: docs/single-sign-on.md describes them.",
            id="config.E009",
        )
    ]


@register(Tags.security)
def saml_is_described_whole(**kwargs: Any) -> list[CheckMessage]:
    if not any((settings.SAML_ENTITY_ID, settings.SAML_METADATA_URL, settings.SAML_METADATA)):
        return []
    if not is_installed():
        return [
            Error(
                "SAML_ENTITY_ID asks for sign-in with SAML, and its packages aren’t installed.",
                hint="Run pip install -r requirements/saml.txt, or build the image with WITH_SAML=1.",
                id="config.E010",
            )
        ]
    missing = [
        name for name in ("SAML_ENTITY_ID", "SAML_DOMAINS", "SAML_VOUCHES_FOR_ADDRESSES") if not getattr(settings, name)
    ]
    if not settings.SAML_METADATA_URL and not settings.SAML_METADATA:
        missing.append("SAML_METADATA_URL or SAML_METADATA_FILE")
    if not missing:
        return []
    return [
        Error(
            f"Sign-in with SAML is set up without {' and '.join(missing)}.",
            hint="Set them too: docs/single-sign-on.md describes them.",
            id="config.E010",
        )
    ]


def _network_problem(texts: Iterable[str]) -> str:
    try:
        for text in texts:
            ip_network(text)
    except ValueError as error:
        return str(error)
    return ""


# ------------------------------------------------------------------ what manage.py check --deploy advises


@register(Tags.security, deploy=True)
def mail_has_a_sender(**kwargs: Any) -> list[CheckMessage]:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if not settings.EMAIL_URL or address.partition("@")[2] not in ("localhost", ""):
        return []
    return [
        Advice(
            f"Mail is sent from {address or 'no address'}, which most mail servers refuse.",
            hint="Set DEFAULT_FROM_EMAIL, for example Descent <descent@example.org>. Then run manage.py sendtestemail.",
            id="config.W001",
        )
    ]


@register(Tags.security, deploy=True)
def production_has_a_contact(**kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.CONTACT:
        return []
    return [
        Advice(
            "People who use this site can’t find out whom to write to.",
            hint="Set CONTACT to an email address. “About and privacy” shows it.",
            id="config.W002",
        )
    ]


@register(Tags.security, deploy=True)
def the_proxy_is_counted(**kwargs: Any) -> list[CheckMessage]:
    """The web speaks no TLS itself, so https needs a proxy."""
    if settings.DEBUG or not settings.SITE_ROOT.startswith("https://") or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Advice(
            "SITE_ROOT begins with https, but TRUSTED_PROXY_COUNT is 0. All visitors seem to come from the proxy’s "
            "address, and share its rate limits.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies in front of the web, usually 1.",
            id="config.W003",
        )
    ]


@register(Tags.security)
def variables_are_expanded(**kwargs: Any) -> list[CheckMessage]:
    """django-environ reads a value that begins with $ as another variable’s name, and falls back to the default."""
    return [
        Advice(
            f"{name} contains the name of another variable, not its value.",
            hint="Write the value itself. A shell and Compose replace names after a $. A file of variables doesn’t.",
            id="config.W004",
        )
        for name in sorted(NAMES)
        if (value := os.environ.get(name, "")).startswith("$") or "${" in value
    ]


# ------------------------------------------------------------------ the database, before migrate


@register(Tags.database)
def databases_have_a_usable_history(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    aliases = [alias for alias in databases or [] if is_too_old(connections[alias])]
    return [Error(IS_TOO_OLD, hint=WHAT_TO_DO, obj=alias, id="config.E008") for alias in aliases]


@register(Tags.database)
def databases_store_unicode(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    encodings = {alias: _encoding(connections[alias]) for alias in databases or []}
    return [
        Error(
            f"The database’s encoding is {encoding}, so it can’t store every text.",
            hint="Make it again: createdb --encoding=UTF8 --template=template0 descent",
            obj=alias,
            id="config.E007",
        )
        for alias, encoding in encodings.items()
        if encoding != "UTF8"
    ]


def _encoding(connection: BaseDatabaseWrapper) -> str:
    if connection.vendor != "postgresql":
        return "UTF8"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        [encoding] = cursor.fetchone()
    return str(encoding)
