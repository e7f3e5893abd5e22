"""The struggles of a cohort, through the same queries as the page."""

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.access import cohort_or_404
from cohorts.api_base import COHORT, person_of
from cohorts.struggles.queries import struggles_page
from cohorts.struggles.rules import DEFAULT_WEEKS, MAX_WEEKS, Period
from cohorts.struggles.serializers import StrugglesSerializer

WEEKS = OpenApiParameter(
    "weeks",
    {"type": "string", "pattern": "^(all|[1-9][0-9]{0,2})$"},
    description=f"How many weeks to look back, at most {MAX_WEEKS}, or `all`. Default: {DEFAULT_WEEKS}.",
)
ONE_PAGE = forced_singular_serializer(StrugglesSerializer)  # type: ignore[no-untyped-call]  # the library has no types
NOT_A_PERIOD = f"Send a number of weeks from 1 to {MAX_WEEKS}, or all."


class StrugglesViewSet(viewsets.ViewSet):
    @extend_schema(parameters=[COHORT, WEEKS], responses=ONE_PAGE)
    def list(self, request: Request, cohort: str) -> Response:
        """What the learners of a cohort that you lead or mentor struggle with."""
        weeks = request.query_params.get("weeks", "")
        period = Period.of(weeks)
        if weeks not in ("", period.param):
            raise ValidationError({"weeks": [NOT_A_PERIOD]})
        page = struggles_page(cohort_or_404(person_of(request), cohort), period, now=timezone.now())
        return Response(StrugglesSerializer(page).data)
