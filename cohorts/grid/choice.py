"""A mentor's choice of what a cohort's grid shows, read from its address. Anything unknown is the default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from cohorts.sections.queries import read_section

MAX_SEARCH_CHARS = 80
MAX_KEY_CHARS = 120
ALL_PHASES = 0
E = TypeVar("E", bound=StrEnum)


class Dimension(StrEnum):
    """The kind of columns."""

    PHASE = "phase"
    TOPIC = "topic"
    EXERCISE = "exercise"


class SortOrder(StrEnum):
    """The order of the learners."""

    ATTENTION = "attention"
    PACE = "pace"
    STUCK = "stuck"
    SILENT = "silent"
    NAME = "name"

    @property
    def label(self) -> str:
        return _SORT_LABELS[self]


class LearnerFilter(StrEnum):
    """The learners that are shown."""

    ALL = "all"
    ATTENTION = "attention"
    ASKS = "asks"
    STUCK = "stuck"
    SILENT = "silent"
    BEHIND = "behind"
    NOT_BEGUN = "not_begun"
    NOT_PASSED = "not_passed"
    SEEN = "seen"

    @property
    def label(self) -> str:
        return _FILTER_LABELS[self]


_SORT_LABELS = {
    SortOrder.ATTENTION: "needs attention",
    SortOrder.PACE: "furthest behind plan",
    SortOrder.STUCK: "stuck",
    SortOrder.SILENT: "longest inactive",
    SortOrder.NAME: "name",
}
_FILTER_LABELS = {
    LearnerFilter.ALL: "all learners",
    LearnerFilter.ATTENTION: "who needs attention",
    LearnerFilter.ASKS: "waiting for an answer",
    LearnerFilter.STUCK: "stuck",
    LearnerFilter.SILENT: "inactive",
    LearnerFilter.BEHIND: "behind plan",
    LearnerFilter.NOT_BEGUN: "hasn’t begun",
    LearnerFilter.NOT_PASSED: "hasn’t passed…",
    LearnerFilter.SEEN: "seen, with a reminder",
}


@dataclass(frozen=True, kw_only=True)
class GridChoice:
    """``phase`` is the number of the phase whose topics or exercises are shown, or ALL_PHASES. None: the reader made no
    choice.
    """

    by: Dimension = Dimension.PHASE
    sort: SortOrder = SortOrder.ATTENTION
    show: LearnerFilter = LearnerFilter.ALL
    of: str = ""
    """What they haven't passed, if that is asked for: the key of a column, such as topic=calculus. Empty: anything."""
    section: str = ""
    """What `read_section` returned. Empty: the reader’s own sections."""
    search: str = ""
    phase: int | None = None
    page: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "GridChoice":
        return cls(
            by=_member(Dimension.PHASE, query.get("by")),
            sort=_member(SortOrder.ATTENTION, query.get("sort")),
            show=_member(LearnerFilter.ALL, query.get("show")),
            of=str(query.get("of", ""))[:MAX_KEY_CHARS],
            section=read_section(str(query.get("section", ""))),
            search=" ".join(str(query.get("q", "")).split())[:MAX_SEARCH_CHARS],
            phase=_phase(str(query.get("phase", ""))),
            page=str(query.get("page", "")),
        )

    @property
    def query(self) -> str:
        """The query string; empty for the defaults."""
        default = GridChoice()
        values = {
            "by": self.by, "sort": self.sort, "show": self.show, "of": self.of, "section": self.section,
            "q": self.search, "page": self.page, "phase": "all" if self.phase == ALL_PHASES else self.phase,
        }  # fmt: skip
        defaults = {"by": default.by, "sort": default.sort, "show": default.show}
        return urlencode({key: value for key, value in values.items() if value and value != defaults.get(key)})

    def with_page(self, number: int) -> "GridChoice":
        return replace(self, page=str(number))

    def with_dimension(self, dimension: Dimension) -> "GridChoice":
        """Choose other columns for the same learners. A page may have fewer of them, so it begins with the first."""
        return replace(self, by=dimension, phase=self.phase if dimension != Dimension.PHASE else None, page="")

    def with_learners(self, show: LearnerFilter, of: str) -> "GridChoice":
        """Choose other learners, with the same columns."""
        return replace(self, show=show, of=of, page="")

    def with_all_phases(self) -> "GridChoice":
        return replace(self, phase=ALL_PHASES, page="")


def _phase(text: str) -> int | None:
    if text == "all":
        return ALL_PHASES
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _member(default: E, text: Any) -> E:
    kind = type(default)
    return kind(text) if text in kind._value2member_map_ else default
