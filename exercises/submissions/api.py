from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import ChoiceFilter, FilterSet, ModelChoiceFilter
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from accounts.scopes import Scope, is_limited
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice
from exercises.submissions.actions import (
    KeyReusedError,
    RateLimitError,
    SubmissionRefusedError,
    cancel,
    submit,
    submit_again,
)
from exercises.submissions.serializers import NewSubmissionSerializer, SubmissionDetailSerializer, SubmissionSerializer
from exercises.submissions.waiting import MAX_WAIT_SECONDS, RETRY_AFTER, answer
from lib.api.preferences import PREFER_HEADER, PREFERENCE_APPLIED
from lib.api.problems import PROBLEM_TYPE, ProblemSerializer
from lib.api.request_keys import REQUEST_KEY_HEADER, RequestKeyReusedError, request_key


class SubmissionFilter(FilterSet):  # type: ignore[misc]  # the library has no types
    exercise = ModelChoiceFilter(to_field_name="slug", queryset=Exercise.objects.all(), label="Its slug.")
    verdict = ChoiceFilter(choices=VerdictChoice.choices)
    mode = ChoiceFilter(choices=ModeChoice.choices)
    state = ChoiceFilter(choices=Submission.State.choices)

    class Meta:
        model = Submission
        fields = ()


REQUEST_KEY = OpenApiParameter(
    REQUEST_KEY_HEADER,
    str,
    OpenApiParameter.HEADER,
    description="A name that you choose for this submission, such as a new UUID. Sent again within a day, it returns "
    "the first submission instead of making a second.",
)
PREFER = OpenApiParameter(
    PREFER_HEADER,
    str,
    OpenApiParameter.HEADER,
    description=f"`wait=20` keeps the response open until there is a verdict, for at most {MAX_WAIT_SECONDS} s "
    "(RFC 7240). The response has `Preference-Applied` if it waited, or had no need to.",
)
WAIT_HEADERS = [
    OpenApiParameter(
        PREFERENCE_APPLIED,
        str,
        OpenApiParameter.HEADER,
        description="The wait that was applied, such as `wait=20`.",
        response=[200, 201],
    ),
    OpenApiParameter(
        RETRY_AFTER,
        int,
        OpenApiParameter.HEADER,
        description="While there is no verdict: the seconds after which to ask again.",
        response=[200, 201],
    ),
]
SUBMIT_RESPONSES = {201: SubmissionDetailSerializer, (422, PROBLEM_TYPE): ProblemSerializer}


class SubmissionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Submission]):
    """Your submissions. Post code, then get the submission until its state is `done` or `cancelled`. With
    `Prefer: wait=20`, both wait for the verdict. The mode `try` runs only the worked example and doesn’t count.
    """

    queryset = Submission.objects.none()
    scopes: ClassVar = {"read": Scope.READ, "write": Scope.SUBMIT}
    filterset_class = SubmissionFilter
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[Submission]:
        reader = cast(User, self.request.user)
        rows = Submission.objects.select_related("exercise").newest_first()
        if self.action == "list":
            return rows.filter(learner=reader).defer("source", "source_html")
        visible = rows.filter(learner=reader) if is_limited(self.request) else rows.visible_to(reader)
        return visible.prefetch_related("checks")

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return SubmissionSerializer if self.action == "list" else SubmissionDetailSerializer

    @extend_schema(parameters=[PREFER, *WAIT_HEADERS])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return answer(request, self.get_object())

    @extend_schema(
        parameters=[REQUEST_KEY, PREFER, *WAIT_HEADERS], request=NewSubmissionSerializer, responses=SUBMIT_RESPONSES
    )
    def create(self, request: Request) -> Response:
        new = NewSubmissionSerializer(data=request.data, context={"request": request})
        new.is_valid(raise_exception=True)
        learner, key = cast(User, request.user), request_key(request)
        return _create(request, partial(submit, learner=learner, key=key, **new.validated_data))

    @extend_schema(parameters=[REQUEST_KEY, PREFER, *WAIT_HEADERS], request=None, responses=SUBMIT_RESPONSES)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, uid: Any) -> Response:
        """Send the same code again, as a new submission: after a verdict that was our fault, or a cancellation."""
        return _create(request, partial(submit_again, submission=self._own(request, uid), key=request_key(request)))

    @extend_schema(request=None, responses=SubmissionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: Any) -> Response:
        """Cancel your submission. Its state is then `cancelled`, or `done` if the verdict came first."""
        submission = self._own(request, uid)
        cancel(submission=submission)
        submission.refresh_from_db()
        return Response(SubmissionSerializer(submission).data)

    def _own(self, request: Request, uid: Any) -> Submission:
        rows = Submission.objects.select_related("exercise", "learner")
        return get_object_or_404(rows, uid=uid, learner=request.user)


def _create(request: Request, action: Callable[[], Submission]) -> Response:
    try:
        submission = action()
    except KeyReusedError as reused:
        raise RequestKeyReusedError(str(reused)) from reused
    except RateLimitError as refused:
        throttled = Throttled(detail=str(refused))
        throttled.wait = refused.wait_s  # type: ignore[attr-defined]  # its own argument would add a sentence
        raise throttled from refused
    except SubmissionRefusedError as refused:
        raise ValidationError({"source": [str(refused)]}) from refused
    return answer(request, submission, status=status.HTTP_201_CREATED)
