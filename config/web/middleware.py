import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied, RequestDataTooBig
from django.core.handlers.asgi import ASGIRequest
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.cache import has_vary_header, patch_cache_control
from django_structlog.middlewares import RequestMiddleware
from django_structlog.signals import bind_extra_request_metadata
from redis import RedisError

from config.logs import REQUEST_ID
from config.operations.monitoring import health, ready
from config.operations.site_metrics import REQUEST_SECONDS
from config.web.errors import not_now
from curriculum.models import Roadmap
from lib.api.problems import is_api, problem_response
from lib.pages.views import render_page

log = structlog.get_logger(__name__)

PROBES = {"/healthz": health, "/readyz": ready}

NUL = "It contains a NUL character, which isn’t allowed in text."
NOT_UTF8 = "It contains bytes that aren’t UTF-8 text."
BAD_ESCAPE = "It contains a percent sign that two hexadecimal digits don’t follow."
TOO_LONG = f"It is longer than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20:g} MiB."
FORM, FORM_WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"
# It takes urllib four times as long as an escape, and no browser sends it.
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class TextMiddleware:
    """Reject requests that aren't text before anything reads them. PostgreSQL stores no NUL, and Django replaces bytes
    that aren't UTF-8, even in a password. config.api.rest checks what JSON escapes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        problem = _problem(request)
        if not problem:
            return self.get_response(request)
        if is_api(request):
            return problem_response(400, f"We can’t read this request. {problem} Nothing was changed.")
        return render(request, "400.html", {"problem": problem}, status=400)


def _problem(request: HttpRequest) -> str:
    """Return what is wrong with the request as a sentence; empty if nothing is."""
    try:
        if request.content_type == FORM and _BAD_ESCAPE.search(request.body):
            return BAD_ESCAPE
        texts = [raw.decode() for raw in _sent_bytes(request)]
        fields = _fields_beside_files(request)
    except UnicodeDecodeError:
        return NOT_UTF8
    except RequestDataTooBig:
        return TOO_LONG
    except UnreadablePostError:
        return ""  # the client has disconnected
    if any("\N{REPLACEMENT CHARACTER}" in field for field in fields):
        return NOT_UTF8
    return NUL if any("\0" in text for text in (*texts, *fields, *request.COOKIES.values())) else ""


def _sent_bytes(request: HttpRequest) -> Iterator[bytes]:
    """The raw bytes of the URL and of a body without files, because Django's decoding hides them."""
    raw_path = request.scope.get("raw_path") if isinstance(request, ASGIRequest) else None
    yield unquote_to_bytes(raw_path or request.path)  # under WSGI, such bytes in a path are still percent-encoded
    yield unquote_to_bytes(request.META.get("QUERY_STRING", ""))
    if request.content_type != FORM_WITH_FILES:
        yield unquote_to_bytes(request.body) if request.content_type == FORM else request.body


def _fields_beside_files(request: HttpRequest) -> list[str]:
    """Return the texts of a form with files. Django has replaced bytes that aren't text by U+FFFD, which nobody needs
    to type in such a form.
    """
    if request.content_type != FORM_WITH_FILES:
        return []
    return [text for _, values in request.POST.lists() for text in values]


@receiver(bind_extra_request_metadata)
def bind_request(request: HttpRequest, **_: Any) -> None:
    """Bind the address that rate limits count to every log line of a request. The library would believe any header.

    The request gets its id too, for the line that Django logs when this context has been cleared.
    """
    request.request_id = structlog.contextvars.get_contextvars()[REQUEST_ID]  # type: ignore[attr-defined]
    try:
        ip = str(get_ip(request))
    except PermissionDenied:  # the request came around the proxies
        ip = ""
    structlog.contextvars.bind_contextvars(ip=ip)


class LogUserMiddleware:
    """Read the person, and add their number to the log lines of their request. It's None for visitors.

    Django's proxy would stay between each page and its person, and a page asks for them hundreds of times.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)
        RequestMiddleware.bind_user_id(request)
        return self.get_response(request)


class AccessLogMiddleware:
    """Log each request that was answered, if ACCESS_LOG is on: by its route, because a path may contain a secret.

    The line has the person's number and the request's id, as every line of a request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.ACCESS_LOG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = self.get_response(request)
        log.info(
            "request.answered",
            method=request.method,
            route=request.resolver_match.route if request.resolver_match else "",
            status=response.status_code,
            ms=round(1000 * (time.perf_counter() - start)),
        )
        return response


class HttpMetricsMiddleware:
    """Measure each request. Probes don't count, and static files are served before this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = self.get_response(request)
        if request.path_info not in {*PROBES, "/metrics"}:
            REQUEST_SECONDS.labels(f"{response.status_code // 100}xx").observe(time.perf_counter() - start)
        return response


class ProbeMiddleware:
    """Answer probes before anything reads the Host. Whatever restarts a process, or chooses one for a request, knows
    only its address, which ALLOWED_HOSTS doesn't have.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return PROBES.get(request.path_info, self.get_response)(request)


class UnavailableMiddleware:
    """Answer 503 if a page needs the cache and can't reach it, as signing in does, which counts attempts there. Explain
    what to do while no roadmap is loaded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Roadmap.DoesNotExist) and not is_api(request):
            return render_page(request, "curriculum/no_roadmap.html", {})
        if not isinstance(exception, RedisError):
            return None
        log.error("cache.down", path=request.path, error=str(exception))
        return not_now(request)


class PrivateMiddleware:
    """Mark responses that differ by person as private. `Vary: Cookie` says so too, but some caches in front of a site
    decide by the end of the URL: they would store an archive.zip and send it to the next person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if has_vary_header(response, "Cookie") and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response


class HeadMiddleware:
    """Answer HEAD like GET without the body.

    It stays because Django leaves HEAD to each function view, and sixty of ours and the libraries' don't name it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        if not response.streaming:
            return response  # the server leaves its body out
        # The server would read a file to its end only to discard it.
        answer = HttpResponse(status=response.status_code, headers=dict(response.items()))
        answer.cookies = response.cookies
        return answer


class CompressionMiddleware(GZipMiddleware):
    """Compress pages, and leave files as they are, so that a browser knows how much of a download is left.

    Django adds up to 100 bytes of random length, or else the size would tell whether a guess is in the page (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not isinstance(response, HttpResponse):
            return response
        return super().process_response(request, response)
