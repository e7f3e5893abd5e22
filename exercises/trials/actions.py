"""Run an exercise for a visitor without an account. docs/decisions/0024-try-without-an-account.md gives the reasons."""

import math
import uuid

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from exercises.authored.files import files_of
from exercises.grading.errors import QueueDownError
from exercises.grading.jobs import make_job, send
from exercises.models import TRIAL_LIFE, Exercise, ModeChoice, Trial
from exercises.submissions.actions import RateLimitError, SubmissionRefusedError, clean_source
from exercises.trials.offer import trial_problem
from runner.protocol import Job, regrade_queue

log = structlog.get_logger(__name__)

MAX_UNDER_WAY = 20  # on the whole site; a visitor who comes then would wait for too long
MAX_UNDER_WAY_PER_ADDRESS = 2
MAX_SECONDS = 3.0  # of wall time for the code; a correct solution takes a tenth of that
QUEUE_DOWN = "We can’t grade right now. Try again in a minute."
TOO_MANY_HERE = (
    "That’s the {} submissions an hour that we grade for one internet address without an account. Sign up to "
    "continue, or try again in {} min."
)
STILL_GRADED = (
    "Two submissions from your internet address are still being graded. Wait for one to finish, then submit again."
)
TOO_MANY = "Many visitors are trying exercises right now. Sign up to continue, or try again in a few minutes."


def start_trial(*, exercise: Exercise, visitor: uuid.UUID, address: str, source: str) -> Trial:
    """Store a trial and send it, behind everything that learners wait for. ``address`` is a hash.

    Raises:
        SubmissionRefusedError: the source is empty, too large or not text, or nothing can be graded now.
        RateLimitError: the address or the whole site has used up its trials.
    """
    source = clean_source(source)
    if problem := trial_problem(exercise):
        raise SubmissionRefusedError(problem)
    with transaction.atomic():
        _ensure_within_limits(address)
        trial = Trial.objects.create(
            exercise=exercise,
            visitor=visitor,
            address=address,
            source=source,
            queue=regrade_queue(exercise.queue),  # a worker takes from it while no learner waits
        )
    try:
        send(job_of_trial(trial), queue=trial.queue, is_awaited=True)
    except QueueDownError as error:
        log.warning("trial.not_sent", error=str(error))
        trial.delete()
        raise SubmissionRefusedError(QUEUE_DOWN) from error
    return trial


def job_of_trial(trial: Trial) -> Job:
    return make_job(
        submission=trial.uid,
        attempt=trial.attempt,
        exercise=trial.exercise.slug,
        digest=trial.exercise.digest,
        source=trial.source,
        mode=ModeChoice.SUBMIT,
        wall_s=MAX_SECONDS,
        files=files_of(trial.exercise),
    )


def delete_expired_trials() -> int:
    """Delete the trials that are older than an hour. Return how many that were."""
    return Trial.objects.filter(created_at__lte=timezone.now() - TRIAL_LIFE).delete()[0]


def _ensure_within_limits(address: str) -> None:
    _lock_trials()
    recent = Trial.objects.current()
    of_address = recent.filter(address=address)
    times = list(of_address.order_by("created_at").values_list("created_at", flat=True))
    if of_address.under_way().count() >= MAX_UNDER_WAY_PER_ADDRESS:
        raise RateLimitError(STILL_GRADED)
    if len(times) >= settings.TRIALS_PER_ADDRESS:
        seconds = (times[-settings.TRIALS_PER_ADDRESS] + TRIAL_LIFE - timezone.now()).total_seconds()
        raise RateLimitError(TOO_MANY_HERE.format(settings.TRIALS_PER_ADDRESS, max(1, math.ceil(seconds / 60))))
    if recent.count() >= settings.TRIALS_PER_HOUR or recent.under_way().count() >= MAX_UNDER_WAY:
        raise RateLimitError(TOO_MANY)


def _lock_trials() -> None:
    """Twenty requests at once wait for each other here, or each would count the trials before the others' are there."""
    exercises = Exercise.objects.filter(slug__in=settings.TRIAL_EXERCISES).order_by("pk")
    list(exercises.select_for_update(no_key=True).values_list("pk"))
