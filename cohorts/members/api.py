"""The members of a cohort, through the same actions as the pages."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.api_base import COHORT, MEMBER, person_of, refusals_of
from cohorts.bulk.actions import MENTOR_LEFT, assign
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members import actions
from cohorts.sections.actions import move_learners, section_named
from cohorts.sections.models import CohortSection
from lib.api.serializers import InputSerializer
from lib.errors import RefusedError


class MemberSerializer(serializers.ModelSerializer[Membership]):
    uid = serializers.UUIDField(source="user.uid", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    section = serializers.CharField(source="section_name", read_only=True, help_text="Its name. Empty: none.")

    mentor = serializers.UUIDField(
        source="mentor.user.uid", default=None, allow_null=True, read_only=True,
        help_text="Of a learner: the uid of the lead or mentor who looks after them first. Null: nobody in particular.",
    )  # fmt: skip
    mentor_name = serializers.CharField(read_only=True, help_text="That person’s name. Empty: nobody in particular.")

    class Meta:
        model = Membership
        fields = ("uid", "name", "email", "role", "section", "mentor", "mentor_name", "joined_on")
        read_only_fields = fields


class ChangedMemberSerializer(InputSerializer[Membership]):
    role = serializers.ChoiceField(choices=CohortRole.choices, required=False)
    section = serializers.CharField(
        max_length=CohortSection.MAX_NAME_CHARS, allow_blank=True, required=False,
        help_text="The name of a learner’s section. Empty: none.",
    )  # fmt: skip
    mentor = serializers.UUIDField(
        allow_null=True, required=False,
        help_text="The uid of the lead or mentor who looks after a learner first. Null: nobody in particular.",
    )  # fmt: skip


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class MemberViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Membership]):
    """The members of a cohort that you lead or mentor."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[Membership]:
        return self._cohort(Cohort.objects.visible_to(person_of(self.request))).memberships.by_role()

    @extend_schema(parameters=[COHORT, MEMBER], request=ChangedMemberSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, cohort: str, uid: str) -> Response:
        """Change a role, a section or who looks after a learner first. 404: you don’t lead the cohort."""
        led_cohort = self._cohort(Cohort.objects.led_by(person_of(request)))
        get_object_or_404(led_cohort.memberships, user__uid=uid)
        new = ChangedMemberSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        person, member_uid = person_of(request), uuid.UUID(uid)
        with transaction.atomic():
            if role := new.validated_data.get("role"):
                with refusals_of("role"):
                    actions.change_role(person=person, cohort=led_cohort, uid=member_uid, role=role)
            if "section" in new.validated_data:
                with refusals_of("section"):
                    section = section_named(led_cohort, new.validated_data["section"])
                    move_learners(person=person, cohort=led_cohort, learners=[member_uid], section=section)
            if "mentor" in new.validated_data:
                with refusals_of("mentor"):
                    mentor = _mentor_of(led_cohort, new.validated_data["mentor"])
                    assign(person=person, cohort=led_cohort, learners=[member_uid], mentor=mentor)
        return Response(MemberSerializer(led_cohort.memberships.by_role().get(user__uid=uid)).data)

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


def _mentor_of(cohort: Cohort, uid: uuid.UUID | None) -> Membership | None:
    """Return the lead or mentor with this uid. Raises RefusedError if the cohort has none."""
    if uid is None:
        return None
    mentor = cohort.memberships.staff().filter(user__uid=uid).first()
    if mentor is None:
        raise RefusedError(MENTOR_LEFT)
    return mentor
