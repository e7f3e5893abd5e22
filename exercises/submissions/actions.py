"""Submit, submit again, cancel."""

import math
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from exercises.fleet.capacity import capacity_of
from exercises.models import LONG_TEXTS, DeviceChoice, Exercise, ModeChoice, Submission, VerdictChoice, Worker
from exercises.submissions import pubsub
from exercises.submissions.attempts import revoke_attempt, send_attempt
from exercises.submissions.fair_queue import may_be_held, release_submissions, send_or_hold
from exercises.submissions.gpu_seconds import gpu_seconds
from exercises.submissions.quotas import charge_run, settle_run
from exercises.submissions.routing import choose_queue
from exercises.submissions.rules import EMPTY_SOURCE
from exercises.submissions.runs import newest_submission
from runner.protocol import call_problem, source_problem

SAME_CLICK_SECONDS = 2
KEY_LIFE = timedelta(days=1)
MAX_WITHOUT_RUNNER = 5  # of one learner's submissions may wait for a runner that isn't there
STILL_GRADED = "{} of your submissions are still being graded. Wait for one to finish or cancel it."
WITHOUT_RUNNER = (
    "{} of your submissions are waiting for a runner that this site doesn’t have right now, and so would this one. "
    "Cancel one of them, or submit another exercise."
)
KEY_REUSED = "This Idempotency-Key was used for another submission. Send a new key with each submission."


class SubmissionRefusedError(Exception):
    """The code is refused. The message is a sentence for the learner; ``runs`` are those that it mentions."""

    def __init__(self, message: str, runs: Sequence[Submission] = ()) -> None:
        super().__init__(message)
        self.runs = runs


class KeyReusedError(Exception):
    """The key of the request belongs to a submission of something else."""


class RateLimitError(SubmissionRefusedError):
    """Too many runs at once, in a minute, with a fault of ours in an hour, or of a cohort in a day.

    ``wait_s`` says when the limit ends, where nothing that the learner does ends it earlier.
    """

    def __init__(self, message: str, runs: Sequence[Submission] = (), *, wait_s: float | None = None) -> None:
        super().__init__(message, runs)
        self.wait_s = wait_s


def submit(*, exercise: Exercise, learner: User, source: str, mode: str, call: str = "", key: str = "") -> Submission:
    """Store the run, and send it on commit. Clicking twice makes one submission, and so does a ``key`` within KEY_LIFE.

    A refusal doesn't use the key up.

    Raises:
        KeyReusedError: the learner has sent something else with this key.
        SubmissionRefusedError: the source is empty, too large or not text, or the call of a run is.
        RateLimitError: too many runs are in progress, wait for a missing runner, came in a minute, or failed by our
            fault in an hour, no GPU-seconds are left today for an exercise that only runs on a GPU, or the learner's
            cohort has used its quota.
    """
    source, call = clean_source(source), _clean_call(call) if mode == ModeChoice.RUN else ""
    submission = Submission(
        exercise=exercise, learner=learner, source=source, mode=ModeChoice(mode), call=call, request_key=key
    )
    with transaction.atomic():
        learner.lock()  # two clicks at once wait for each other here
        if twin := _same_key(submission) if key else _same_click(submission):
            return twin
        submission.queue = choose_queue(exercise, learner)
        _ensure_few_in_progress(submission)
        _ensure_rate(learner)
        _ensure_few_failed_attempts(learner)
        _ensure_gpu_seconds(exercise, learner)
        is_heavy = may_be_held(submission)
        if not is_heavy and not exercise.is_on_hold:
            submission.sent_at, submission.sends = timezone.now(), 1
        charge_run(submission)  # last, because the learners of a cohort wait for each other from here on
        submission.save()
        send = send_or_hold if is_heavy else partial(send_attempt, is_recorded=True)
        transaction.on_commit(partial(send, submission))
    return submission


def submit_again(*, submission: Submission, key: str = "") -> Submission:
    """Submit the same code again, after a verdict that was our fault or a cancellation."""
    return submit(
        exercise=submission.exercise,
        learner=submission.learner,
        source=submission.source,
        mode=submission.mode,
        call=submission.call,
        key=key,
    )


def cancel(*, submission: Submission) -> bool:
    """Cancel a waiting run. False: it has a verdict already, which stands."""
    with transaction.atomic():
        waiting = Submission.objects.waiting().filter(pk=submission.pk)
        is_cancelled = bool(waiting.update(state=Submission.State.CANCELLED))
        if is_cancelled:
            settle_run(submission, gpu_s=0)  # a report may still say that it has used a card
            transaction.on_commit(partial(revoke_attempt, submission))
            transaction.on_commit(partial(pubsub.publish, submission.uid))
            transaction.on_commit(release_submissions)
    return is_cancelled


