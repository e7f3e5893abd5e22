"""The problems that learners reported: one's own reports, and for admins all, grouped by page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q

from accounts.models import User
from authoring.faults.models import FaultReport, FaultReportQuerySet, FaultState
from authoring.versions.models import RoadmapVersion

PAGES_PER_PAGE = 10
REPORTS_PER_PAGE = 50
MAX_REPORTS = 200  # listed at once, the newest
TO_DO = "to-do"
FILTERS = {TO_DO: "To do", FaultState.FIXED: "Fixed", FaultState.DECLINED: "Won’t be fixed", "all": "All"}


@dataclass(frozen=True, kw_only=True)
class FaultGroup:
    """The reports about one page, the newest first. ``count`` may be more than ``reports`` has."""

    reports: Sequence[FaultReport]
    count: int
    version: str
    """The current version of the page, which may have the fix."""

    @property
    def key(self) -> str:
        """Name the group in the ids of elements."""
        return f"exercise-{self.newest.exercise_id}" if self.newest.exercise_id else f"topic-{self.newest.topic_id}"

    @property
    def newest(self) -> FaultReport:
        return self.reports[0]


@dataclass(frozen=True, kw_only=True)
class FaultQueue:
    groups: Sequence[FaultGroup]
    page: Page[Any]
    shown_filter: str
    open_count: int


def own_faults(reporter: User, *, number: str) -> Page[FaultReport]:
    rows = FaultReport.objects.filter(reporter=reporter).with_page().order_by("-created_at", "-pk")
    return Paginator(rows, REPORTS_PER_PAGE).get_page(number)


def fault_queue(*, shown_filter: str, number: str) -> FaultQueue:
    """A constant number of queries. The page with the newest report comes first."""
    name = shown_filter if shown_filter in FILTERS else TO_DO
    rows = _in_filter(name)
    pages = rows.order_by().values("topic_id", "exercise_id").annotate(count=Count("pk"), newest=Max("created_at"))
    page = Paginator(pages.order_by("-newest", "topic_id", "exercise_id"), PAGES_PER_PAGE).get_page(number)
    return FaultQueue(
        groups=_groups(rows, page), page=page, shown_filter=name, open_count=open_fault_count()
    )  # fmt: skip


def open_fault_count() -> int:
    """How many reports no admin has answered."""
    return FaultReport.objects.filter(state=FaultState.OPEN).count()


def _in_filter(name: str) -> FaultReportQuerySet:
    if name == TO_DO:
        return FaultReport.objects.to_do()
    return FaultReport.objects.all() if name == "all" else FaultReport.objects.filter(state=name)


def _groups(rows: FaultReportQuerySet, pages: Iterable[Mapping[str, Any]]) -> list[FaultGroup]:
    topics, exercises = ([page[name] for page in pages if page[name]] for name in ("topic_id", "exercise_id"))
    matching = rows.filter(Q(topic__in=topics) | Q(exercise__in=exercises)).with_page().select_related("reporter")
    reports: dict[tuple[int | None, int | None], list[FaultReport]] = defaultdict(list)
    for report in matching.order_by("-created_at", "-pk")[:MAX_REPORTS]:
        reports[report.topic_id, report.exercise_id].append(report)
    versions = dict(RoadmapVersion.objects.order_by("number").values_list("roadmap_id", "number"))
    return [
        FaultGroup(reports=rows_of_page, count=page["count"], version=_version(rows_of_page[0], versions))
        for page in pages
        if (rows_of_page := reports[page["topic_id"], page["exercise_id"]])
    ]


def _version(report: FaultReport, versions: Mapping[int, int]) -> str:
    if report.exercise:
        return report.exercise.digest[:8]
    return str(versions.get(report.topic.section.roadmap_id, "")) if report.topic else ""
