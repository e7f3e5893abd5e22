from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.scopes import Scope
from curriculum.models import Roadmap
from lib.errors import RefusedError
from lib.patterns import UUID
from lib.problems import PROBLEM_TYPE, ConflictError, ProblemSerializer
from progress.home.status import status_of
from progress.hours import actions
from progress.hours.filters import StudyEntryFilter
from progress.hours.models import StudyEntry, Timer
from progress.hours.serializers import (
    ChangedStudyEntrySerializer,
    LearnerStatusSerializer,
    NewStudyEntrySerializer,
    NewTimerSerializer,
    StopTimerSerializer,
    StudyEntrySerializer,
    TimerAskSerializer,
    TimerSerializer,
)
from progress.timer import actions as timer_actions
from progress.timer.actions import NO_TIMER

NO_ROADMAP = "This site has no roadmap yet. Ask the person who runs it to load one."
LOG_SCOPES = {"read": Scope.READ, "write": Scope.LOG}


@extend_schema_view(destroy=extend_schema(description="Delete the entry. Unlike on the website, there is no undo."))
class StudyEntryViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[StudyEntry]
):
    """Your hours. Post a line of the study log, or its fields. You see only your own entries."""

    queryset = StudyEntry.objects.none()
    scopes: ClassVar = LOG_SCOPES
    serializer_class = StudyEntrySerializer
    filterset_class = StudyEntryFilter
    lookup_field = "uid"
    lookup_value_regex = UUID

    def get_queryset(self) -> QuerySet[StudyEntry]:
        return StudyEntry.objects.of(cast(User, self.request.user)).select_related("topic").newest_first()

    @extend_schema(request=NewStudyEntrySerializer, responses={201: StudyEntrySerializer})
    def create(self, request: Request) -> Response:
        learner = cast(User, request.user)
        new = NewStudyEntrySerializer(data=request.data, context={"learner": learner, "today": learner.today})
        new.is_valid(raise_exception=True)
        return self._save(partial(actions.log_study, learner=learner, **new.validated_data), status.HTTP_201_CREATED)

    @extend_schema(request=ChangedStudyEntrySerializer, responses=StudyEntrySerializer)
    def partial_update(self, request: Request, uid: Any) -> Response:
        """The source of an entry and its time zone stay."""
        learner, entry = cast(User, request.user), self.get_object()
        changes = ChangedStudyEntrySerializer(
            data=request.data, context={"learner": learner, "today": learner.today, "entry": entry}, partial=True
        )
        changes.is_valid(raise_exception=True)
        return self._save(partial(actions.edit_entry, learner=learner, entry=entry, **changes.validated_data))

    def _save(self, save: Callable[[], StudyEntry], success_status: int = status.HTTP_200_OK) -> Response:
        try:
            return Response(StudyEntrySerializer(save()).data, status=success_status)
        except actions.NoSuchTopicError as refusal:
            raise ValidationError({"topic": [str(refusal)]}) from refusal
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def perform_destroy(self, instance: StudyEntry) -> None:
        actions.delete_entry(learner=cast(User, self.request.user), entry=instance)


class StatusView(APIView):
    scopes: ClassVar = {"read": Scope.READ}

    @extend_schema(responses=LearnerStatusSerializer)
    def get(self, request: Request) -> Response:
        """How far you are, what is next, and your last five submissions."""
        learner = cast(User, request.user)
        try:
            learner_status = status_of(learner, today=learner.today)
        except Roadmap.DoesNotExist:
            raise NotFound(NO_ROADMAP) from None
        return Response(LearnerStatusSerializer(learner_status).data)


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
            timer = timer_actions.start_timer(learner=cast(User, request.user), topic=topic, kind=kind)
        except RefusedError as refusal:
            raise ConflictError(str(refusal)) from refusal
        return Response(TimerSerializer(timer).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Discard it without logging. 404: no timer is running."""
        try:
            timer_actions.discard_timer(learner=cast(User, request.user))
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
            entry = timer_actions.stop_timer(
                learner=cast(User, request.user), minutes=body.validated_data.get("minutes")
            )
        except timer_actions.TimerAsksError as asks:
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
