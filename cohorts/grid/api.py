"""The grid of a cohort, through the same queries as the page."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.access import cohort_or_404
from cohorts.api_base import COHORT, course_of, person_of
from cohorts.cohort.models import Membership
from cohorts.grid.cells import columns_of
from cohorts.grid.choice import ALL_PHASES
from cohorts.grid.learners import learners_of, selection_of
from cohorts.grid.rows import rows_of
from cohorts.grid.serializers import GridQuerySerializer, GridRowSerializer
from cohorts.sections.queries import EVERYBODY, sections_of


class GridViewSet(viewsets.GenericViewSet[Membership]):
    serializer_class = GridRowSerializer
    filter_backends = ()

    @extend_schema(parameters=[COHORT, GridQuerySerializer], responses=GridRowSerializer(many=True))
    def list(self, request: Request, cohort: str) -> Response:
        """The learners of a cohort that you lead or mentor, with their states, hours, pace and needs."""
        own_cohort = cohort_or_404(person_of(request), cohort)
        query = GridQuerySerializer(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        course, now = course_of(own_cohort), timezone.now()
        sections = sections_of(own_cohort, person_of(request))
        section = sections.choice(query.choice.section, default=EVERYBODY)
        learners = [
            entry
            for entry in learners_of(own_cohort, course, reader=person_of(request), now=now)
            if sections.contains(section, entry.member)
        ]
        page = self.paginate_queryset(selection_of(learners, query.choice))
        columns = columns_of(query.choice.by, query.choice.phase or ALL_PHASES, course)
        rows = rows_of(page or [], query.choice.by, columns, sections)
        return self.get_paginated_response(GridRowSerializer(rows, many=True).data)
