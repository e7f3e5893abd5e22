"""Answers for load balancers and Prometheus: whether this process can serve, and the site's figures."""

import functools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from hmac import compare_digest
from threading import Lock

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from config.operations.site_metrics import SiteCollector, register_http_metrics
from exercises.fleet.metrics import RunnerCollector
from lib import broker

log = structlog.get_logger(__name__)

MAX_READY_SECONDS = 3  # less than the timeout of what asks


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer if this process can. What else it needs doesn't count: a restart wouldn't bring that back."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve people: 200, or 503 with what is missing. The log has the error."""
    checks = {name: _check(name) for name in TESTS}
    _, slow = wait(checks.values(), timeout=MAX_READY_SECONDS)
    for name, check in checks.items():
        if check in slow:
            log.warning("not_ready", problem=name, error=f"no answer within {MAX_READY_SECONDS} s")
    troubles = [name for name, check in checks.items() if check in slow or not check.result()]
    return JsonResponse({"ready": not troubles, "troubles": troubles}, status=503 if troubles else 200)


def _has_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _is_migrated() -> bool:
    return _newest_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@functools.cache
def _newest_migrations() -> set[tuple[str, str]]:
    """Return the newest migrations of each app, which takes half a second the first time."""
    return set(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def _has_cache() -> bool:
    cache.set("ready", 1, timeout=60)
    return bool(cache.get("ready") == 1)


def _has_broker() -> bool:
    return bool(broker.client().ping())


TESTS: dict[str, Callable[[], bool]] = {
    "the database": _has_database,
    "its migrations": _is_migrated,
    "the cache": _has_cache,
    "the broker": _has_broker,
}


_threads = ThreadPoolExecutor(len(TESTS), thread_name_prefix="ready")
_newest_checks: dict[str, Future[bool]] = {}
_lock = Lock()


def _check(name: str) -> Future[bool]:
    """The check that is under way, or else a new one: however often somebody asks, one that hangs holds one thread."""
    with _lock:
        if name not in _newest_checks or _newest_checks[name].done():
            _newest_checks[name] = _threads.submit(_holds, name)
        return _newest_checks[name]


def _holds(name: str) -> bool:
    try:
        return TESTS[name]()
    except (DatabaseError, *broker.CONNECTION_ERRORS) as error:
        log.warning("not_ready", problem=name, error=str(error))
        return False
    finally:
        connection.close()  # this thread needs none until the next check


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer requests that have METRICS_TOKEN. The page doesn't exist unless it is set."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not (settings.METRICS_TOKEN and compare_digest(token.encode(), settings.METRICS_TOKEN.encode())):
        raise Http404
    return HttpResponse(generate_latest(site_registry()), content_type=CONTENT_TYPE_LATEST)


def site_registry() -> CollectorRegistry:
    """Everything that /metrics shows."""
    registry = CollectorRegistry()
    for collector in (SiteCollector(), RunnerCollector()):
        registry.register(collector)
    register_http_metrics(registry)
    return registry
