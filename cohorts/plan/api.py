"""The shared plan of a cohort, through the same actions as the page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cohorts.access import joined_cohort_or_404, led_cohort_or_404
from cohorts.api_base import COHORT, course_of, person_of
from cohorts.cohort.models import Cohort
from cohorts.plan import actions
from cohorts.plan.serializers import NewPlanSerializer, PlanSerializer

UNKNOWN = "The roadmap has no such {}: {}."
TWICE = "Name each phase and topic once."


class DueWeeksView(APIView):
    """The weeks in which phases and topics are due."""

    @extend_schema(parameters=[COHORT], responses=PlanSerializer, operation_id="cohorts_due_weeks_retrieve")
    def get(self, request: Request, cohort: str) -> Response:
        """The due weeks of a cohort that you are in."""
        return Response(_answer(joined_cohort_or_404(person_of(request), cohort)))

    @extend_schema(parameters=[COHORT], request=NewPlanSerializer, responses=PlanSerializer)
    def put(self, request: Request, cohort: str) -> Response:
        """Replace the due weeks of a cohort that you lead."""
        led_cohort = led_cohort_or_404(person_of(request), cohort)
        new = NewPlanSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        rows = new.validated_data["due_weeks"]
        course = course_of(led_cohort)
        phases = {phase.number: phase.pk for phase in course.phases}
        topics = {topic.uid: topic.pk for topic in course.topics.values()}
        weeks = {"phases": _weeks(rows, "phase", phases), "topics": _weeks(rows, "topic", topics)}
        actions.save_plan(person=person_of(request), cohort=led_cohort, **weeks)
        return Response(_answer(led_cohort))


def _weeks(rows: list[dict[str, Any]], kind: str, keys: dict[Any, int]) -> dict[int, int]:
    """Raises ValidationError if one isn't in the roadmap, or is there twice."""
    names = [row[kind] for row in rows if kind in row]
    if unknown := [str(name) for name in names if name not in keys]:
        raise ValidationError({"due_weeks": [UNKNOWN.format(kind, ", ".join(unknown[:5]))]})
    if len(set(names)) < len(names):
        raise ValidationError({"due_weeks": [TWICE]})
    return {keys[row[kind]]: row["week"] for row in rows if kind in row}


def _answer(cohort: Cohort) -> object:
    rows = list(cohort.due_weeks.shared().select_related("phase", "topic"))
    for row in rows:
        row.cohort = cohort
    return PlanSerializer({"due_weeks": rows}).data
