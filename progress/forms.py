"""What a learner sends: the log line, the timer, marks and answers."""

from datetime import date
from typing import Any

from django import forms

from curriculum.models import Topic
from progress.durations import find_durations, normalize
from progress.log_line import LogLineError, StudyLine, parse_log_line
from progress.models import CriterionMark, Kind
from progress.queries.outline import topic_names
from progress.rules import State


class LogForm(forms.Form):
    """One line of study. ``topic`` is the uid that counts when the line names none, ``next`` where to go afterwards."""

    line = forms.CharField(label="Log study time", max_length=300, required=False)
    topic = forms.CharField(required=False)
    next = forms.CharField(required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        default = data.get("topic") or None
        try:
            data["study"] = parse_log_line(
                data.get("line", ""), topics=topic_names(), today=self.today, default_topic=default
            )
        except LogLineError as error:
            self.add_error("line", str(error))
        return data

    @property
    def study(self) -> StudyLine:
        study: StudyLine = self.cleaned_data["study"]
        return study

    @property
    def problem(self) -> str:
        """The sentence that says what to write instead."""
        return " ".join(map(str, self.errors.get("line", [])))


class TimerForm(forms.Form):
    topic = forms.ModelChoiceField(Topic.objects.all(), to_field_name="uid", required=False)
    kind = forms.ChoiceField(choices=Kind.choices)


class StopTimerForm(forms.Form):
    """How much of a long run was study. Empty: what the timer counted."""

    duration = forms.CharField(label="Study time", max_length=60, required=False)

    def clean_duration(self) -> int | None:
        """Minutes."""
        said = normalize(self.cleaned_data["duration"])
        if not said:
            return None
        found = find_durations(said)
        if len(found) != 1:
            raise forms.ValidationError("Write one duration, such as 1h30 or 45 min.")
        return found[0][0]


class MarkForm(forms.Form):
    state = forms.ChoiceField(choices=[(state.value, state.value) for state in State])


class AnswerForm(forms.Form):
    """The learner's word on a criterion. No answer takes it back."""

    answer = forms.ChoiceField(choices=CriterionMark.Answer.choices, required=False)
    note = forms.CharField(max_length=2000, required=False)
