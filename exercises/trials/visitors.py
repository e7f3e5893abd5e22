"""Who a visitor without an account is: a random number in a signed cookie, and a hash of the internet address."""

import uuid

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from exercises.models import TRIAL_LIFE

COOKIE = f"{settings.COOKIE_PREFIX}visitor"


def visitor_of(request: HttpRequest) -> uuid.UUID | None:
    """The visitor's number, if this browser has tried an exercise within the last hour."""
    max_age = TRIAL_LIFE.total_seconds()
    value = request.get_signed_cookie(COOKIE, default=None, salt=COOKIE, max_age=round(max_age))
    return uuid.UUID(value) if value else None


def remember_visitor(response: HttpResponse, visitor: uuid.UUID) -> None:
    """Set the cookie. Trials last as long as it does, counted from the newest."""
    response.set_signed_cookie(
        COOKIE,
        str(visitor),
        salt=COOKIE,
        max_age=TRIAL_LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def delete_visitor_cookie(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def address_of(request: HttpRequest) -> str:
    """A hash of the address that limits count. One person can use a whole IPv6 network, so allauth cuts it to /64."""
    return salted_hmac("trial address", str(get_ip(request)), algorithm="sha256").hexdigest()
