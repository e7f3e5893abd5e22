"""No header and no cookie takes more than a second of processor time, on no page and not in the REST API."""

from collections.abc import Callable
from itertools import product

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from config.web.protocol import MAX_HEAD_BYTES
from tests.processor import processor_bound
from tests.worst_case.inputs import CPU_SECONDS, SAMPLE_AND_ALL, Site, signed_in, some_of

# Repeated up to the length of all headers together.
PIECES = (
    ",",
    ";",
    "a/b,",
    "a/b;q=1,",
    'a="',
    "a=b;",
    '\\"',
    "*/*;",
    "gzip;q=0,",
    "1-2,",
    '"x",',
    "%00",
    " ",
    "9",
    "[",
    "é",
)
HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Type", "Cookie", "Host", "HX-Current-URL",
    "HX-Request", "Idempotency-Key", "If-Modified-Since", "If-None-Match", "If-Range", "Origin", "Range", "Referer",
    "User-Agent", "X-CSRFToken", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID",
)  # fmt: skip
PREFIXES = {"Authorization": ("", "Token ", "Bearer ", "Basic "), "Cookie": ("", "sessionid=", "messages=", "theme=")}
PATHS = ("/api/v1/exercises/", "/exercises/")  # the longest way of each kind


@pytest.mark.parametrize("path", PATHS)
@SAMPLE_AND_ALL
def test_no_header_takes_long(
    path: str, share: int, site: Site, ada: User, client_of: Callable[[User], Client]
) -> None:
    client = signed_in(ada, client_of)
    client.raise_request_exception = False
    for name in HEADERS:
        beginnings = product(PREFIXES.get(name, ("",)), PIECES)
        for prefix, piece in some_of(beginnings, min(share, 4), path, name):
            cache.clear()
            value = (prefix + piece * MAX_HEAD_BYTES)[:MAX_HEAD_BYTES]
            with processor_bound(CPU_SECONDS, (path, name, prefix, piece)):
                answer = client.get(path, headers={name: value})
            assert answer.status_code < 500, (path, name, piece)
