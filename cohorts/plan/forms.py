"""The due weeks of a cohort's plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from cohorts.plan.models import MAX_WEEKS, DueWeek, last_day
from cohorts.wording import date_text
from progress.outline.phase_lines import PhaseLine


def week_input(started_on: date) -> forms.NumberInput:
    """A field for a due week. `due_weeks.js` shows the day on which it ends while it is typed."""
    return forms.NumberInput(attrs={"data-start": started_on.isoformat()})


def week_text(started_on: date, week: int) -> str:
    """
    >>> week_text(date(2026, 3, 2), 2)
    'Ends on 15 March 2026.'
    """
    return f"Ends on {date_text(last_day(started_on, week))}."


@dataclass(frozen=True)
class PhaseFields:
    """The fields of a phase and of its topics."""

    title: str
    phase: forms.BoundField
    topics: Sequence[forms.BoundField]

    @property
    def shows_topics(self) -> bool:
        """Whether any topic has a week or an error."""
        return any(topic.value() or topic.errors for topic in self.topics)


class SharedPlanForm(forms.Form):
    """A week for each phase and topic of the roadmap, with the day on which it ends; an empty field has no due week."""

    def __init__(
        self, *args: Any, phases: Sequence[PhaseLine], plan: Sequence[DueWeek], started_on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.phases, self._started_on = phases, started_on
        weeks = {f"phase-{item.phase_id}" if item.phase_id else f"topic-{item.topic_id}": item.week for item in plan}
        for phase in phases:
            self._add_week(f"phase-{phase.pk}", "Whole phase", weeks)
            for topic in phase.topics:
                self._add_week(f"topic-{topic.pk}", topic.title, weeks)

    def _add_week(self, name: str, label: str, weeks: dict[str, int]) -> None:
        week = weeks.get(name)
        self.fields[name] = forms.IntegerField(
            label=label, required=False, min_value=1, max_value=MAX_WEEKS, initial=week,
            help_text=week_text(self._started_on, week) if week else "", widget=week_input(self._started_on),
        )  # fmt: skip

    def by_phase(self) -> list[PhaseFields]:
        return [
            PhaseFields(
                title=f"Phase {phase.number}: {phase.title}",
                phase=self[f"phase-{phase.pk}"],
                topics=[self[f"topic-{topic.pk}"] for topic in phase.topics],
            )
            for phase in self.phases
        ]

    def weeks(self, kind: str) -> dict[int, int]:
        """The week of each phase or topic that has one, by primary key; ``kind`` is "phase" or "topic"."""
        weeks = {name: week for name, week in self.cleaned_data.items() if week and name.startswith(f"{kind}-")}
        return {int(name.removeprefix(f"{kind}-")): week for name, week in weeks.items()}
