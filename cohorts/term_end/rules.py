"""When the term of a cohort ends, for people in all time zones."""

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cohorts.cohort.models import Cohort

WARNING_DAYS = 14
_FIRST, _LAST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


def earliest_date(now: datetime) -> date:
    """Return the date where a day begins first. A warning that comes by it is early enough everywhere.

    >>> from datetime import UTC
    >>> str(earliest_date(datetime(2027, 1, 31, 10, tzinfo=UTC)))
    '2027-02-01'
    """
    return now.astimezone(_FIRST).date()


def latest_date(now: datetime) -> date:
    """Return the date where a day ends last. Until then it is still the last day of the term for somebody.

    >>> from datetime import UTC
    >>> str(latest_date(datetime(2027, 2, 1, 11, 59, tzinfo=UTC)))
    '2027-01-31'
    """
    return now.astimezone(_LAST).date()


def end_key(cohort: "Cohort") -> str:
    """Identify the notices about the end as somebody last set it."""
    set_at = f"{cohort.end_set_at:%Y%m%d%H%M%S%f}" if cohort.end_set_at else ""
    return f"end:{cohort.pk}:{set_at}"


def end_sentence(cohort: "Cohort") -> str:
    """Return what its members are told: also that learners' accounts are deleted, if an admin chose so."""
    day = f"{cohort.ends_on.day} {cohort.ends_on:%B %Y}" if cohort.ends_on else ""
    if plan := getattr(cohort, "term_erasure", None):
        return (
            f"{cohort} ends on {day}. Learners’ accounts are deleted {plan.days} days later, unless they keep them. "
            "Download your data under Settings."
        )
    return (
        f"{cohort} ends on {day}. Then nobody can ask or join in it. Your hours, passes and evidence stay yours, and "
        "you can download them under Settings, Your data."
    )
