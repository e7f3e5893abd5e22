from typing import Any

from django.http import HttpRequest

from cohorts.person_context import PersonContext
from lib.pages.views import learner_of


def mentoring(request: HttpRequest) -> dict[str, Any]:
    """The learner's mentors and their replies, and who needs a mentor. No query until a template uses them."""
    return {"mentoring": mentoring_of(request)}


def mentoring_of(request: HttpRequest) -> PersonContext | None:
    """Return one object for each request, so that the view and its template share the queries."""
    if not hasattr(request, "mentoring"):
        user = learner_of(request) if hasattr(request, "user") else None
        request.mentoring = PersonContext(user) if user else None  # type: ignore[attr-defined]  # ours
    mentoring: PersonContext | None = request.mentoring  # type: ignore[attr-defined]
    return mentoring
