from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from exercises import actions
from exercises.models import Exercise, Submission
from exercises.serializers import (
    ExerciseDetailSerializer,
    ExerciseSerializer,
    NewSubmissionSerializer,
    SubmissionDetailSerializer,
    SubmissionSerializer,
)


class ExerciseViewSet(viewsets.ReadOnlyModelViewSet[Exercise]):
    """The exercises, each with how far you are."""

    queryset = Exercise.objects.none()
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Exercise]:
        rows = Exercise.objects.open().in_order().prefetch_related("topics", "criteria")
        return rows.with_state_of(cast(User, self.request.user))

    def get_serializer_class(self) -> type[BaseSerializer[Exercise]]:
        return ExerciseDetailSerializer if self.action == "retrieve" else ExerciseSerializer


class SubmissionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Submission]):
    """Your runs. Post code, then ask for the run until its state is `done` or `cancelled`."""

    queryset = Submission.objects.none()
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Submission]:
        rows = Submission.objects.visible_to(cast(User, self.request.user)).select_related("exercise").newest_first()
        return rows.defer("source") if self.action == "list" else rows.prefetch_related("checks")

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return SubmissionSerializer if self.action == "list" else SubmissionDetailSerializer

    @extend_schema(request=NewSubmissionSerializer, responses={201: SubmissionDetailSerializer})
    def create(self, request: Request) -> Response:
        new = NewSubmissionSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        try:
            submission = actions.submit(learner=cast(User, request.user), **new.validated_data)
        except actions.RateLimited as refused:
            raise Throttled(detail=str(refused)) from refused
        except actions.SubmissionRefused as refused:
            raise ValidationError({"source": [str(refused)]}) from refused
        return Response(SubmissionDetailSerializer(submission).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=SubmissionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: Any) -> Response:
        """Stop waiting for your run. Its state is then `cancelled`, or `done` if the verdict was quicker."""
        submission = get_object_or_404(Submission.objects.select_related("exercise"), uid=uid, learner=request.user)
        actions.cancel(submission=submission)
        submission.refresh_from_db()
        return Response(SubmissionSerializer(submission).data)
