"""The mentor's grid of a cohort: its learners by phase, topic or exercise, those who need the mentor first.

What decides who is shown, and in which order, is read for the whole cohort. What takes longer, such as the projected
finish, is derived for the learners on the page alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote

from django.core.paginator import Page, Paginator

from accounts.models import User
from cohorts import rules
from cohorts.grid_choice import ALL_PHASES, Dimension, GridChoice, LearnerFilter, SortOrder
from cohorts.models import Cohort, Membership, Reminder
from cohorts.queries.activity import LearnerActivity, WaitingQuestion, activity_of, need_of, newest_submissions
from cohorts.queries.cohort_plan import CohortPlan
from cohorts.queries.grid_cells import (
    CellFacts,
    GridCell,
    GridColumn,
    cells_of,
    columns_of,
    phase_of_most,
    submission_counts,
)
from cohorts.queries.learners import learners_in
from cohorts.queries.pace import LearnerPace, Standing, pace_from, standings_of
from cohorts.queries.sign_offs import signed_off_in
from cohorts.rules import LearnerNeed, NeedKind
from curriculum.models import Phase
from exercises.models import Submission
from lib.compiled_queries import CompiledQuery, Param
from progress.queries.curriculum.curriculum import Curriculum
from progress.queries.curriculum.roadmaps import curriculum
from progress.queries.learners import LearnerProgress, progress_of

LEARNERS_PER_PAGE = 50
MIN_LEARNERS_PER_PAGE = 10
MAX_CELLS = 2_000  # on a page


@dataclass(frozen=True, kw_only=True)
class GridLearner:
    """A learner of the cohort with what decides whether they are shown, and where."""

    member: Membership
    label: str
    """Their name, with their address where another learner of the cohort has the same name."""
    progress: LearnerProgress
    activity: LearnerActivity
    standing: Standing
    need: LearnerNeed
    last_active: date | None
    today: date
    remind_on: date | None = None
    """The mentor has seen them, and nothing new has happened. They then need no attention until that day."""

    @property
    def learner(self) -> User:
        return self.member.user

    @property
    def question(self) -> WaitingQuestion | None:
        return self.activity.question

    @property
    def silent_days(self) -> int:
        return (self.today - (self.last_active or self.member.joined_on)).days

    def matches(self, search: str) -> bool:
        text = search.casefold()
        return text in self.learner.name.casefold() or text in self.learner.email.casefold()

    def is_in(self, show: LearnerFilter) -> bool:
        match show:
            case LearnerFilter.ALL:
                return True
            case LearnerFilter.ATTENTION:
                return self.need.needs_attention
            case LearnerFilter.BEHIND:
                return self.standing.is_behind
            case LearnerFilter.STUCK:
                return self.activity.stuck_exercise is not None
            case LearnerFilter.SILENT:
                return self.silent_days >= rules.SILENT_AFTER and not self.progress.is_completed
            case LearnerFilter.ASKS:
                return self.question is not None
            case LearnerFilter.SEEN:
                return self.remind_on is not None

    def place(self, sort: SortOrder) -> tuple[float, ...]:
        """The learner's place in this order: lower comes first."""
        kind, size = self.need.weight
        attention = (-kind, -size)
        exercise, ahead = self.activity.stuck_exercise, self.standing.minutes_ahead
        match sort:
            case SortOrder.PACE:
                return (ahead is None, ahead or 0, *attention)
            case SortOrder.STUCK:
                return (-exercise.failing.times if exercise else 0, *attention)
            case SortOrder.SILENT:
                return (self.progress.is_completed, -self.silent_days, *attention)
            case SortOrder.NAME:
                return ()
        return attention


