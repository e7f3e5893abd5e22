"""Count runs and files against the quotas of their learner's cohort, or refuse them.

docs/decisions/0068-quotas-of-cohorts.md says in which cohort somebody counts, and by how much a quota may be exceeded.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cohorts.quotas.models import MIB, CohortQuota, QuotaCharge, QuotaDay
from exercises.models import DeviceChoice, Submission
from exercises.submissions.actions import RateLimitError, SubmissionRefusedError
from lib.errors import RefusedError
from runner.protocol import Limits

RENEWAL = "It gets more at {at:%H:%M} on {at.day} {at:%B}."
ASK = "If you can’t wait, ask a lead of the cohort."
NO_SUBMISSIONS = (
    "The learners of {cohort} have sent the {limit} submissions that they may send in a day. {renewal} {ask}"
)
NO_RUNS = "The learners of {cohort} have used the {limit} runs of a day. {renewal} You can still submit. {ask}"
NO_GPU = (
    "The learners of {cohort} have used their {limit} minutes of GPU time for today, or runs in progress may need the "
    "rest. {renewal} You can still submit exercises that run on a CPU. {ask}"
)
NO_STORAGE = (
    "The learners of {cohort} have filled the {limit} MiB that they may store, and this doesn’t change by itself. Ask "
    "a lead of the cohort."
)
NO_STORAGE_FOR_FILE = f"{NO_STORAGE} Meanwhile you can send a link instead of a file."


class CohortRunQuotas:
    """`exercises.submissions.quotas.RunQuotas`, by cohorts."""

    @transaction.atomic(savepoint=False)
    def charge(self, run: Submission) -> None:
        quota = CohortQuota.objects.of_learner(run.learner_id).for_update().first()
        if quota is None:
            return
        day, size = quota.days.get_or_create(day=utc_now().date())[0], len(run.source.encode())
        _check_count(run, quota, day)
        _check_storage(quota, size, NO_STORAGE)
        gpu_s = _reserve_gpu(run, quota, day)
        counter = "submissions" if run.counts else "runs"
        QuotaDay.objects.filter(pk=day.pk).update(**{counter: F(counter) + 1}, gpu_s=F("gpu_s") + gpu_s)
        CohortQuota.objects.filter(pk=quota.pk).update(stored_bytes=F("stored_bytes") + size)
        QuotaCharge.objects.create(submission_id=run.uid, day=day, gpu_s=gpu_s)

    @transaction.atomic(savepoint=False)
    def settle(self, run: Submission, *, gpu_s: float, is_our_fault: bool = False) -> None:
        if not (gpu_s or is_our_fault or run.exercise.may_use_gpu):
            return  # nothing was reserved
        charge = QuotaCharge.objects.filter(submission__uid=run.uid).first()
        if charge is None:
            return
        same = QuotaCharge.objects.filter(pk=charge.pk, gpu_s=charge.gpu_s)
        if not (same.delete()[0] if is_our_fault else same.update(gpu_s=gpu_s)):
            return
        changes: Mapping[str, object] = {"gpu_s": F("gpu_s") + gpu_s - charge.gpu_s}
        if is_our_fault:
            counter = "submissions" if run.counts else "runs"
            changes = {counter: F(counter) - 1, "gpu_s": F("gpu_s") - charge.gpu_s}
        QuotaDay.objects.filter(pk=charge.day_id).update(**changes)


def charge_file(learner: User, size: int) -> None:
    """Count a file that a learner is about to store, in the caller's transaction.

    Raises RefusedError: the cohort's storage is full.
    """
    quota = CohortQuota.objects.of_learner(learner.pk).for_update().first()
    if quota is None:
        return
    try:
        _check_storage(quota, size, NO_STORAGE_FOR_FILE)
    except SubmissionRefusedError as refused:
        raise RefusedError(str(refused)) from refused
    CohortQuota.objects.filter(pk=quota.pk).update(stored_bytes=F("stored_bytes") + size)


def _check_count(run: Submission, quota: CohortQuota, day: QuotaDay) -> None:
    used, limit, sentence = (
        (day.submissions, quota.submissions_per_day, NO_SUBMISSIONS)
        if run.counts
        else (day.runs, quota.runs_per_day, NO_RUNS)
    )
    if limit is not None and used >= limit:
        raise _used_up(sentence, run, quota, limit)


def _check_storage(quota: CohortQuota, size: int, sentence: str) -> None:
    if quota.storage_mib is not None and quota.stored_bytes + size > quota.storage_mib * MIB:
        raise SubmissionRefusedError(sentence.format(cohort=quota.cohort, limit=f"{quota.storage_mib:,}"))


def _reserve_gpu(run: Submission, quota: CohortQuota, day: QuotaDay) -> float:
    """Return the seconds to reserve: as long as the run may lease a card. An exercise of either device goes to a CPU
    instead if there are too few.
    """
    if not run.queue.startswith(DeviceChoice.GPU):
        return 0.0
    gpu_s: float = run.exercise.limits.get("gpu_s", Limits().gpu_s)
    limit = quota.gpu_minutes_per_day
    if limit is None or day.gpu_s + gpu_s <= limit * 60:
        return gpu_s
    if run.exercise.device == DeviceChoice.GPU:
        raise _used_up(NO_GPU, run, quota, limit)
    run.queue = run.exercise.queues[DeviceChoice.CPU.value]
    return 0.0


def _used_up(sentence: str, run: Submission, quota: CohortQuota, limit: int) -> RateLimitError:
    """``run.learner`` reads when the day ends in their own time zone."""
    now = utc_now()
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=UTC)
    renewal = RENEWAL.format(at=midnight.astimezone(run.learner.zone))
    message = sentence.format(cohort=quota.cohort, limit=f"{limit:,}", renewal=renewal, ask=ASK)
    return RateLimitError(message, wait_s=(midnight - now).total_seconds())


def utc_now() -> datetime:
    """Return the time in UTC, by which the days of quotas go: the learners of a cohort have several time zones."""
    return timezone.now().astimezone(UTC)
