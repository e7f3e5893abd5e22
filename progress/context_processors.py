from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from lib.compiled_queries import CompiledObjects, Param
from progress.timer.models import Timer

_TIMER = CompiledObjects(lambda: Timer.objects.filter(learner=Param("learner")).select_related("topic"))


def running_timer(request: HttpRequest) -> dict[str, Any]:
    """The learner's running timer, for the top bar. One query, only when a template asks for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"timer": None}
    return {"timer": cache(partial(_TIMER.first, learner=user.pk))}
