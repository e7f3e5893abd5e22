"""The header Prefer, RFC 7240: how many seconds a client would rather wait for an answer than ask again."""

import re

from django.http import HttpRequest
from rest_framework.request import Request

PREFER_HEADER, PREFERENCE_APPLIED = "Prefer", "Preference-Applied"
_WAIT = re.compile(r'\s*wait\s*=\s*("?)([0-9]{1,9})\1\s*(?:;.*)?', re.IGNORECASE)


def preferred_wait(request: Request | HttpRequest, *, max_seconds: int) -> int:
    """Return the seconds, at most ``max_seconds``; 0 without the preference, or if it is malformed, as the RFC asks."""
    matches = map(_WAIT.fullmatch, request.headers.get(PREFER_HEADER, "").split(","))
    first = next(filter(None, matches), None)
    return min(int(first[2]), max_seconds) if first else 0


def wait_applied(seconds: int) -> dict[str, str]:
    return {PREFERENCE_APPLIED: f"wait={seconds}"}
