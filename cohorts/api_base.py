"""Parameters and checks that the API's views of cohorts share."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, Throttled, ValidationError
from rest_framework.request import Request

from accounts.models import User
from cohorts.cohort.models import Cohort
from curriculum.models import Roadmap
from lib.errors import RefusedError
from lib.throttling import seconds_until_typeset
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum

COHORT = OpenApiParameter("cohort", str, OpenApiParameter.PATH, description="The slug of the cohort.")
MEMBER = OpenApiParameter("uid", uuid.UUID, OpenApiParameter.PATH, description="The uid of the member.")


def person_of(request: Request) -> User:
    return cast(User, request.user)


def check_typesetting(request: Request) -> None:
    """Count a text that will be typeset. Raises Throttled if there were too many."""
    if wait := seconds_until_typeset(cast(HttpRequest, request)):
        raise Throttled(wait=wait)


def course_of(cohort: Cohort) -> Curriculum:
    """Return the curriculum of the cohort's roadmap. Raises NotFound where none is loaded."""
    try:
        return curriculum(cohort.roadmap_id)
    except Roadmap.DoesNotExist:
        raise NotFound from None


@contextmanager
def refusals_of(field: str = "") -> Iterator[None]:
    """Answer a RefusedError with 400, beside the field that it is about."""
    try:
        yield
    except RefusedError as refusal:
        raise ValidationError({field: [str(refusal)]} if field else str(refusal)) from refusal
