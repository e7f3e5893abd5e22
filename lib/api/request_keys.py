"""The header Idempotency-Key: a client's name for a request, so that sending it again does nothing twice.

As in the draft https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07. It wants the key in
double quotes. Most clients send it without, as Stripe's do, so both are read.
"""

import re
from http import HTTPStatus

from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request

REQUEST_KEY_HEADER = "Idempotency-Key"
MAX_KEY_CHARS = 255
KEY_INVALID = (
    f"Idempotency-Key isn’t valid. Send 1 to {MAX_KEY_CHARS} visible ASCII characters without quotes and backslashes, "
    "such as a UUID."
)
_KEY = re.compile(rf'(")?([!#-\[\]-~]{{1,{MAX_KEY_CHARS}}})(?(1)")')


class RequestKeyReusedError(APIException):
    """The key came with another request before."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY


def request_key(request: Request) -> str:
    """The key without quotes; empty if none was sent. Raises ParseError if it isn't valid."""
    text = request.headers.get(REQUEST_KEY_HEADER)
    if text is None:
        return ""
    match = _KEY.fullmatch(text)
    if match is None:
        raise ParseError(KEY_INVALID)
    return match[2]