def clean_source(source: str) -> str:
    """The source with plain line ends: browsers send CRLF.

    Raises:
        SubmissionRefusedError: it is empty, too large or not text.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if not source.strip():
        raise SubmissionRefusedError(EMPTY_SOURCE)
    if problem := source_problem(source):
        raise SubmissionRefusedError(problem)
    return source


def _clean_call(call: str) -> str:
    """Return the call with plain line ends. If it is empty, the run shows what the code itself prints."""
    call = call.replace("\r\n", "\n").replace("\r", "\n").strip()
    if problem := call_problem(call):
        raise SubmissionRefusedError(problem)
    return call


def _same_key(new: Submission) -> Submission | None:
    """The learner's submission with this key. Raises KeyReusedError if it is another one."""
    first = (
        Submission.objects.select_related("exercise").filter(learner=new.learner, request_key=new.request_key).first()
    )
    if first is None:
        return None
    if timezone.now() - first.created_at > KEY_LIFE:
        Submission.objects.filter(pk=first.pk).update(request_key="")
        return None
    if not _is_same(first, new):
        raise KeyReusedError(KEY_REUSED)
    return first


def _same_click(new: Submission) -> Submission | None:
    newest = newest_submission(new.exercise, new.learner)
    if newest is None or not _is_same(newest, new):
        return None
    if newest.is_our_fault or newest.is_cancelled:
        return None
    return newest if timezone.now() - newest.created_at < timedelta(seconds=SAME_CLICK_SECONDS) else None


def _is_same(new: Submission, earlier: Submission) -> bool:
    return all(getattr(new, name) == getattr(earlier, name) for name in ("exercise_id", "source", "mode", "call"))


def _ensure_few_in_progress(new: Submission) -> None:
    """Try runs count too: they keep a runner as busy. The caller holds the learner's lock.

    What no runner can grade now keeps none busy. It counts apart, and only against more of its kind.
    """
    rows = Submission.objects.waiting().filter(learner=new.learner)
    if rows.count() < min(settings.SUBMISSIONS_IN_PROGRESS, MAX_WITHOUT_RUNNER):  # usually; Django builds it faster
        return
    rows = rows.newest_first().select_related("exercise").defer("source", *(f"exercise__{name}" for name in LONG_TEXTS))
    waiting = list(rows[: settings.SUBMISSIONS_IN_PROGRESS + MAX_WITHOUT_RUNNER])
    workers = list(Worker.objects.in_fleet())
    has_runner = {
        queue: bool(capacity_of(queue, workers).processes) for queue in {new.queue, *(run.queue for run in waiting)}
    }
    rivals = [run for run in waiting if has_runner[run.queue] is has_runner[new.queue]]
    limit = settings.SUBMISSIONS_IN_PROGRESS if has_runner[new.queue] else MAX_WITHOUT_RUNNER
    if len(rivals) >= limit:
        count = str(apnumber(len(rivals))).capitalize()
        raise RateLimitError((STILL_GRADED if has_runner[new.queue] else WITHOUT_RUNNER).format(count), runs=rivals)


def _ensure_few_failed_attempts(learner: User) -> None:
    """A fault of ours costs the learner nothing, but code that breaks its runner each time needs a limit."""
    hour_ago = timezone.now() - timedelta(hours=1)
    count, oldest = 0, None
    has_fault = Q(attempts__gt=1) | Q(verdict=VerdictChoice.INTERNAL)
    runs = Submission.objects.filter(has_fault, learner=learner, created_at__gt=hour_ago).order_by("created_at")
    for attempts, verdict, created_at in runs.values_list("attempts", "verdict", "created_at"):
        count += attempts if verdict == VerdictChoice.INTERNAL else attempts - 1
        oldest = oldest or created_at
    if oldest and count >= settings.FAILED_ATTEMPTS_PER_HOUR:
        minutes = max(1, math.ceil((oldest - hour_ago).total_seconds() / 60))
        raise RateLimitError(
            f"We couldn’t grade your submissions {count} times in the last hour, so we’ve paused them. "
            f"Try again in {minutes} min. If it happens with other code too, tell the person who runs this site."
        )


def _ensure_gpu_seconds(exercise: Exercise, learner: User) -> None:
    """An exercise of either device runs on the CPU instead, see `choose_queue`."""
    if exercise.device != DeviceChoice.GPU:
        return
    seconds = gpu_seconds(learner)
    if seconds.left_s <= 0:
        raise RateLimitError(
            f"You’ve used your {seconds.limit_s:.0f} s of GPU time for today. You’ll get more at midnight, on "
            f"{seconds.renews_at.day} {seconds.renews_at:%B}. You can still submit exercises that run on a CPU."
        )


def _ensure_rate(learner: User) -> None:
    """Runs that failed by our fault don't count here."""
    now = timezone.now()
    runs = Submission.objects.filter(learner=learner, created_at__gt=now - timedelta(minutes=1)).newest_first()
    counted = runs.exclude(verdict=VerdictChoice.INTERNAL).values_list("created_at", flat=True)
    times = list(counted[: settings.SUBMISSIONS_PER_MINUTE])
    if len(times) == settings.SUBMISSIONS_PER_MINUTE:
        wait = max(1, round(60 - (now - times[-1]).total_seconds()))
        raise RateLimitError(f"You’ve sent {len(times)} submissions in the last minute. Try again in {wait} s.")
