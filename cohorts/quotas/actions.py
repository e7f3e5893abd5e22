"""Set the quotas of a cohort, and count what its learners store."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Func, IntegerField, Sum
from django.utils import timezone

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.permissions import lock_cohort
from cohorts.quotas.charges import utc_now
from cohorts.quotas.models import CohortQuota, QuotaCharge, QuotaDay
from cohorts.sign_offs.models import SignOffFile
from exercises.models import Submission
from lib.task_queue import enqueue

KEEP_DAYS = 400
KEEP_CHARGES = timedelta(days=2)  # a report may still come a day later
LEARNERS_PER_QUERY = 500


@transaction.atomic
def set_quotas(*, person: User, cohort: Cohort, limits: Mapping[str, int | None]) -> None:
    """Set the limits of `CohortQuota.LIMITS`, all of them. None: no limit. Raises PermissionDenied unless the person
    is an admin of operations.
    """
    if not person.operates_site:
        raise PermissionDenied
    cohort = lock_cohort(cohort)
    quota = CohortQuota.objects.get_or_create(cohort=cohort)[0]
    before, after = quota.limits, {name: limits[name] for name in CohortQuota.LIMITS}
    if changes := {name: [before[name], after[name]] for name in after if before[name] != after[name]}:
        CohortQuota.objects.filter(pk=quota.pk).update(**after)
        record_in_cohort(AuditAction.QUOTAS_CHANGED, actor=person, cohort=cohort, fields=changes)
    if quota.counted_at is None:
        transaction.on_commit(partial(enqueue, "cohorts.count_stored_bytes"))


def copy_quotas(cohort: Cohort, clone: Cohort) -> None:
    """Give a clone the same limits, or its leads could get around them."""
    if quota := CohortQuota.objects.filter(cohort=cohort).first():
        CohortQuota.objects.create(cohort=clone, **quota.limits)


def count_stored_bytes() -> None:
    """Count what the learners of each cohort with quotas store. People join, leave and delete things meanwhile."""
    for quota, learners in _learners_by_quota().items():
        _count_stored_bytes(quota, learners)


def delete_old_use() -> None:
    QuotaCharge.objects.filter(charged_at__lt=timezone.now() - KEEP_CHARGES).delete()
    QuotaDay.objects.filter(day__lt=utc_now().date() - timedelta(days=KEEP_DAYS)).delete()


def _learners_by_quota() -> dict[int, list[int]]:
    """Return whose use counts against each quota: as `QuotaQuerySet.of_learner`, for everybody."""
    learns = Membership.objects.filter(role=CohortRole.LEARNER, cohort__archived_at=None, cohort__quota__isnull=False)
    in_order = learns.order_by("joined_on", "pk").values_list("user", "cohort__quota")
    by_quota: dict[int, list[int]] = {pk: [] for pk in CohortQuota.objects.values_list("pk", flat=True)}
    for learner, quota in dict(in_order).items():  # of each learner, the last one stays
        by_quota.setdefault(quota, []).append(learner)
    return by_quota


def _count_stored_bytes(quota: int, learners: Sequence[int]) -> None:
    """Add the difference, so that what is stored during the count isn't lost. It may count twice until the next count,
    and never not at all.
    """
    before = CohortQuota.objects.values_list("stored_bytes", flat=True).get(pk=quota)
    total = 0
    for start in range(0, len(learners), LEARNERS_PER_QUERY):
        batch = learners[start : start + LEARNERS_PER_QUERY]
        sources = Submission.objects.filter(learner__in=batch).aggregate(total=Sum(ByteLength("source")))
        files = SignOffFile.objects.filter(sign_off__learner__in=batch).aggregate(total=Sum("size"))
        total += (sources["total"] or 0) + (files["total"] or 0)
    stored_bytes = F("stored_bytes") + total - before
    CohortQuota.objects.filter(pk=quota).update(stored_bytes=stored_bytes, counted_at=timezone.now())


class ByteLength(Func):
    """The bytes of a text in UTF-8. PostgreSQL knows them without reading a long text."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))", **context)
