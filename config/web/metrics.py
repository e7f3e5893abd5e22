"""How many requests there were, how they ended and how long they took, for Prometheus."""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

PROBES = {"/healthz", "/readyz", "/metrics"}
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client reads it when it's imported

REQUEST_SECONDS = Histogram(
    "descent_http_request_seconds",
    "Time until the response began, by the class of its status.",
    ["status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=None,
)


class HttpMetricsMiddleware:
    """Measure each request. Probes don't count, and static files are served before this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = self.get_response(request)
        if request.path_info not in PROBES:
            REQUEST_SECONDS.labels(f"{response.status_code // 100}xx").observe(time.perf_counter() - start)
        return response


def register_http_metrics(registry: CollectorRegistry) -> None:
    """Add what all processes of this host's web have measured, whichever of them is asked.

    `manage.py serve` gives several processes a folder that they share.
    """
    if SHARED_FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUEST_SECONDS)
