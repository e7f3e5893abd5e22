"""The timer in the REST API."""

from typing import ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from lib.api.problems import PROBLEM_TYPE, ConflictError, ProblemSerializer
from lib.errors import RefusedError
from progress.hours.api import LOG_SCOPES
from progress.hours.serializers import StudyEntrySerializer
from progress.timer import actions
from progress.timer.actions import NO_TIMER
from progress.timer.models import Timer
from progress.timer.serializers import NewTimerSerializer, StopTimerSerializer, TimerAskSerializer, TimerSerializer


class TimerView(APIView):
    """Your timer. You can have one."""

    scopes: ClassVar = LOG_SCOPES

    @extend_schema(responses=TimerSerializer)
    def get(self, request: Request) -> Response:
        """404: no timer is running."""
        return Response(TimerSerializer(_running(request)).data)

    @extend_schema(request=NewTimerSerializer, responses={201: TimerSerializer, (409, PROBLEM_TYPE): ProblemSerializer})
    def post(self, request: Request) -> Response:
        """Start it. 409: one is running."""
        new = NewTimerSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        topic, kind = new.validated_data.get("topic"), new.validated_data["kind"]
        try:
            timer = actions.start_timer(learner=cast(User, request.user), topic=topic, kind=kind)
        except RefusedError as refusal:
            raise ConflictError(str(refusal)) from refusal
        return Response(TimerSerializer(timer).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Discard it without logging. 404: no timer is running."""
        try:
            actions.discard_timer(learner=cast(User, request.user))
        except RefusedError as refusal:
            raise NotFound(str(refusal)) from refusal
        return Response(status=status.HTTP_204_NO_CONTENT)


class StopTimerView(APIView):
    scopes: ClassVar = LOG_SCOPES

    @extend_schema(
        request=StopTimerSerializer,
        responses={201: StudyEntrySerializer, 204: None, (409, PROBLEM_TYPE): TimerAskSerializer},
    )
    def post(self, request: Request) -> Response:
        """Log what it counted. 204: under a minute, so nothing was logged. 409: say how much was study."""
        _running(request)
        body = StopTimerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            entry = actions.stop_timer(learner=cast(User, request.user), minutes=body.validated_data.get("minutes"))
        except actions.TimerAsksError as asks:
            raise ConflictError(
                str(asks), ran=asks.minutes_run, logged=asks.minutes_logged, likely=asks.minutes_unlogged
            ) from asks
        except RefusedError as refusal:
            raise ValidationError({"minutes": [str(refusal)]}) from refusal
        if entry is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(StudyEntrySerializer(entry).data, status=status.HTTP_201_CREATED)


def _running(request: Request) -> Timer:
    timer = Timer.objects.filter(learner=cast(User, request.user)).select_related("topic").first()
    if timer is None:
        raise NotFound(NO_TIMER)
    return timer
