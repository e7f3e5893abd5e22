from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from redis import RedisError

log = structlog.get_logger(__name__)

TRY_AGAIN_AFTER_S = "10"


class CacheDownMiddleware:
    """A page that cannot do without the cache says so. Signing in is one: it counts tries there, and stays shut."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RedisError):
            return None
        log.error("cache.down", path=request.path, error=str(exception))
        response = render(request, "503.html", status=503)
        response["Retry-After"] = TRY_AGAIN_AFTER_S
        return response


class CompressionMiddleware(GZipMiddleware):
    """Pages travel compressed. A stream does not: the compressor would hold an event back until the next one."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)
