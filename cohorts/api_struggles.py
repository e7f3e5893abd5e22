"""What a cohort struggles with and its shared replies, through the same queries and actions as the pages."""

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from cohorts import actions
from cohorts.models import Cohort, ReplyTarget, SharedReply
from cohorts.queries.shared_replies import example_run
from cohorts.queries.struggles import struggles_page
from cohorts.rules.struggles import DEFAULT_WEEKS, MAX_WEEKS, Period
from cohorts.serializers_struggles import (
    NewSharedReplySerializer,
    ReplyConflictSerializer,
    ReplyTextSerializer,
    SharedReplySerializer,
    StrugglesSerializer,
)
from cohorts.views.access import cohort_or_404, submission_or_404
from exercises.models import Exercise
from lib.errors import RefusedError
from lib.patterns import UUID
from lib.problems import PROBLEM_TYPE, ConflictError
from lib.throttling import seconds_until_typeset
from lib.views import value_or_404

COHORT = OpenApiParameter("cohort", str, OpenApiParameter.PATH, description="The slug of the cohort.")
WEEKS = OpenApiParameter(
    "weeks",
    {"type": "string", "pattern": "^(all|[1-9][0-9]{0,2})$"},
    description=f"How many weeks to look back, at most {MAX_WEEKS}, or `all`. Default: {DEFAULT_WEEKS}.",
)
ONE_PAGE = forced_singular_serializer(StrugglesSerializer)  # type: ignore[no-untyped-call]  # the library has no types
NOT_A_PERIOD = f"Send a number of weeks from 1 to {MAX_WEEKS}, or all."


def _person(request: Request) -> User:
    return cast(User, request.user)


class StrugglesViewSet(viewsets.ViewSet):
    @extend_schema(parameters=[COHORT, WEEKS], responses=ONE_PAGE)
    def list(self, request: Request, cohort: str) -> Response:
        """What the learners of a cohort that you lead or mentor struggle with."""
        weeks = request.query_params.get("weeks", "")
        period = Period.of(weeks)
        if weeks not in ("", period.param):
            raise ValidationError({"weeks": [NOT_A_PERIOD]})
        page = struggles_page(cohort_or_404(_person(request), cohort), period, now=timezone.now())
        return Response(StrugglesSerializer(page).data)


@extend_schema_view(list=extend_schema(parameters=[COHORT]))
class SharedReplyViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[SharedReply]):
    """The shared replies of a cohort that you lead or mentor, withdrawn ones too."""

    queryset = SharedReply.objects.none()
    serializer_class = SharedReplySerializer
    lookup_field = "uid"
    lookup_value_regex = UUID

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
        actions.withdraw_shared_reply(person=_person(request), reply=get_object_or_404(self.get_queryset(), uid=uid))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[COHORT], request=None, responses=SharedReplySerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, cohort: str, uid: str) -> Response:
        """Publish it again."""
        reply = get_object_or_404(self.get_queryset(), uid=uid)
        try:
            actions.restore_shared_reply(person=_person(request), reply=reply)
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal
        return Response(SharedReplySerializer(self.get_queryset().get(pk=reply.pk)).data)

    def _cohort(self) -> Cohort:
        return cohort_or_404(_person(self.request), self.kwargs["cohort"])

    def _save(self, cohort: Cohort, target: ReplyTarget, new: ReplyTextSerializer, code: int) -> Response:
        if wait := seconds_until_typeset(cast(HttpRequest, self.request)):
            raise Throttled(wait=wait)
        fields = {name: new.validated_data[name] for name in ("text", "base")}
        try:
            reply = actions.save_shared_reply(person=_person(self.request), cohort=cohort, target=target, **fields)
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
