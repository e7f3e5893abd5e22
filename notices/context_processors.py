from functools import cache
from typing import Any

from django.http import HttpRequest

from notices.queries import unread_count


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """How many notices are unread, for the menu. One query, only when a template asks for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread": 0}
    return {"unread": cache(lambda: unread_count(user))}
