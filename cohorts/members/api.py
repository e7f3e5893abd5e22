"""The members of a cohort, through the same actions as the pages."""

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.api_base import COHORT, MEMBER, person_of, refusals_of
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members import actions
from lib.api.serializers import InputSerializer


class MemberSerializer(serializers.ModelSerializer[Membership]):
    uid = serializers.UUIDField(source="user.uid", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("uid", "name", "email", "role", "joined_on")
        read_only_fields = fields


class RoleSerializer(InputSerializer[Membership]):
    role = serializers.ChoiceField(choices=CohortRole.choices)


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class MemberViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Membership]):
    """The members of a cohort that you lead or mentor."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[Membership]:
        return self._cohort(Cohort.objects.visible_to(person_of(self.request))).memberships.by_role()

    @extend_schema(parameters=[COHORT, MEMBER], request=RoleSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, cohort: str, uid: str) -> Response:
        """Change a role. 404: you don’t lead the cohort."""
        led_cohort = self._cohort(Cohort.objects.led_by(person_of(request)))
        get_object_or_404(led_cohort.memberships, user__uid=uid)
        new = RoleSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        with refusals_of("role"):
            member = actions.change_role(
                person=person_of(request), cohort=led_cohort, uid=uuid.UUID(uid), **new.validated_data
            )
        return Response(MemberSerializer(member).data)

    @extend_schema(parameters=[COHORT, MEMBER], responses={204: None})
    def destroy(self, request: Request, cohort: str, uid: str) -> Response:
        """Remove a member. Use your own uid to leave. Unlike on the website, there is no undo."""
        person = person_of(request)
        leaves = uuid.UUID(uid) == person.uid
        rows = Cohort.objects.joined_by(person) if leaves else Cohort.objects.led_by(person)
        member = get_object_or_404(self._cohort(rows).memberships.select_related("cohort"), user__uid=uid)
        with refusals_of():
            if leaves:
                actions.leave(person=person, cohort=member.cohort)
            else:
                actions.remove_member(person=person, cohort=member.cohort, uid=uuid.UUID(uid))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _cohort(self, rows: QuerySet[Cohort]) -> Cohort:
        return get_object_or_404(rows, slug=self.kwargs["cohort"])
