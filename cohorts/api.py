"""Cohorts, their members and invitations, through the same actions as the pages.

There is no address to join one: whoever joins reads on a page what it means.
"""

import uuid
from typing import cast

from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from cohorts import actions
from cohorts.models import Cohort, Invitation, Membership
from cohorts.queries.members import members_in_order
from cohorts.serializers import (
    ChangedCohortSerializer,
    CohortSerializer,
    CreatedInvitationSerializer,
    InvitationSerializer,
    MemberSerializer,
    NewCohortSerializer,
    NewInvitationSerializer,
    RoleSerializer,
)
from cohorts.views.invitations import join_url
from lib.errors import RefusedError

COHORT = OpenApiParameter("cohort", str, OpenApiParameter.PATH, description="The slug of the cohort.")
MEMBER = OpenApiParameter("uid", uuid.UUID, OpenApiParameter.PATH, description="The uid of the member.")
UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def _person(request: Request) -> User:
    return cast(User, request.user)


class CohortViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Cohort]):
    """The cohorts you are in, in any role; for an admin all of them."""

    queryset = Cohort.objects.none()
    serializer_class = CohortSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Cohort]:
        person = _person(self.request)
        rows = Cohort.objects.joined_by(person) | Cohort.objects.visible_to(person)
        mine = Membership.objects.filter(cohort=OuterRef("pk"), user=person)
        return rows.annotate(my_role=Subquery(mine.values("role")[:1]))

    @extend_schema(request=NewCohortSerializer, responses={201: CohortSerializer})
    def create(self, request: Request) -> Response:
        """Create a cohort that you lead. 403: your account may not create any."""
        if not _person(request).can_create_cohorts:
            raise PermissionDenied
        new = NewCohortSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        cohort = actions.create_cohort(person=_person(request), **new.validated_data)
        return Response(self._answer(cohort.slug), status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangedCohortSerializer, responses=CohortSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """403: you don’t lead it."""
        cohort = self.get_object()
        actions.check_leads(_person(request), cohort)
        changes = ChangedCohortSerializer(data=request.data, partial=True)
        changes.is_valid(raise_exception=True)
        fields = {"title": cohort.title, "started_on": cohort.started_on, "max_learners": cohort.max_learners}
        is_archived = changes.validated_data.pop("is_archived", None)
        actions.edit_cohort(person=_person(request), cohort=cohort, **fields | changes.validated_data)
        if is_archived is not None:
            actions.set_archived(person=_person(request), cohort=cohort, is_archived=is_archived)
        return Response(self._answer(slug))

    def _answer(self, slug: str) -> object:
        return CohortSerializer(self.get_queryset().get(slug=slug)).data


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class MemberViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Membership]):
    """The members of a cohort that you lead or mentor."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    lookup_field = "uid"
    lookup_value_regex = UUID

    def get_queryset(self) -> QuerySet[Membership]:
        return members_in_order(self._cohort(Cohort.objects.visible_to(_person(self.request))))

    @extend_schema(parameters=[COHORT, MEMBER], request=RoleSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, cohort: str, uid: str) -> Response:
        """Change a role. 404: you don’t lead the cohort."""
        led_cohort = self._cohort(Cohort.objects.led_by(_person(request)))
        get_object_or_404(led_cohort.memberships, user__uid=uid)
        new = RoleSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        try:
            member = actions.change_role(
                person=_person(request), cohort=led_cohort, uid=uuid.UUID(uid), **new.validated_data
            )
        except RefusedError as refusal:
            raise ValidationError({"role": [str(refusal)]}) from refusal
        return Response(MemberSerializer(member).data)

    @extend_schema(parameters=[COHORT, MEMBER], responses={204: None})
    def destroy(self, request: Request, cohort: str, uid: str) -> Response:
        """Remove somebody, or leave: then it is your own uid. Unlike on the website, there is no undo."""
        person = _person(request)
        leaves = uuid.UUID(uid) == person.uid
        rows = Cohort.objects.joined_by(person) if leaves else Cohort.objects.led_by(person)
        member = get_object_or_404(self._cohort(rows).memberships.select_related("cohort"), user__uid=uid)
        try:
            if leaves:
                actions.leave(person=person, cohort=member.cohort)
            else:
                actions.remove_member(person=person, cohort=member.cohort, uid=uuid.UUID(uid))
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _cohort(self, rows: QuerySet[Cohort]) -> Cohort:
        return get_object_or_404(rows, slug=self.kwargs["cohort"])


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class InvitationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Invitation]):
    """The open invitations to a cohort that you lead."""

    queryset = Invitation.objects.none()
    serializer_class = InvitationSerializer
    lookup_field = "uid"
    lookup_value_regex = UUID

    def get_queryset(self) -> QuerySet[Invitation]:
        return self._cohort().invitations.open()

    @extend_schema(parameters=[COHORT], request=NewInvitationSerializer, responses={201: CreatedInvitationSerializer})
    def create(self, request: Request, cohort: str) -> Response:
        """Create a link, which this response shows once."""
        led_cohort = self._cohort()
        new = NewInvitationSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        try:
            invitation, secret = actions.create_link(person=_person(request), cohort=led_cohort, **new.validated_data)
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal
        invitation.link = join_url(secret)  # type: ignore[attr-defined]  # for the serializer only
        return Response(CreatedInvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[COHORT], responses={204: None})
    def destroy(self, request: Request, cohort: str, uid: str) -> Response:
        """Withdraw it. People who have used it stay."""
        actions.revoke(person=_person(request), invitation=get_object_or_404(self._cohort().invitations, uid=uid))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _cohort(self) -> Cohort:
        return get_object_or_404(Cohort.objects.led_by(_person(self.request)), slug=self.kwargs["cohort"])