@dataclass(frozen=True, kw_only=True)
class LearnerRow:
    """A row of the grid."""

    entry: GridLearner
    cells: Sequence[GridCell]
    pace: LearnerPace
    week_minutes: int
    total_minutes: int
    newest: Submission | None

    @property
    def learner(self) -> User:
        return self.entry.learner

    @property
    def label(self) -> str:
        return self.entry.label

    @property
    def need(self) -> LearnerNeed:
        return self.entry.need

    @property
    def question(self) -> WaitingQuestion | None:
        return self.entry.question

    @property
    def standing(self) -> Standing:
        return self.entry.standing

    @property
    def last_active(self) -> date | None:
        return self.entry.last_active

    @property
    def last_active_day(self) -> str:
        """ "Thu 3 Dec"; empty for never."""
        day = self.last_active
        return f"{day:%a} {day.day} {day:%b}" if day else ""

    @property
    def last_active_text(self) -> str:
        return rules.days_ago(self.last_active, today=self.entry.today) if self.last_active else "not yet"

    @property
    def address(self) -> str:
        """The learner's pages, relative to the grid's: each cell has one, and there are thousands."""
        return f"learners/{self.learner.uid}/"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One page of a cohort's learners."""

    cohort: Cohort
    choice: GridChoice
    phases: Sequence[Phase]
    phase: int
    """The number of the phase whose topics or exercises are shown, or ALL_PHASES."""
    columns: Sequence[GridColumn]
    learners: Sequence[GridLearner]
    """All of the cohort, those who need the mentor first."""
    page: "Page[GridLearner]"
    """Of those that the choice selects, in its order."""
    rows: Sequence[LearnerRow]

    @cached_property
    def urgent(self) -> list[GridLearner]:
        return [entry for entry in self.learners if entry.need.is_urgent]

    @property
    def headline(self) -> str:
        return rules.headline(len(self.urgent))

    @property
    def sentence(self) -> str:
        names = rules.short_names([entry.label for entry in self.learners])
        pairs = zip(names, self.learners, strict=True)
        urgent = [(name, entry.need.reason) for name, entry in pairs if entry.need.is_urgent]
        others = [entry for entry in self.learners if not entry.need.is_urgent]
        new = sum(entry.last_active is None for entry in others)
        finishers = sum(entry.progress.is_completed for entry in others)
        behind = sum(entry.need.kind == NeedKind.BEHIND for entry in self.learners)
        active = len(others) - new - finishers
        return rules.headline_sentence(urgent, active=active, new=new, behind=behind, finishers=finishers)

    @property
    def back(self) -> str:
        """The query of this page, to come back to it."""
        return quote(self.choice.query)

    @property
    def is_filtered(self) -> bool:
        return bool(self.choice.search) or self.choice.show != LearnerFilter.ALL

    @property
    def dimensions(self) -> list[tuple[Dimension, str]]:
        """Each with the address of the grid by it."""
        return [(by, f"?{self.choice.with_dimension(by).query}") for by in Dimension]

    @property
    def all_phases(self) -> str:
        """The address of all phases, where the reader has not chosen the one that is shown."""
        return f"?{self.choice.with_all_phases().query}" if self.phase and self.choice.phase != self.phase else ""

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
    """One page of the cohort's grid, as ``reader`` sees it. Raises Roadmap.DoesNotExist when none is loaded."""
    return _grid(cohort, choice or GridChoice(), None, reader=reader, now=now)


def whole_grid(cohort: Cohort, choice: GridChoice, *, reader: User | None, now: datetime) -> Grid:
    """The same with all learners and phases, for a file. A cohort has at most Cohort.MAX_LEARNERS."""
    choice = replace(choice, page="", phase=ALL_PHASES if choice.phase is None else choice.phase)
    return _grid(cohort, choice, Cohort.MAX_LEARNERS, reader=reader, now=now)


def _grid(cohort: Cohort, choice: GridChoice, per_page: int | None, *, reader: User | None, now: datetime) -> Grid:
    course = curriculum(cohort.roadmap_id)
    learners = learners_of(cohort, course, reader=reader, now=now)
    phase = _phase(choice, learners, course)
    columns = columns_of(choice.by, phase, course)
    page = Paginator(selection_of(learners, choice), per_page or learners_per_page(len(columns))).get_page(choice.page)
    return Grid(
        cohort=cohort,
        choice=choice,
        phases=course.phases,
        phase=phase,
        columns=columns,
        learners=learners,
        page=page,
        rows=rows_of(list(page), choice.by, columns, now=now),
    )


