"""The mentor's grid of a cohort: its learners by phase, topic or exercise, those who need the mentor first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import quote

from django.core.paginator import Page, Paginator

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.grid.cells import GridColumn, columns_of, phase_of_most
from cohorts.grid.choice import ALL_PHASES, Dimension, GridChoice, LearnerFilter, SortOrder
from cohorts.grid.learners import GridLearner, choice_subject, learners_of, selection_of
from cohorts.grid.rows import LearnerRow, rows_of
from cohorts.needs.rules import MAX_NAMES, NeedKind, SharedNeed, by_need, headline, headline_sentence
from cohorts.sections.queries import EVERYBODY, SectionFilter, sections_of
from cohorts.wording import in_words, short_names
from curriculum.models import Phase
from lib.cache import FragmentCache
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum

LEARNERS_PER_PAGE = 50
MIN_LEARNERS_PER_PAGE = 10
MAX_CELLS = 2_000  # on a page
NOBODY_IN_SECTION = "No learners here yet. Show everybody to see the others."


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A page of a cohort's learners."""

    cohort: Cohort
    choice: GridChoice
    course: Curriculum
    phases: Sequence[Phase]
    phase: int
    """The number of the phase whose topics or exercises are shown, or ALL_PHASES."""
    columns: Sequence[GridColumn]
    learners: Sequence[GridLearner]
    """All of the cohort or of the sections that are shown, those who need the mentor first."""
    total: int
    """How many learners the cohort has."""
    sections: SectionFilter
    section: str
    """The choice of sections that is shown."""
    page: "Page[GridLearner]"
    """Of those that the choice selects, in its order."""
    rows: Sequence[LearnerRow]
    fragments: FragmentCache
    """For what is rendered of them."""

    @cached_property
    def urgent(self) -> list[GridLearner]:
        return [entry for entry in self.learners if entry.need.is_urgent]

    @property
    def headline(self) -> str:
        return headline(len(self.urgent))

    @property
    def sentence(self) -> str:
        if not self.learners:
            return NOBODY_IN_SECTION
        short = short_names([entry.label for entry in self.learners])
        names = {entry.number: name for entry, name in zip(self.learners, short, strict=True)}
        needs = [group for group in self.needs if group is not self._widest_need]
        first, rest = needs[:MAX_NAMES], needs[MAX_NAMES:]
        reasons = [
            self._reason(group, names[group[0].number], begins=number == 0) for number, group in enumerate(first)
        ]
        others = [entry for entry in self.learners if not entry.need.is_urgent]
        new = sum(entry.last_active is None for entry in others)
        finishers = sum(entry.progress.is_completed for entry in others)
        behind = sum(entry.need.kind == NeedKind.BEHIND for entry in self.learners)
        inactive = sum(entry.is_in(LearnerFilter.SILENT) and entry.last_active is not None for entry in others)
        active = len(others) - new - finishers - inactive
        more = sum(map(len, rest)) + len(self._widest_need)
        return headline_sentence(
            reasons, active=active, new=new, behind=behind, inactive=inactive, finishers=finishers, more=more
        )

    @property
    def first_reason(self) -> str:
        """Who needs the mentor most, and why; empty if nobody does."""
        if not self.needs:
            return ""
        name, reason = self._reason(self.needs[0], self.needs[0][0].label, begins=True)
        return f"{name} {reason}."

    @cached_property
    def needs(self) -> list[list[GridLearner]]:
        """Those who need the mentor, the most urgent first. Those who need the same are together."""
        return by_need(self.urgent, self._shared_need)

    @property
    def first_shared(self) -> SharedNeed | None:
        """What the most urgent learner and others need."""
        return self._shared_need(self.needs[0][0]) if self.needs and len(self.needs[0]) > 1 else None

    @cached_property
    def _widest_need(self) -> list[GridLearner]:
        """Those with the need that most learners share, if that isn't the most urgent one. Else empty."""
        widest = max(self.needs, key=len, default=[])
        return widest if len(widest) > 1 and widest is not self.needs[0] else []

    @property
    def widest_shared(self) -> SharedNeed | None:
        """What most learners need at once, if that isn't what the most urgent learner needs."""
        return self._shared_need(self._widest_need[0]) if self._widest_need else None

    @property
    def widest_reason(self) -> str:
        name, reason = self._reason(self._widest_need, "", begins=True)
        return f"{name} {reason}."

    def _shared_need(self, entry: GridLearner) -> SharedNeed | None:
        """What others may need in the same way, of the learners whom the reader sees here."""
        is_default = self.section == self.sections.choice("")
        return entry.shared_need(self.cohort, "" if is_default else self.section)

    def _reason(self, group: Sequence[GridLearner], name: str, *, begins: bool) -> tuple[str, str]:
        """Who needs the mentor, and why. ``name`` is the first one's; ``begins``: a sentence begins with it."""
        shared = self._shared_need(group[0])
        if len(group) > 1 and shared:
            count = in_words(len(group))
            return f"{count.capitalize() if begins else count} learners", shared.reason
        return name, group[0].need.reason

    @property
    def back(self) -> str:
        """The query of this page, to come back to it."""
        return quote(self.choice.query)

    @property
    def is_filtered(self) -> bool:
        return bool(self.choice.search) or self.choice.show != LearnerFilter.ALL or self.section != EVERYBODY

    @property
    def dimensions(self) -> list[tuple[Dimension, str]]:
        """Return each dimension with the address of the grid by it."""
        return [(by, f"?{self.choice.with_dimension(by).query}") for by in Dimension]

    @property
    def all_phases(self) -> str:
        """The address of all phases, where the reader has not chosen the one that is shown."""
        return f"?{self.choice.with_all_phases().query}" if self.phase and self.choice.phase != self.phase else ""

    @cached_property
    def subject(self) -> str:
        """The title of what the learners who are shown haven't passed; empty where that isn't asked for."""
        subject = choice_subject(self.choice, self.course)
        return subject.title if subject else ""

    @property
    def subjects(self) -> list[tuple[str, list[GridColumn]]]:
        """What learners may not have passed, by phase, where that is asked for."""
        return subjects_of(self.course) if self.choice.show == LearnerFilter.NOT_PASSED else []

    @property
    def whole(self) -> str:
        """Say whom the box for all of them stands for."""
        count = self.page.paginator.count
        if count == 1:
            return "The one that matches" if self.is_filtered else "The only learner"
        return f"All {count} that match" if self.is_filtered else f"All {count} learners"

    @property
    def sorts(self) -> list[SortOrder]:
        return list(SortOrder)

    @property
    def filters(self) -> list[LearnerFilter]:
        return list(LearnerFilter)

    @property
    def previous_page(self) -> str:
        return f"?{self.choice.with_page(self.page.previous_page_number()).query}" if self.page.has_previous() else ""

    @property
    def next_page(self) -> str:
        return f"?{self.choice.with_page(self.page.next_page_number()).query}" if self.page.has_next() else ""


