from typing import Any

from django.http import HttpRequest

from accounts.requests import learner_of
from cohorts.queries.threads import Mentoring


def mentoring(request: HttpRequest) -> dict[str, Any]:
    """Whether somebody looks after the learner, and what they answered. No query until a template asks."""
    user = learner_of(request) if hasattr(request, "user") else None
    return {"mentoring": Mentoring(user) if user else None}
