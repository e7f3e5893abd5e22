from functools import cache
from typing import Any

from django.http import HttpRequest

from notices.queries import unread_count


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """The number of unread notices, for the menu. One query, only if a template uses it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread": 0}
    return {"unread": cache(lambda: unread_count(user))}
