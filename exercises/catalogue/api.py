from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from accounts.scopes import Scope
from exercises.catalogue.filters import ExerciseFilter
from exercises.catalogue.queries import exercise_or_404
from exercises.catalogue.reference_solutions import SHOWN_AFTERWARDS, may_read_solutions, reference_solutions
from exercises.catalogue.serializers import (
    ExerciseDetailSerializer,
    ExerciseSerializer,
    HintSerializer,
    ReferenceSolutionSerializer,
)
from exercises.models import Draft, Exercise
from exercises.workspace import actions as drafts
from exercises.workspace.serializers import DraftConflictSerializer, DraftSerializer, NewDraftSerializer
from lib.api.problems import PROBLEM_TYPE, ConflictError


class ExerciseViewSet(viewsets.ReadOnlyModelViewSet[Exercise]):
    """The exercises, each with how far you are."""

    queryset = Exercise.objects.none()
    scopes: ClassVar = {"read": Scope.READ, "write": Scope.SUBMIT}
    filterset_class = ExerciseFilter
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Exercise]:
        reader = cast(User, self.request.user)
        rows = Exercise.objects.on_offer() if self.action == "list" else Exercise.objects.open_to(reader)
        return rows.in_order().prefetch_related("topics", "criteria").with_state_of(reader)

    def get_serializer_class(self) -> type[BaseSerializer[Exercise]]:
        return ExerciseDetailSerializer if self.action == "retrieve" else ExerciseSerializer

    @extend_schema(responses=DraftSerializer)
    @action(detail=True, pagination_class=None, filter_backends=())
    def draft(self, request: Request, slug: str) -> Response:
        """What you last had in the editor, on any device. 404: nothing yet."""
        return Response(DraftSerializer(get_object_or_404(Draft, **self._owner(request, slug), is_review=False)).data)

    @extend_schema(
        request=NewDraftSerializer, responses={200: DraftSerializer, (409, PROBLEM_TYPE): DraftConflictSerializer}
    )
    @draft.mapping.put
    def put_draft(self, request: Request, slug: str) -> Response:
        """Save your text. 409: edited elsewhere since `base`: nothing is saved, and you get both texts."""
        owner = self._owner(request, slug)
        new = NewDraftSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        save = drafts.replace_draft if "choice" in new.validated_data else drafts.save_draft
        try:
            return Response(DraftSerializer(save(**owner, **new.validated_data)).data)
        except drafts.DraftConflictError as conflict:
            raise _conflict(conflict, yours=new.validated_data["source"]) from conflict
        except drafts.DraftRefusedError as refused:
            raise ValidationError({"source": [str(refused)]}) from refused

    @extend_schema(
        parameters=[OpenApiParameter("base", description="The revision you read last.", required=True)],
        responses={204: None, (409, PROBLEM_TYPE): DraftConflictSerializer},
    )
    @draft.mapping.delete
    def delete_draft(self, request: Request, slug: str) -> Response:
        """Delete your draft and the text kept with it. 409: edited elsewhere since `base`, and still there."""
        try:
            is_deleted = drafts.delete_draft(**self._owner(request, slug), base=request.query_params.get("base", ""))
        except drafts.DraftConflictError as conflict:
            raise _conflict(conflict, yours="") from conflict
        if not is_deleted:
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        parameters=[OpenApiParameter("number", int, OpenApiParameter.PATH, description="From 1, the gentlest.")],
        responses=HintSerializer,
    )
    @action(detail=True, url_path=r"hints/(?P<number>[1-9]\d?)", pagination_class=None, filter_backends=())
    def hint(self, request: Request, slug: str, number: str) -> Response:
        """One hint, and the number of the next."""
        hints = exercise_or_404(slug, cast(User, request.user)).hints_html
        position = int(number)
        if position > len(hints):
            raise NotFound(f"This exercise has {len(hints)} {'hint' if len(hints) == 1 else 'hints'}.")
        following = position + 1 if position < len(hints) else None
        hint = {"number": position, "html": hints[position - 1], "next": following}
        return Response(HintSerializer(hint).data)

    @extend_schema(responses=ReferenceSolutionSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=())
    def solutions(self, request: Request, slug: str) -> Response:
        """Our solution and other correct ones, once you have passed. 403 before that, unless you mentor a cohort."""
        exercise = get_object_or_404(Exercise, slug=slug)
        if not may_read_solutions(cast(User, request.user), exercise):
            raise PermissionDenied(SHOWN_AFTERWARDS)
        return Response(ReferenceSolutionSerializer(reference_solutions(exercise), many=True).data)

    def _owner(self, request: Request, slug: str) -> dict[str, Any]:
        learner = cast(User, request.user)
        return {"exercise": exercise_or_404(slug, learner), "learner": learner}


def _conflict(conflict: drafts.DraftConflictError, *, yours: str) -> ConflictError:
    return ConflictError(str(conflict), yours=yours, theirs=DraftSerializer(conflict.draft).data)
