from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class HtmxRequest(HttpRequest):
    """Every request, once htmx's middleware has seen it."""

    htmx: HtmxDetails


class AuthedRequest(HtmxRequest):
    """The request behind ``login_required``: its user is one of ours."""

    user: User


def learner_of(request: HttpRequest) -> User | None:
    """Who is signed in; None for a visitor."""
    return request.user if isinstance(request.user, User) else None