def cohort_grid(cohort: Cohort, choice: GridChoice | None = None, *, reader: User | None = None, now: datetime) -> Grid:
    """Return a page of the cohort's grid, as ``reader`` sees it. Raises Roadmap.DoesNotExist when none is loaded."""
    return _grid(cohort, choice or GridChoice(), None, reader=reader, now=now)


def whole_grid(cohort: Cohort, choice: GridChoice, *, reader: User | None, now: datetime) -> Grid:
    """Return the grid with all learners and phases, for a file. A cohort has at most Cohort.MAX_LEARNERS."""
    choice = replace(choice, page="", phase=ALL_PHASES if choice.phase is None else choice.phase)
    return _grid(cohort, choice, Cohort.MAX_LEARNERS, reader=reader, now=now)


def _grid(cohort: Cohort, choice: GridChoice, per_page: int | None, *, reader: User | None, now: datetime) -> Grid:
    course = curriculum(cohort.roadmap_id)
    everybody, sections = learners_of(cohort, course, reader=reader, now=now), sections_of(cohort, reader)
    section = sections.choice(choice.section)
    learners = [entry for entry in everybody if sections.contains(section, entry.member)]
    phase = _phase(choice, learners, course)
    columns = columns_of(choice.by, phase, course)
    page = Paginator(selection_of(learners, choice), per_page or learners_per_page(len(columns))).get_page(choice.page)
    return Grid(
        cohort=cohort,
        choice=choice,
        course=course,
        phases=course.phases,
        phase=phase,
        columns=columns,
        learners=learners,
        total=len(everybody),
        sections=sections,
        section=section,
        page=page,
        rows=rows_of(list(page), choice.by, columns, sections),
        fragments=course.fragments,
    )


def subjects_of(course: Curriculum) -> list[tuple[str, list[GridColumn]]]:
    """Return the topics and exercises of a roadmap, by phase."""
    kinds = (Dimension.TOPIC, Dimension.EXERCISE)
    rows = [
        (phase, [row for kind in kinds for row in columns_of(kind, phase.number, course)]) for phase in course.phases
    ]
    return [(f"Phase {phase.number}: {phase.label}", subjects) for phase, subjects in rows if subjects]


def chosen_learners(cohort: Cohort, choice: GridChoice, *, reader: User | None, now: datetime) -> list[GridLearner]:
    """Return all learners whom a choice selects, on all pages. The number of queries is constant."""
    learners = learners_of(cohort, curriculum(cohort.roadmap_id), reader=reader, now=now)
    sections = sections_of(cohort, reader)
    section = sections.choice(choice.section)
    return selection_of([entry for entry in learners if sections.contains(section, entry.member)], choice)


def learners_per_page(columns: int) -> int:
    """Return fewer where a row has many cells, so that no page is larger than a browser draws in a moment."""
    return min(LEARNERS_PER_PAGE, max(MIN_LEARNERS_PER_PAGE, MAX_CELLS // max(columns, 1)))


def _phase(choice: GridChoice, learners: Sequence[GridLearner], course: Curriculum) -> int:
    """Return the number of the phase that is shown. There are a hundred exercises: without a choice, those where most
    learners are.
    """
    if choice.phase is not None and choice.phase in {phase.number for phase in course.phases}:
        return choice.phase
    if choice.by != Dimension.EXERCISE or choice.phase == ALL_PHASES:
        return ALL_PHASES
    return phase_of_most((entry.progress for entry in learners), course)
