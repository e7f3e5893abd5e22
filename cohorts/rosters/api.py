"""A whole roster for scripts, such as the nightly one of a school's own system."""

import json
import uuid

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from cohorts.access import led_cohort_or_404
from cohorts.api_base import COHORT, person_of, refusals_of
from cohorts.joining.api import InviteRosterView
from cohorts.rosters.actions import give_roster
from cohorts.rosters.models import RosterSource
from cohorts.rosters.queries import etag_of, roster_of
from cohorts.rosters.serializers import CurrentRosterSerializer, RosterStateSerializer, WholeRosterSerializer

DRY_RUN = OpenApiParameter("dry_run", bool, description="Only check it, and say what would happen.")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag of the roster that you have read."
)
UID = OpenApiParameter("uid", uuid.UUID, OpenApiParameter.PATH, description="The uid of the roster.")


class RosterHasChangedError(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The cohort’s people have changed since you read them. Read the roster again, then send yours."


class RosterView(InviteRosterView):
    """The people of a cohort that you lead."""

    @extend_schema(parameters=[COHORT], responses=CurrentRosterSerializer)
    def get(self, request: Request, cohort: str) -> Response:
        """All members but the leads, and all who are invited by address. The ETag changes with anything in it."""
        people = roster_of(led_cohort_or_404(person_of(request), cohort))
        return Response({"people": people}, headers={"ETag": etag_of(people)})

    @extend_schema(
        parameters=[COHORT, DRY_RUN, IF_MATCH], request=WholeRosterSerializer, responses={202: RosterStateSerializer}
    )
    def put(self, request: Request, cohort: str) -> Response:
        """Send the whole roster. A worker checks and applies it: ask the address in `Location` for the result.

        Sending it again changes nothing more. 412: the people have changed since the ETag in `If-Match`.
        """
        led_cohort = led_cohort_or_404(person_of(request), cohort)
        new = WholeRosterSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        expected = request.headers.get("If-Match", "").strip()
        if expected and expected != "*" and etag_of(roster_of(led_cohort)) not in expected:
            raise RosterHasChangedError
        data, is_dry_run = new.validated_data, request.query_params.get("dry_run", "") in ("1", "true")
        content = json.dumps({"people": data["people"]}, ensure_ascii=False).encode("utf-8", "replace")
        with refusals_of():
            roster = give_roster(
                person=person_of(request), cohort=led_cohort, content=content, source=RosterSource.SCRIPT,
                removes_missing=data["remove_missing"], applies_at_once=not is_dry_run, days=data["days"],
            )  # fmt: skip
        location = reverse("cohort-roster-detail", args=[cohort, roster.uid], request=request)
        answer = RosterStateSerializer(roster).data
        return Response(answer, status=status.HTTP_202_ACCEPTED, headers={"Location": location, "Retry-After": "2"})


class RosterStateView(APIView):
    @extend_schema(parameters=[COHORT, UID], responses=RosterStateSerializer)
    def get(self, request: Request, cohort: str, uid: uuid.UUID) -> Response:
        """What a roster does or has done: checking, refused, checked, applying or applied."""
        rosters = led_cohort_or_404(person_of(request), cohort).rosters.defer("content")
        return Response(RosterStateSerializer(get_object_or_404(rosters, uid=uid)).data)