def learners_per_page(columns: int) -> int:
    """Fewer where a row has many cells, so that no page is larger than a browser draws in a moment."""
    return min(LEARNERS_PER_PAGE, max(MIN_LEARNERS_PER_PAGE, MAX_CELLS // max(columns, 1)))


def _phase(choice: GridChoice, learners: Sequence[GridLearner], course: Curriculum) -> int:
    """The phase that is shown. There are a hundred exercises: without a choice, those where most learners are."""
    if choice.phase is not None and choice.phase in {phase.number for phase in course.phases}:
        return choice.phase
    if choice.by != Dimension.EXERCISE or choice.phase == ALL_PHASES:
        return ALL_PHASES
    return phase_of_most((entry.progress for entry in learners), course)


def learners_of(cohort: Cohort, course: Curriculum, *, reader: User | None, now: datetime) -> list[GridLearner]:
    """All learners of the cohort, those who need the mentor first. ``reader`` has seen some of them."""
    members = learners_in([cohort.pk])
    progress = progress_of([member.user for member in members], course)
    activity = activity_of(progress, cohort)
    standings = standings_of(members, progress, CohortPlan(cohort, course), now=now)
    labels = rules.labels([(str(member.user), member.user.email) for member in members])
    reminders = _reminders(reader, cohort) if reader else {}
    today = now.astimezone(reader.zone).date() if reader else now.date()
    learners = []
    for member, label in zip(members, labels, strict=True):
        key = member.user_id
        remind_on = _reminder_day(reminders.get(key), activity[key], today)
        learners.append(_learner(member, label, progress[key], activity[key], standings[key], remind_on, now))
    return _in_order(learners, SortOrder.ATTENTION)


def _reminders(reader: User, cohort: Cohort) -> dict[int, tuple[datetime, date]]:
    """When a mentor saw each learner, and on which day they want to be reminded."""
    rows = _REMINDERS(mentor=reader.pk, cohort=cohort.pk)
    return {learner: (seen_at, remind_on) for learner, seen_at, remind_on in rows}


_REMINDERS = CompiledQuery(
    lambda: Reminder.objects.filter(mentor=Param("mentor"), cohort=Param("cohort")).values_list(
        "learner_id", "seen_at", "remind_on"
    )
)


def _reminder_day(reminder: tuple[datetime, date] | None, activity: LearnerActivity, today: date) -> date | None:
    """The day of a reminder that still holds."""
    if reminder is None:
        return None
    seen_at, remind_on = reminder
    holds = rules.is_dealt_with(until=remind_on, today=today, at=seen_at, events=activity.events)
    return remind_on if holds else None


def _learner(
    member: Membership,
    label: str,
    progress: LearnerProgress,
    activity: LearnerActivity,
    standing: Standing,
    remind_on: date | None,
    now: datetime,
) -> GridLearner:
    today = now.astimezone(member.user.zone).date()
    need = need_of(member, activity, today, has_completed=progress.is_completed, shortfall=standing.shortfall)
    return GridLearner(
        member=member,
        label=label,
        progress=progress,
        activity=activity,
        standing=standing,
        need=rules.NO_NEED if remind_on else need,
        last_active=activity.last_day(member.user),
        today=today,
        remind_on=remind_on,
    )


def _in_order(learners: Sequence[GridLearner], sort: SortOrder) -> list[GridLearner]:
    """Ties are ordered by name, so that no learner is on two pages."""
    return sorted(learners, key=lambda entry: (entry.place(sort), entry.learner.name.casefold(), entry.learner.pk))


def selection_of(learners: Sequence[GridLearner], choice: GridChoice) -> list[GridLearner]:
    """The learners that the choice selects, in its order."""
    selection = [entry for entry in learners if entry.is_in(choice.show) and entry.matches(choice.search)]
    return selection if choice.sort == SortOrder.ATTENTION else _in_order(selection, choice.sort)


def rows_of(
    learners: Sequence[GridLearner], by: Dimension, columns: Sequence[GridColumn], *, now: datetime
) -> list[LearnerRow]:
    """The rows of these learners. One query, and one more by phase or exercise."""
    keys = [entry.member.user_id for entry in learners]
    newest = newest_submissions(keys)
    counts = submission_counts(keys) if by == Dimension.EXERCISE else {}
    signed_off = signed_off_in(learners[0].member.cohort_id, keys) if learners and by == Dimension.PHASE else {}
    rows = []
    for entry, key in zip(learners, keys, strict=True):
        exercise = entry.activity.stuck_exercise
        facts = CellFacts(
            progress=entry.progress,
            stuck_exercise=exercise.exercise_id if exercise else None,
            submissions=counts.get(key, {}),
            signed_off=signed_off.get(key, frozenset()),
        )
        pace = pace_from(entry.learner, entry.standing, entry.progress, now=now)
        rows.append(_row(entry, cells_of(by, columns, facts), pace, newest.get(key)))
    return rows


def _row(entry: GridLearner, cells: Sequence[GridCell], pace: LearnerPace, newest: Submission | None) -> LearnerRow:
    return LearnerRow(
        entry=entry,
        cells=cells,
        pace=pace,
        week_minutes=pace.week_minutes,
        total_minutes=sum(entry.progress.facts.minutes_by_kind.values()),
        newest=newest,
    )
