"""Tell members before the term of their cohort ends, and archive it afterwards. By a job, each hour."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from cohorts.cohort.actions import archive
from cohorts.cohort.models import Cohort, CohortQuerySet
from cohorts.term_end.rules import WARNING_DAYS, earliest_date, end_key, end_sentence, latest_date
from notices.actions import notify_all
from notices.models import NoticeKind

BATCH_PEOPLE = 500


def end_terms(*, now: datetime) -> None:
    """Running it twice, or after an interruption, tells and archives nobody twice."""
    warn_of_ends(now=now)
    archive_ended(now=now)


def warn_of_ends(*, now: datetime) -> int:
    """Notify the members of cohorts whose term ends soon, also those who joined meanwhile. Return how many."""
    last = earliest_date(now) + timedelta(days=WARNING_DAYS)
    ending = _not_ended().active().filter(ends_on__lte=last).select_related("term_erasure")
    return sum(_warn_members(cohort) for cohort in ending)


def archive_ended(*, now: datetime) -> int:
    """Archive the cohorts whose last day is over everywhere. Return how many.

    Each end archives once: if a lead takes the cohort out of the archive, it stays out until somebody sets another end.
    """
    return sum(_archive(cohort, now) for cohort in _not_ended().filter(ends_on__lt=latest_date(now)))


def _not_ended() -> CohortQuerySet:
    return Cohort.objects.exclude(ends_on=None).exclude(ended_on=F("ends_on"))


def _warn_members(cohort: Cohort) -> int:
    """Four queries for each batch."""
    link, count, last = reverse("cohorts:cohort_about", args=[cohort.slug]), 0, 0
    sentence = end_sentence(cohort)
    people = User.objects.filter(memberships__cohort=cohort, is_active=True).order_by("pk")
    while batch := list(people.filter(pk__gt=last)[:BATCH_PEOPLE]):
        count += notify_all(
            people=batch, kind=NoticeKind.ANNOUNCEMENT, key=end_key(cohort), sentence=sentence, link=link
        )
        last = batch[-1].pk
    return count


@transaction.atomic
def _archive(cohort: Cohort, now: datetime) -> bool:
    current = Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    if current is None or current.ends_on is None or current.ends_on >= latest_date(now):
        return False  # it was deleted, or its end was moved
    if current.ended_on == current.ends_on:
        return False  # another worker was quicker
    Cohort.objects.filter(pk=current.pk).update(ended_on=current.ends_on)
    if current.is_archived:
        return False
    archive(current, actor=None, fields={"ends_on": current.ends_on})
    return True
