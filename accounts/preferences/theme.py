"""Light, dark, or the system's theme. A cookie keeps the choice, because it belongs to a screen, not to a person."""

from datetime import timedelta
from typing import Any, Literal, get_args

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Theme = Literal["light", "dark"]
COOKIE = f"{settings.COOKIE_PREFIX}theme"
COOKIE_AGE = timedelta(days=365)


def set_theme(response: HttpResponse, theme: str) -> None:
    """Keep the theme for a year. Anything but a theme means the system's preference."""
    if theme in get_args(Theme):
        response.set_cookie(
            COOKIE, theme, max_age=COOKIE_AGE, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")


def theme(request: HttpRequest) -> dict[str, Any]:
    """The theme for <html>; empty for the system's."""
    choice = request.COOKIES.get(COOKIE, "")
    return {"theme": choice if choice in get_args(Theme) else ""}
