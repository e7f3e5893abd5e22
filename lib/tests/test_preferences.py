"""The header Prefer: the seconds that a client would rather wait."""

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from lib.api.preferences import preferred_wait


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("respond-async", 0),
        ("wait=5", 5),
        ("Wait = 5", 5),
        ('wait="5"', 5),
        ("respond-async, wait=5", 5),
        ("wait=5; reason=tests", 5),
        ("wait=5, wait=7", 5),  # only the first counts
        ("wait=0", 0),
        ("wait=21", 20),
        ("wait=999999999", 20),
        ("wait=" + "9" * 5000, 0),
        ("wait=-1", 0),
        ("wait=2.5", 0),
        ('wait="5', 0),
        ("wait=٥", 0),
        ("wait", 0),
        ("await=5", 0),
    ],
)
def test_the_first_readable_wait_counts_up_to_the_limit(header: str | None, seconds: int) -> None:
    headers = {} if header is None else {"Prefer": header}
    request = Request(APIRequestFactory().get("/", headers=headers))
    assert preferred_wait(request, max_seconds=20) == seconds
