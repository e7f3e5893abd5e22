"""Requests to join a cohort, through the same actions as the pages.

There is no address to ask to join: whoever asks reads on a page what it means.
"""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.access import led_cohort_or_404
from cohorts.api_base import COHORT, person_of, refusals_of
from cohorts.joining import requests
from cohorts.joining.models import JoinRequest

REQUEST = OpenApiParameter("uid", uuid.UUID, OpenApiParameter.PATH, description="The uid of the request.")


class JoinRequestSerializer(serializers.ModelSerializer[JoinRequest]):
    person = serializers.UUIDField(source="person.uid", read_only=True, help_text="Their uid.")
    name = serializers.CharField(source="person.name", read_only=True)
    email = serializers.EmailField(source="person.email", read_only=True)
    is_confirmed = serializers.BooleanField(read_only=True, help_text="Whether they have confirmed this address.")
    role = serializers.CharField(source="invitation.role", read_only=True, help_text="What they would be.")
    invitation = serializers.UUIDField(source="invitation.uid", read_only=True, help_text="The uid of its invitation.")

    class Meta:
        model = JoinRequest
        fields = ("uid", "person", "name", "email", "is_confirmed", "role", "invitation", "state", "asked_at")
        read_only_fields = fields


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class JoinRequestViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[JoinRequest]):
    """The requests to join a cohort that you lead, the oldest first. Those that were decided aren’t listed."""

    queryset = JoinRequest.objects.none()
    serializer_class = JoinRequestSerializer
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[JoinRequest]:
        cohort = led_cohort_or_404(person_of(self.request), self.kwargs["cohort"])
        return JoinRequest.objects.none() if cohort.is_archived else cohort.join_requests.waiting().with_person()

    @extend_schema(parameters=[COHORT, REQUEST], request=None, responses=JoinRequestSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, cohort: str, uid: str) -> Response:
        """Make them a member. 400: decided already, or no room is left. Unlike on the website, there is no undo."""
        return self._decide(requests.accept)

    @extend_schema(parameters=[COHORT, REQUEST], request=None, responses=JoinRequestSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, cohort: str, uid: str) -> Response:
        """Decline it. They can’t ask again with the same link. 400: it was decided already."""
        return self._decide(requests.decline)

    def _decide(self, decide: requests.Decide) -> Response:
        person = person_of(self.request)
        cohort = led_cohort_or_404(person, self.kwargs["cohort"])
        row = get_object_or_404(cohort.join_requests, uid=self.kwargs["uid"])
        with refusals_of():
            decide(person=person, cohort=cohort, uid=row.uid)
        return Response(JoinRequestSerializer(cohort.join_requests.with_person().get(pk=row.pk)).data)
