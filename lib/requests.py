"""Types of the requests that our views get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from django.contrib.auth.models import _User  # mypy's plugin resolves it to AUTH_USER_MODEL


class HtmxRequest(HttpRequest):
    """Any request after htmx's middleware."""

    htmx: HtmxDetails


class AuthedRequest(HtmxRequest):
    """A request behind ``login_required``."""

    user: _User


def learner_of(request: HttpRequest) -> _User | None:
    """The signed-in user; None for a visitor."""
    return request.user if request.user.is_authenticated else None
