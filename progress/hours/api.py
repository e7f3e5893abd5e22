from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django_filters.rest_framework import ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.scopes import Scope
from curriculum.models import Topic
from lib.errors import RefusedError
from progress.hours import actions
from progress.hours.models import Source, StudyEntry, StudyKind
from progress.hours.serializers import ChangedStudyEntrySerializer, NewStudyEntrySerializer, StudyEntrySerializer

LOG_SCOPES = {"read": Scope.READ, "write": Scope.LOG}


class StudyEntryFilter(FilterSet):
    since = DateFilter(field_name="day", lookup_expr="gte", label="The first day.")
    until = DateFilter(field_name="day", lookup_expr="lte", label="The last day.")
    topic = ModelChoiceFilter(to_field_name="uid", queryset=Topic.objects.all(), label="A topic’s uid.")
    kind = ChoiceFilter(choices=StudyKind.choices)
    source = ChoiceFilter(choices=Source.choices)

    class Meta:
        model = StudyEntry
        fields = ()


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
