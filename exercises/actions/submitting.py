"""What a learner does: submit, submit again, cancel."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exercises import news
from exercises.actions.sending import call_back, send_attempt
from exercises.grading import MAX_SOURCE_BYTES
from exercises.models import Exercise, Mode, Submission, Verdict

SAME_CLICK_S = 2


class SubmissionRefused(Exception):  # noqa: N818 - reads as what it is
    """The code is not taken. The message is a sentence for the learner."""


class RateLimited(SubmissionRefused):
    """Too many runs within a minute."""


def submit(*, exercise: Exercise, learner: User, source: str, mode: str) -> Submission:
    """Store the run and send it once the row is safe. The same click twice is one submission.

    Raises:
        SubmissionRefused: the source is empty, too large or not text, or too many runs came within a minute.
    """
    source = _clean(source)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)  # two clicks at once wait for each other here
        if twin := _same_click(exercise, learner, source, mode):
            return twin
        _ensure_rate(learner)
        submission = Submission.objects.create(exercise=exercise, learner=learner, source=source, mode=Mode(mode))
        transaction.on_commit(partial(send_attempt, submission))
    return submission


def submit_again(*, submission: Submission) -> Submission:
    """The same code once more, as a new submission: after a verdict that was our fault, or one that was cancelled."""
    return submit(
        exercise=submission.exercise, learner=submission.learner, source=submission.source, mode=submission.mode
    )


def cancel(*, submission: Submission) -> bool:
    """Stop waiting for this run. False when its verdict was there first; then that stands."""
    with transaction.atomic():
        cancelled = Submission.objects.waiting().filter(pk=submission.pk).update(state=Submission.State.CANCELLED)
        if cancelled:
            transaction.on_commit(partial(call_back, submission))
            transaction.on_commit(partial(news.publish, submission.uid))
    return bool(cancelled)


def _clean(source: str) -> str:
    """Browsers send CRLF; Python code is stored with plain line ends."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if not source.strip():
        raise SubmissionRefused("There is no code here yet.")
    if "\0" in source:
        raise SubmissionRefused("The code holds a NUL character, which Python does not read. Remove it.")
    try:
        size = len(source.encode())
    except UnicodeEncodeError:
        raise SubmissionRefused("The code holds half a character (a lone surrogate). Remove it.") from None
    if size > MAX_SOURCE_BYTES:
        raise SubmissionRefused(
            f"The code is {size / 1024:.0f} KiB long; up to {MAX_SOURCE_BYTES // 1024} KiB are graded."
        )
    return source


def _same_click(exercise: Exercise, learner: User, source: str, mode: str) -> Submission | None:
    newest = Submission.objects.filter(learner=learner, exercise=exercise).newest_first().first()
    if newest is None or (newest.source, newest.mode) != (source, mode):
        return None
    if newest.is_our_fault or newest.is_cancelled:
        return None
    return newest if timezone.now() - newest.created_at < timedelta(seconds=SAME_CLICK_S) else None


def _ensure_rate(learner: User) -> None:
    """Runs that ended by our fault cost nothing."""
    now = timezone.now()
    recent = Submission.objects.filter(learner=learner, created_at__gt=now - timedelta(minutes=1)).exclude(
        verdict=Verdict.INTERNAL
    )
    times = list(recent.order_by("-created_at").values_list("created_at", flat=True)[: settings.SUBMISSIONS_PER_MINUTE])
    if len(times) == settings.SUBMISSIONS_PER_MINUTE:
        wait = max(1, round(60 - (now - times[-1]).total_seconds()))
        raise RateLimited(f"That is {len(times)} runs within a minute. The next one can go in {wait} s.")
