"""Shared replies, through the same actions as the pages."""

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.access import cohort_or_404, submission_or_404
from cohorts.api_base import COHORT, person_of, refusals_of
from cohorts.cohort.models import Cohort
from cohorts.shared_replies import actions
from cohorts.shared_replies.models import ReplyTarget, SharedReply
from cohorts.shared_replies.queries import example_run
from cohorts.shared_replies.serializers import (
    NewSharedReplySerializer,
    ReplyConflictSerializer,
    ReplyTextSerializer,
    SharedReplySerializer,
)
from exercises.models import Exercise
from lib.api.problems import PROBLEM_TYPE, ConflictError
from lib.errors import RefusedError
from lib.pages.views import value_or_404
from lib.throttling import seconds_until_typeset


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class SharedReplyViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[SharedReply]):
    """The shared replies of a cohort that you lead or mentor, withdrawn ones too."""

    queryset = SharedReply.objects.none()
    serializer_class = SharedReplySerializer
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[SharedReply]:
        return self._cohort().shared_replies.select_related("cohort", "exercise", "author")

    @extend_schema(
        parameters=[COHORT],
        request=NewSharedReplySerializer,
        responses={201: SharedReplySerializer, (409, PROBLEM_TYPE): ReplyConflictSerializer},
    )
    def create(self, request: Request, cohort: str) -> Response:
        """Answer everyone who made a mistake or wrote the code of a submission. 409: it has already been answered."""
        own_cohort = self._cohort()
        new = NewSharedReplySerializer(data=request.data)
        new.is_valid(raise_exception=True)
        names = {name: new.validated_data.get(name) for name in ("exercise", "mistake", "submission")}
        target = _target(own_cohort, **names)
        return self._save(own_cohort, target, new, status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[COHORT],
        request=ReplyTextSerializer,
        responses={200: SharedReplySerializer, (409, PROBLEM_TYPE): ReplyConflictSerializer},
    )
    def partial_update(self, request: Request, cohort: str, uid: str) -> Response:
        """Change the text. 409: it was changed since `base`. Nothing is saved, and the response has the other text."""
        reply = get_object_or_404(self.get_queryset(), uid=uid)
        new = ReplyTextSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        return self._save(reply.cohort, reply.target, new, status.HTTP_200_OK)

    @extend_schema(parameters=[COHORT], responses={204: None})
    def destroy(self, request: Request, cohort: str, uid: str) -> Response:
        """Withdraw it, so that learners no longer see it. Post to `restore/` to publish it again."""
        actions.withdraw_shared_reply(person=person_of(request), reply=get_object_or_404(self.get_queryset(), uid=uid))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[COHORT], request=None, responses=SharedReplySerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, cohort: str, uid: str) -> Response:
        """Publish it again."""
        reply = get_object_or_404(self.get_queryset(), uid=uid)
        with refusals_of():
            actions.restore_shared_reply(person=person_of(request), reply=reply)
        return Response(SharedReplySerializer(self.get_queryset().get(pk=reply.pk)).data)

    def _cohort(self) -> Cohort:
        return cohort_or_404(person_of(self.request), self.kwargs["cohort"])

    def _save(self, cohort: Cohort, target: ReplyTarget, new: ReplyTextSerializer, code: int) -> Response:
        if wait := seconds_until_typeset(cast(HttpRequest, self.request)):
            raise Throttled(wait=wait)
        fields = {name: new.validated_data[name] for name in ("text", "base")}
        try:
            reply = actions.save_shared_reply(person=person_of(self.request), cohort=cohort, target=target, **fields)
        except actions.SharedReplyChangedError as conflict:
            raise ConflictError(str(conflict), theirs=SharedReplySerializer(conflict.reply).data) from conflict
        except RefusedError as refusal:
            raise ValidationError({"text": [str(refusal)]}) from refusal
        return Response(SharedReplySerializer(reply).data, status=code)


def _target(cohort: Cohort, *, exercise: str | None, mistake: str | None, submission: object) -> ReplyTarget:
    """Raises Http404 if nobody in the cohort made the mistake or wrote the code."""
    if submission:
        run = submission_or_404(cohort, str(submission))
        target = ReplyTarget(exercise=run.exercise, normal_digest=run.normal_digest or "")
    else:
        target = ReplyTarget(exercise=get_object_or_404(Exercise, slug=exercise), mistake=mistake or "")
    value_or_404(example_run(target, cohort))
    return target
