"""The gradebook of a cohort, and the history of its exceptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min

from cohorts.cohort.models import Cohort, Membership, MembershipQuerySet
from cohorts.marks.learner_marks import LearnerMarks, Marking
from cohorts.marks.models import MarkException, MarkExceptionQuerySet, MarkScheme, format_exception, local_text
from cohorts.marks.subjects import Subject
from exercises.models import LONG_TEXTS

LEARNERS_PER_PAGE = 50
BATCHES_PER_PAGE = 30
MAX_HISTORY = 100
MAX_SEARCH_CHARS = 80


@dataclass(frozen=True, kw_only=True)
class Gradebook:
    """A page of learners with their marks."""

    scheme: MarkScheme
    subjects: Sequence[Subject]
    points: int
    warning: str
    """Which exercises count twice, if any do."""
    page: "Page[Membership]"
    marks: Sequence[LearnerMarks]
    search: str

    def _address(self, number: int) -> str:
        return f"?{urlencode({'q': self.search, 'page': number} if self.search else {'page': number})}"

    @property
    def previous_page(self) -> str:
        return self._address(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_page(self) -> str:
        return self._address(self.page.next_page_number()) if self.page.has_next() else ""


def gradebook(scheme: MarkScheme, *, number: str, search: str, now: datetime) -> Gradebook:
    """Return the marks of a page of learners, by name."""
    search = " ".join(search.split())[:MAX_SEARCH_CHARS]
    members = learners_by_name(scheme.cohort)
    page = Paginator(members.matching(search) if search else members, LEARNERS_PER_PAGE).get_page(number)
    marking = Marking(scheme)
    return Gradebook(
        scheme=scheme,
        subjects=marking.subjects.all,
        points=marking.subjects.points,
        warning=marking.subjects.warning,
        page=page,
        marks=marking.marks_of(list(page), now=now),
        search=search,
    )


def learners_by_name(cohort: Cohort) -> MembershipQuerySet:
    return cohort.memberships.learners().select_related("user", "section").order_by("user__name", "user__email", "pk")


@dataclass(frozen=True, kw_only=True)
class ExceptionBatch:
    """What was granted at once, to everybody or to some learners."""

    first: MarkException
    learner_count: int
    zone: ZoneInfo

    @property
    def who(self) -> str:
        """ "everybody", or the name of the first learner and how many others."""
        if self.first.learner is None:
            return "everybody"
        others = self.learner_count - 1
        more = f" and {others} other{'' if others == 1 else 's'}" if others else ""
        return f"{self.first.learner}{more}"

    @property
    def what(self) -> str:
        return format_exception(self.first, self.zone)

    @property
    def written_text(self) -> str:
        return local_text(self.first.written_at, self.zone)

    @property
    def undone_text(self) -> str:
        return local_text(self.first.undone_at, self.zone) if self.first.undone_at else ""


@dataclass(frozen=True, kw_only=True)
class ExceptionHistory:
    page: "Page[Any]"
    batches: Sequence[ExceptionBatch]


def exception_history(scheme: MarkScheme, *, number: str) -> ExceptionHistory:
    """Return a page of all that was granted, the newest first, what was taken back too. Three queries."""
    keys = scheme.exceptions.order_by().values("batch").annotate(first=Min("pk"), count=Count("learner"))
    page = Paginator(keys.order_by("-first"), BATCHES_PER_PAGE).get_page(number)
    counts = {key["first"]: key["count"] for key in page}
    rows = with_row_and_people(MarkException.objects.filter(pk__in=counts)).order_by("-pk")
    zone = scheme.zone
    return ExceptionHistory(
        page=page, batches=[ExceptionBatch(first=row, learner_count=counts[row.pk], zone=zone) for row in rows]
    )


def history_of(marks: LearnerMarks, scheme: MarkScheme) -> list[ExceptionBatch]:
    """Return what was granted to a learner or everybody, what was taken back too, the newest first."""
    newest = list(reversed(marks.history))[:MAX_HISTORY]
    return [ExceptionBatch(first=item, learner_count=1, zone=scheme.zone) for item in newest]


def with_row_and_people(rows: MarkExceptionQuerySet) -> MarkExceptionQuerySet:
    texts = [f"row__exercise__{column}" for column in LONG_TEXTS]
    texts += [f"row__topic__{column}" for column in ("body", "body_html", "why", "why_html")]
    subjects = ("row__exercise", "row__topic", "row__checkpoint")
    return rows.select_related(*subjects, "learner", "writer", "undone_by").defer(*texts)
