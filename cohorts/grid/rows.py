"""The rows of the mentor's grid. What takes longer, such as the projected finish, is derived when it is asked for."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import User
from cohorts import wording
from cohorts.grid.cells import CellFacts, GridCell, GridColumn, cells_of
from cohorts.grid.choice import Dimension
from cohorts.grid.learners import GridLearner
from cohorts.needs.activity import WaitingQuestion, newest_submissions
from cohorts.needs.rules import LearnerNeed
from cohorts.plan.pace import LearnerPace, pace_from
from cohorts.plan.standings import Standing
from cohorts.sections.queries import SectionFilter
from cohorts.sign_offs.queries import signed_off_in
from exercises.models import Submission


@dataclass(frozen=True, kw_only=True)
class LearnerRow:
    """A row of the grid."""

    entry: GridLearner
    by: Dimension
    columns: Sequence[GridColumn]
    section: str
    """Its name; empty for none."""
    newest: Submission | None
    signed_off: frozenset[int]
    """The criteria that a mentor of the cohort signed off. Only where phases are the columns."""

    @cached_property
    def cells(self) -> Sequence[GridCell]:
        return cells_of(self.by, self.columns, self._facts)

    @property
    def _facts(self) -> CellFacts:
        exercise = self.entry.activity.stuck_exercise
        return CellFacts(
            progress=self.entry.progress,
            stuck_exercise=exercise.exercise_id if exercise else None,
            signed_off=self.signed_off,
        )

    @cached_property
    def pace(self) -> LearnerPace:
        return pace_from(self.entry.standing, self.entry.progress, today=self.entry.today)

    @property
    def week_minutes(self) -> int:
        return self.pace.week_minutes

    @property
    def total_minutes(self) -> int:
        return sum(self.entry.progress.facts.minutes_by_kind.values())

    @property
    def cache_key(self) -> Hashable:
        """Changes with what the row shows."""
        newest = self.newest and (self.newest.uid, self.newest.state, self.newest.verdict, self.newest.exercise.title)
        columns = tuple(column.pk for column in self.columns)
        return "grid row", self.entry.number, self.by, columns, self.signed_off, newest

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
        return wording.days_ago(self.last_active, today=self.entry.today) if self.last_active else "not yet"

    @property
    def address(self) -> str:
        """The learner's pages, relative to the grid's: each cell has one, and there are thousands."""
        return f"learners/{self.learner.uid}/"


def rows_of(
    learners: Sequence[GridLearner], by: Dimension, columns: Sequence[GridColumn], sections: SectionFilter
) -> list[LearnerRow]:
    """The rows of these learners. One query, and one more by phase."""
    keys = [entry.member.user_id for entry in learners]
    newest = newest_submissions(keys)
    signed_off = signed_off_in(learners[0].member.cohort_id, keys) if learners and by == Dimension.PHASE else {}
    return [
        LearnerRow(
            entry=entry,
            by=by,
            columns=columns,
            section=sections.name_of(entry.member),
            newest=newest.get(key),
            signed_off=signed_off.get(key, frozenset()),
        )
        for entry, key in zip(learners, keys, strict=True)
    ]
