from typing import Any

from django.http import HttpRequest

from cohorts.queries.learners_mentors import LearnersMentors
from lib.requests import learner_of


def mentoring(request: HttpRequest) -> dict[str, Any]:
    """The learner's mentors and their replies. No query until a template uses them."""
    user = learner_of(request) if hasattr(request, "user") else None
    return {"mentoring": LearnersMentors(user) if user else None}
