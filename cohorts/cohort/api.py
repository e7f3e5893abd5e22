"""Cohorts, through the same actions as the pages."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.api_base import person_of, refusals_of
from cohorts.cohort.actions import create_cohort, edit_cohort, set_archived
from cohorts.cohort.models import Cohort
from cohorts.cohort.serializers import ChangedCohortSerializer, CohortSerializer, NewCohortSerializer
from cohorts.permissions import check_leads


class CohortViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Cohort]):
    """The cohorts you are in, in any role; for an admin all of them."""

    queryset = Cohort.objects.none()
    serializer_class = CohortSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Cohort]:
        person = person_of(self.request)
        return Cohort.objects.readable_by(person).with_role_of(person)

    @extend_schema(request=NewCohortSerializer, responses={201: CohortSerializer})
    def create(self, request: Request) -> Response:
        """Create a cohort that you lead. 403: your account may not create any."""
        if not person_of(request).can_create_cohorts:
            raise PermissionDenied
        new = NewCohortSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        cohort = create_cohort(person=person_of(request), **new.validated_data)
        return Response(self._answer(cohort.slug), status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangedCohortSerializer, responses=CohortSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """403: you don’t lead it."""
        cohort = self.get_object()
        check_leads(person_of(request), cohort)
        changes = ChangedCohortSerializer(data=request.data, partial=True)
        changes.is_valid(raise_exception=True)
        fields = {name: getattr(cohort, name) for name in ("title", "started_on", "ends_on", "max_learners")}
        is_archived = changes.validated_data.pop("is_archived", None)
        with refusals_of("ends_on"):
            edit_cohort(person=person_of(request), cohort=cohort, **fields | changes.validated_data)
        if is_archived is not None:
            set_archived(person=person_of(request), cohort=cohort, is_archived=is_archived)
        return Response(self._answer(slug))

    def _answer(self, slug: str) -> object:
        return CohortSerializer(self.get_queryset().get(slug=slug)).data
