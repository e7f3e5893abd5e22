"""System checks that explain a bad configuration in one sentence, with a hint how to fix it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection


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


@register(Tags.database)
def database_stores_all_text(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """`migrate` asks, and `check --database default`. A template in another encoding makes such a database."""
    if "default" not in (databases or ()) or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        [encoding] = cursor.fetchone()
    if encoding == "UTF8":
        return []
    return [
        Error(
            f"The database stores text as {encoding}, which doesn’t have every character.",
            hint="Create it again: createdb --encoding=UTF8 --template=template0 descent.",
            id="config.E007",
        )
    ]


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
        for name in ("LINK_NETWORKS", "WEBHOOK_NETWORKS")
        if (problem := _network_problem(getattr(settings, name)))
    ]


def _network_problem(texts: Iterable[str]) -> str:
    try:
        for text in texts:
            ip_network(text)
    except ValueError as error:
        return str(error)
    return ""
