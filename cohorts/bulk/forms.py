"""What to do with several learners, and what each of these needs to know."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django import forms

from cohorts.cohort.forms import DATE
from cohorts.cohort.models import Cohort, Membership
from cohorts.plan.forms import week_input
from cohorts.plan.models import MAX_WEEKS, last_day
from cohorts.reminders.models import DEFAULT_REMINDER, MAX_REMINDER_DAYS
from cohorts.sections.models import CohortSection
from cohorts.sections.queries import UNASSIGNED
from cohorts.wording import date_text
from curriculum.models import Phase, Topic
from progress.roadmap.curriculum import Curriculum


class Operation(StrEnum):
    """What can be done with several learners at once."""

    MESSAGE = "message"
    LATER = "later"
    NUDGE = "nudge"
    DUE = "due"
    MOVE = "move"
    ASSIGN = "assign"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_lead_only(self) -> bool:
        return self in (Operation.DUE, Operation.MOVE, Operation.ASSIGN)


_LABELS = {
    Operation.MESSAGE: "Write to them",
    Operation.LATER: "Remind me about them later",
    Operation.NUDGE: "Remind them of an answer",
    Operation.DUE: "Set a due week",
    Operation.MOVE: "Move to a section",
    Operation.ASSIGN: "Assign to a mentor",
}


def operations_for(*, leads: bool) -> list[Operation]:
    """Return what a mentor may do, and a lead besides."""
    return [operation for operation in Operation if leads or not operation.is_lead_only]


class LaterForm(forms.Form):
    remind_on = forms.DateField(label="Remind me on", widget=DATE)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["remind_on"]
        field.initial = today + DEFAULT_REMINDER
        first, last = today + timedelta(days=1), today + timedelta(days=MAX_REMINDER_DAYS)
        field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}


class OwnWeekForm(forms.Form):
    """A due week for a phase or a topic; empty takes away what they have of their own."""

    subject = forms.ChoiceField(label="What is due")

    def __init__(self, *args: Any, course: Curriculum, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._subjects: dict[str, Phase | Topic] = {}
        groups = []
        for phase in course.phases:
            topics = [course.topics[pk] for pk in course.phase_topics.get(phase.pk, ())]
            rows: list[tuple[str, Phase | Topic, str]] = [(f"phase={phase.number}", phase, "The whole phase")]
            rows += [(f"topic={topic.uid}", topic, topic.title) for topic in topics]
            self._subjects |= {key: row for key, row, _ in rows}
            groups.append((f"Phase {phase.number}: {phase.title}", [(key, label) for key, _, label in rows]))
        subject = self.fields["subject"]
        assert isinstance(subject, forms.ChoiceField)  # noqa: S101  for the type
        subject.choices = groups
        first = date_text(last_day(cohort.started_on, 1))
        self.fields["week"] = forms.IntegerField(
            label="Due week", required=False, min_value=1, max_value=MAX_WEEKS, widget=week_input(cohort.started_on),
            help_text=f"Week 1 ends on {first}. For those who joined late it ends later. Empty: the cohort’s week.",
        )  # fmt: skip

    @property
    def chosen_subject(self) -> Phase | Topic:
        return self._subjects[self.cleaned_data["subject"]]


class MoveLearnersForm(forms.Form):
    section = forms.ChoiceField(label="Move them to")

    def __init__(self, *args: Any, sections: Sequence[CohortSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sections = {str(section.uid): section for section in sections}
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type
        field.choices = [*((uid, str(section)) for uid, section in self._sections.items()), (UNASSIGNED, "no section")]

    @property
    def chosen_section(self) -> CohortSection | None:
        return self._sections.get(self.cleaned_data["section"])


class AssignForm(forms.Form):
    mentor = forms.ChoiceField(
        label="Who looks after them first",
        help_text="They are among this mentor’s learners: in the grid, on the home page and among the questions.",
    )

    def __init__(self, *args: Any, staff: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff = {str(member.user.uid): member for member in staff}
        field = self.fields["mentor"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type
        labels = [(uid, member.user.label_for_staff) for uid, member in self._staff.items()]
        field.choices = [*labels, (UNASSIGNED, "nobody in particular")]

    @property
    def chosen_mentor(self) -> Membership | None:
        return self._staff.get(self.cleaned_data["mentor"])
