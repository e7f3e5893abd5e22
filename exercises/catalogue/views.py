"""The list of exercises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exercises.catalogue import queries
from lib.pages.views import learner_of

MAX_QUERY_CHARS = 100


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    filters = {
        "topic": request.GET.get("topic", ""),
        "state": request.GET.get("state", "") if learner else "",
        "difficulty": request.GET.get("difficulty", ""),
        "query": request.GET.get("q", "").strip()[:MAX_QUERY_CHARS],
    }
    page = queries.exercise_list(learner, **filters)
    return render(request, "exercises/exercise_list.html", {"page": page, **filters})
