"""Scripts that wait for a verdict: with an open response, or by asking again."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from exercises.models import Submission
from exercises.submissions import pubsub
from exercises.submissions.serializers import SubmissionDetailSerializer
from lib.api.preferences import preferred_wait, wait_applied
from lib.pages.late_answers import LateAnswer, answer_late

MAX_WAIT_SECONDS = 20  # a proxy closes a silent connection after 60 seconds, and some after 30
RETRY_AFTER = "Retry-After"


def answer(request: Request, submission: Submission, *, status: int = 200) -> Response:
    """The submission. If its verdict isn't there, the response waits for it as long as the client prefers."""
    seconds = preferred_wait(request, max_seconds=MAX_WAIT_SECONDS)
    applied = wait_applied(seconds) if seconds else {}
    later = {RETRY_AFTER: str(retry_after(timezone.now() - submission.created_at))}
    headers = later if submission.is_waiting else applied
    response = Response(SubmissionDetailSerializer(submission).data, status=status, headers=headers)
    if submission.is_waiting and seconds:
        rows = Submission.objects.filter(pk=submission.pk)
        late = LateAnswer(
            channel=pubsub.channel(submission.uid),
            seconds=seconds,
            person=request.user.pk,
            is_there=lambda: not rows.waiting().exists(),
            render=lambda: _render(rows.select_related("exercise").prefetch_related("checks").get()),
            headers_of_wait=applied,
            outdated_headers=[RETRY_AFTER],
        )
        answer_late(response, late)
    return response


def _render(submission: Submission) -> bytes:
    body: bytes = JSONRenderer().render(SubmissionDetailSerializer(submission).data)
    return body


def retry_after(age: timedelta) -> int:
    """Return the seconds after which to ask again. With as many submissions as may wait, that stays within the number
    of requests an hour.

    >>> [retry_after(timedelta(seconds=seconds)) for seconds in (0, 10, 60, 600)]
    [1, 5, 15, 60]
    """
    seconds = age.total_seconds()
    return 1 if seconds < 10 else 5 if seconds < 60 else 15 if seconds < 600 else 60
