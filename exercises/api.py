from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from exercises import actions
from exercises.models import Draft, Exercise, Submission
from exercises.serializers import (
    DraftConflictSerializer,
    DraftSerializer,
    ExerciseDetailSerializer,
    ExerciseSerializer,
    NewDraftSerializer,
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

    @extend_schema(responses=DraftSerializer)
    @action(detail=True, pagination_class=None, filter_backends=())
    def draft(self, request: Request, slug: str) -> Response:
        """What you last had in the editor, on whichever device. 404: nothing yet."""
        return Response(DraftSerializer(get_object_or_404(Draft, **self._whose(request, slug))).data)

    @extend_schema(request=NewDraftSerializer, responses={200: DraftSerializer, 409: DraftConflictSerializer})
    @draft.mapping.put
    def put_draft(self, request: Request, slug: str) -> Response:
        """Keep your text. 409: it was edited elsewhere since `base`; nothing changes, the answer holds both texts."""
        whose = self._whose(request, slug)
        new = NewDraftSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        save = actions.replace_draft if "choice" in new.validated_data else actions.save_draft
        try:
            return Response(DraftSerializer(save(**whose, **new.validated_data)).data)
        except actions.DraftConflict as conflict:
            return _conflict(conflict, yours=new.validated_data["source"])
        except actions.DraftRefused as refused:
            raise ValidationError({"source": [str(refused)]}) from refused

    @extend_schema(
        parameters=[OpenApiParameter("base", description="The revision that you read last.", required=True)],
        responses={204: None, 409: DraftConflictSerializer},
    )
    @draft.mapping.delete
    def delete_draft(self, request: Request, slug: str) -> Response:
        """Forget your text and what was set aside. 409: it was edited elsewhere since `base`, and is still there."""
        try:
            deleted = actions.delete_draft(**self._whose(request, slug), base=request.query_params.get("base", ""))
        except actions.DraftConflict as conflict:
            return _conflict(conflict, yours="")
        if not deleted:
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _whose(self, request: Request, slug: str) -> dict[str, Any]:
        exercise = get_object_or_404(Exercise.objects.open(), slug=slug)
        return {"exercise": exercise, "learner": cast(User, request.user)}


def _conflict(conflict: actions.DraftConflict, *, yours: str) -> Response:
    said = {"detail": str(conflict), "yours": yours, "theirs": conflict.draft}
    return Response(DraftConflictSerializer(said).data, status=status.HTTP_409_CONFLICT)


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
