from functools import cache
from typing import Any

from django.http import HttpRequest

from progress.models import Timer


def running_timer(request: HttpRequest) -> dict[str, Any]:
    """The learner's running timer, for the top bar. One query, only when a template asks for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"timer": None}
    return {"timer": cache(Timer.objects.filter(learner=user).select_related("topic").first)}
