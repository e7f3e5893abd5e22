"""Invitations to a cohort, through the same actions as the pages.

There is no address to join one: whoever joins reads on a page what it means.
"""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cohorts.access import led_cohort_or_404
from cohorts.api_base import COHORT, person_of, refusals_of
from cohorts.cohort.models import Cohort
from cohorts.joining import actions
from cohorts.joining.links import join_url
from cohorts.joining.models import Invitation
from cohorts.joining.roster import RosterError, read_roster, roster_preview
from cohorts.joining.serializers import (
    CreatedInvitationSerializer,
    InvitationSerializer,
    NewInvitationSerializer,
    NewRosterSerializer,
    RosterResultSerializer,
)


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class InvitationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Invitation]):
    """The open invitations to a cohort that you lead."""

    queryset = Invitation.objects.none()
    serializer_class = InvitationSerializer
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[Invitation]:
        return self._cohort().invitations.open()

    @extend_schema(parameters=[COHORT], request=NewInvitationSerializer, responses={201: CreatedInvitationSerializer})
    def create(self, request: Request, cohort: str) -> Response:
        """Create a link, which this response shows once."""
        led_cohort = self._cohort()
        new = NewInvitationSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        with refusals_of():
            invitation, secret = actions.create_link(person=person_of(request), cohort=led_cohort, **new.validated_data)
        invitation.link = join_url(secret)  # type: ignore[attr-defined]  # for the serializer only
        return Response(CreatedInvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[COHORT], responses={204: None})
    def destroy(self, request: Request, cohort: str, uid: str) -> Response:
        """Withdraw it. People who have used it stay."""
        actions.revoke(person=person_of(request), invitation=get_object_or_404(self._cohort().invitations, uid=uid))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _cohort(self) -> Cohort:
        return get_object_or_404(Cohort.objects.led_by(person_of(self.request)), slug=self.kwargs["cohort"])


class InviteRosterView(APIView):
    """Invite many people at once."""

    @extend_schema(
        parameters=[COHORT],
        request=NewRosterSerializer,
        responses={200: RosterResultSerializer, 201: RosterResultSerializer},
    )
    def post(self, request: Request, cohort: str) -> Response:
        """Invite everyone on a roster to a cohort that you lead. Says what was wrong with each line. 200: a dry run."""
        led_cohort = led_cohort_or_404(person_of(request), cohort)
        new = NewRosterSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        data = new.validated_data
        try:
            preview = roster_preview(led_cohort, read_roster(data["text"]))
        except RosterError as error:
            raise ValidationError({"text": [str(error)]}) from None
        result = actions.InvitationResult()
        if not data["dry_run"]:
            with refusals_of():
                result = actions.invite_people(
                    person=person_of(request), cohort=led_cohort, addresses=preview.addresses, role=data["role"],
                    days=data["days"],
                )  # fmt: skip
        links = [{"address": address, "link": join_url(secret)} for address, secret in result.links]
        answer = {"invitations": result.count, "lines": preview.lines, "links": links}
        code = status.HTTP_200_OK if data["dry_run"] else status.HTTP_201_CREATED
        return Response(RosterResultSerializer(answer).data, status=code)
