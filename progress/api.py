from typing import cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from progress import actions
from progress.models import StudyEntry
from progress.serializers import NewStudyEntrySerializer, StudyEntrySerializer


class StudyEntryViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[StudyEntry]
):
    """Your hours. Post a line of the study log or its fields; nobody else's entries are here."""

    queryset = StudyEntry.objects.none()
    serializer_class = StudyEntrySerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[StudyEntry]:
        return StudyEntry.objects.of(cast(User, self.request.user)).select_related("topic").newest_first()

    @extend_schema(request=NewStudyEntrySerializer, responses={201: StudyEntrySerializer})
    def create(self, request: Request) -> Response:
        learner = cast(User, request.user)
        today = timezone.localdate(timezone=learner.zone)
        new = NewStudyEntrySerializer(data=request.data, context={"today": today})
        new.is_valid(raise_exception=True)
        try:
            entry = actions.log_study(learner=learner, study=new.validated_data["study"])
        except actions.RefusedError as refused:
            raise ValidationError({"detail": [str(refused)]}) from refused
        return Response(StudyEntrySerializer(entry).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, instance: StudyEntry) -> None:
        actions.delete_entry(learner=cast(User, self.request.user), entry=instance)
