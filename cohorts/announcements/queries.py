"""The announcements of a cohort, and the newest one for its members."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator

from accounts.models import User
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort
from lib.compiled_queries import CompiledQuery, Param

ANNOUNCEMENTS_PER_PAGE = 20
NEW_FOR = timedelta(days=14)  # how long the home page shows it


@dataclass(frozen=True, kw_only=True)
class AnnouncementsPage:
    cohort: Cohort
    page: "Page[Announcement]"
    may_write: bool
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class NewestAnnouncement:
    title: str
    slug: str
    cohort: str
    at: datetime


def announcements_page(cohort: Cohort, reader: User, *, number: str) -> AnnouncementsPage:
    """Three queries."""
    announcements = cohort.announcements.current().select_related("writer")
    is_staff = Cohort.objects.visible_to(reader).filter(pk=cohort.pk).exists()
    return AnnouncementsPage(
        cohort=cohort,
        page=Paginator(announcements, ANNOUNCEMENTS_PER_PAGE).get_page(number),
        may_write=is_staff and not cohort.is_archived,
        may_change=is_staff,
    )


def newest_announcement(person: User, *, now: datetime) -> NewestAnnouncement | None:
    """The newest of all their cohorts. One query."""
    rows = _NEWEST(person=person.pk, since=now - NEW_FOR)
    for title, slug, cohort, at in rows:
        return NewestAnnouncement(title=title, slug=slug, cohort=cohort, at=at)
    return None


_NEWEST = CompiledQuery(
    lambda: (
        Announcement.objects.addressed_to(Param("person"))
        .filter(written_at__gt=Param("since"))
        .order_by("-written_at", "-pk")
        .values_list("title", "cohort__slug", "cohort__title", "written_at")[:1]
    )
)
