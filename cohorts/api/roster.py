"""A roster, through the same actions as the page."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cohorts import actions
from cohorts.api.base import COHORT, person_of, refusals_of
from cohorts.queries.roster import roster_preview
from cohorts.roster import RosterError, read_roster
from cohorts.serializers.roster import NewRosterSerializer, RosterResultSerializer
from cohorts.views.access import led_cohort_or_404
from cohorts.views.invitations import join_url


class RosterView(APIView):
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
