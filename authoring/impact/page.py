"""The impact of a draft as the editor shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from authoring.impact.rules import Impact, LearnerImpact, StateChange
from lib.durations import HoursRange
from progress.plan.rules import Finish

LINES = 50


@dataclass(frozen=True, kw_only=True)
class ImpactLine:
    """One learner."""

    name: str
    hours: str
    finish: str
    states: Sequence[StateChange]
    questions: Sequence[str]


def impact_lines(impact: Impact | None, today: date) -> list[ImpactLine]:
    """The learners whose hours left grow most, first. One query."""
    rows = sorted(impact.rows, key=lambda row: row.added_hours[1], reverse=True)[:LINES] if impact else []
    people = User.objects.in_bulk([row.learner for row in rows])
    return [_line(row, people[row.learner], today) for row in rows if row.learner in people]


def _line(row: LearnerImpact, person: User, today: date) -> ImpactLine:
    return ImpactLine(
        name=person.label_for_staff,
        hours=_pair(str(HoursRange(*row.hours_before)), str(HoursRange(*row.hours_after))),
        finish=_pair(_finish(row.finish_before, today), _finish(row.finish_after, today)),
        states=row.states,
        questions=row.questions,
    )


def _pair(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _finish(days: tuple[str | None, str | None], today: date) -> str:
    first, last = (date.fromisoformat(day) if day else None for day in days)
    return Finish(first, last).range_text(today) if first else "unknown"
