"""The hours left in each phase, and its projected finish."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lib.ranges import HoursRange
from progress.outline.outline import Outline
from progress.plan.finish import Finish, project, project_plan
from progress.plan.pace import Pace
from progress.plan.weekly_plan import WeeklyPlan
from progress.roadmap.work_items import WorkItem
from progress.topic.budgets import coarse, say_left


@dataclass(frozen=True, kw_only=True)
class PhaseForecast:
    """The hours left of a phase, and its projected finish."""

    number: int
    label: str
    url: str
    hours_left: HoursRange
    finish: Finish
    finish_text: str
    open_count: int
    """How many of its topics are open."""

    @property
    def is_completed(self) -> bool:
        return not self.hours_left.high and not self.open_count

    @property
    def hours_left_text(self) -> str:
        """ "20 to 30 h left"; topics may be open although their estimated hours are used up."""
        if self.hours_left.high:
            return f"{say_left(coarse(self.hours_left)) or 'less than 1 h'} left"
        if self.open_count:
            return f"{self.open_count} topic{'' if self.open_count == 1 else 's'} open, no estimated hours left"
        return "nothing left"


def phase_forecasts(
    hours_left: Mapping[WorkItem, HoursRange], outline: Outline, pace: Pace | None, plan: WeeklyPlan | None, today: date
) -> tuple[PhaseForecast, ...]:
    work_items = outline.curriculum.work_items
    ranges = [HoursRange.total(hours_left[item] for item in work_items.get(phase.pk, ())) for phase in outline.phases]
    finishes = [Finish(None, None)] * len(ranges)
    if plan and pace:
        finishes = (
            project(today, ranges, pace, plan.pauses, plan.start)
            if pace.is_logged
            else project_plan(today, ranges, plan)
        )
    return tuple(
        PhaseForecast(
            number=phase.number,
            label=phase.label,
            url=phase.url,
            hours_left=hours,
            finish=finish,
            finish_text=finish.range_text(today),
            open_count=len(phase.topics) - phase.closed_count,
        )
        for phase, hours, finish in zip(outline.phases, ranges, finishes, strict=True)
    )
