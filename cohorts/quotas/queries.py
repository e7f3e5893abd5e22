"""What cohorts use of their quotas, for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page, Paginator

from cohorts.cohort.models import Cohort
from cohorts.quotas.charges import utc_now
from cohorts.quotas.models import MIB, CohortQuota, QuotaDay

DAYS_SHOWN = 30
COHORTS_PER_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaUse:
    """What is used of one limit. None: there is no limit."""

    label: str
    used: float
    limit: int | None

    @property
    def text(self) -> str:
        return f"{self.used:,}, no limit" if self.limit is None else f"{self.used:,} of {self.limit:,}"

    @property
    def is_used_up(self) -> bool:
        return self.limit is not None and self.used >= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortUse:
    """A cohort with what its learners have used today. ``quota`` is None before somebody sets one."""

    cohort: Cohort
    quota: CohortQuota | None
    today: QuotaDay
    days: Sequence[QuotaDay] = ()
    """The last `DAYS_SHOWN` days on which they used something, the newest first."""

    @property
    def limits(self) -> list[QuotaUse]:
        if self.quota is None:
            return []
        quota, today = self.quota, self.today
        return [
            QuotaUse(label="Submissions today", used=today.submissions, limit=quota.submissions_per_day),
            QuotaUse(label="Runs today", used=today.runs, limit=quota.runs_per_day),
            QuotaUse(label="GPU minutes today", used=round(today.gpu_minutes, 1), limit=quota.gpu_minutes_per_day),
            QuotaUse(label="Storage, MiB", used=round(quota.stored_bytes / MIB, 1), limit=quota.storage_mib),
        ]

    @property
    def is_used_up(self) -> bool:
        return any(item.is_used_up for item in self.limits)


def cohort_use(cohort: Cohort) -> CohortUse:
    """Return a cohort's use with its history. Two queries."""
    quota = CohortQuota.objects.filter(cohort=cohort).first()
    first = utc_now().date() - timedelta(days=DAYS_SHOWN - 1)
    days = list(quota.days.filter(day__gte=first)) if quota else []
    return CohortUse(cohort=cohort, quota=quota, today=_today(days), days=days)


def use_page(number: str) -> tuple["Page[Cohort]", list[CohortUse]]:
    """Return a page of cohorts, those that started last first, and what each uses. Archived ones use nothing. Four
    queries.
    """
    page = Paginator(Cohort.objects.active(), COHORTS_PER_PAGE).get_page(number)
    cohorts = list(page)
    quotas = {quota.cohort_id: quota for quota in CohortQuota.objects.filter(cohort__in=cohorts)}
    days = {day.quota_id: day for day in QuotaDay.objects.filter(quota__in=quotas.values(), day=utc_now().date())}
    return page, [_use(cohort, quotas.get(cohort.pk), days) for cohort in cohorts]


def _use(cohort: Cohort, quota: CohortQuota | None, days: dict[int, QuotaDay]) -> CohortUse:
    return CohortUse(cohort=cohort, quota=quota, today=(days.get(quota.pk) if quota else None) or QuotaDay())


def _today(days: Sequence[QuotaDay]) -> QuotaDay:
    return next((day for day in days if day.day == utc_now().date()), QuotaDay())
