"""The announcements of a cohort, and the newest one for its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator

from accounts.models import User
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort
from cohorts.marks.models import cohort_zone, local_text
from lib.compiled_queries import CompiledObjects, Param

ANNOUNCEMENTS_PER_PAGE = 20
NEW_FOR = timedelta(days=14)  # how long the home page shows it


@dataclass(frozen=True)
class ScheduledLine:
    """An announcement that is still to be sent, and when, on the cohort's clocks."""

    announcement: Announcement
    at: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementsPage:
    cohort: Cohort
    page: "Page[Announcement]"
    scheduled: Sequence[ScheduledLine]
    """Those that are still to be sent, for leads and mentors."""
    may_write: bool
    may_change: bool


def announcements_page(cohort: Cohort, reader: User, *, number: str) -> AnnouncementsPage:
    """Return a page of announcements. Five queries at most."""
    announcements = cohort.announcements.current().select_related("writer")
    is_staff = cohort.is_visible_to(reader)
    zone = cohort_zone(cohort, reader)
    scheduled = cohort.announcements.scheduled().select_related("writer").order_by("scheduled_for", "pk")
    return AnnouncementsPage(
        cohort=cohort,
        page=Paginator(
            announcements if is_staff else announcements.for_member(reader), ANNOUNCEMENTS_PER_PAGE
        ).get_page(number),
        scheduled=[ScheduledLine(row, local_text(row.scheduled_for, zone)) for row in scheduled if row.scheduled_for]
        if is_staff
        else (),
        may_write=is_staff and not cohort.is_archived,
        may_change=is_staff,
    )


def newest_announcement(person: User, *, now: datetime) -> Announcement | None:
    """Return the newest of all their cohorts, with its cohort. One query."""
    return _NEWEST.first(person=person.pk, since=now - NEW_FOR)


_NEWEST = CompiledObjects(
    lambda: (
        Announcement.objects.addressed_to(Param("person"))
        .filter(written_at__gt=Param("since"))
        .select_related("cohort")[:1]
    )
)
