from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class HtmxRequest(HttpRequest):
    """Every request, once htmx's middleware has seen it."""

    htmx: HtmxDetails


class AuthedRequest(HtmxRequest):
    """The request behind ``login_required``: its user is one of ours."""

    user: User
