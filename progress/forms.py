"""What a learner sends: the log line, the timer, marks and answers."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from curriculum.models import Topic
from progress.durations import find_durations, normalize, say_minutes
from progress.hours_csv import MOST_BYTES
from progress.log_line import LogLineError, StudyLine, parse_log_line
from progress.models import CriterionMark, Kind, Note, StudyEntry
from progress.queries.outline import topic_names
from progress.rules import State


class LogForm(forms.Form):
    """One line of study. ``topic`` is the uid that counts when the line names none, ``entry`` of the one of ``mine``
    that it would change, ``base`` that one's line as it was read, ``next`` where to go afterwards.
    """

    line = forms.CharField(label="Log study time", required=False)
    topic = forms.CharField(required=False)
    entry = forms.ModelChoiceField(StudyEntry.objects.none(), to_field_name="uid", required=False)
    base = forms.CharField(required=False)
    next = forms.CharField(required=False)

    def __init__(self, *args: Any, today: date, mine: QuerySet[StudyEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["entry"].queryset = mine  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "line" in self.errors:
            return data
        entry: StudyEntry | None = data.get("entry")
        try:
            data["study"] = parse_log_line(
                data.get("line", ""),
                topics=topic_names(),
                today=self.today,
                default_topic=data.get("topic") or None,
                keeps=entry.day if entry else None,
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


class WrittenField(forms.CharField):
    """Markdown as it was typed, of at most so many characters."""

    def __init__(self, *, most: int, what: str) -> None:
        super().__init__(required=False, strip=False)
        self.most, self.what = most, what

    def clean(self, value: str | None) -> str:
        """Browsers send CRLF, and count a line's end as one character."""
        text: str = super().clean(value).replace("\r\n", "\n")
        if len(text) > self.most:
            raise forms.ValidationError(
                f"This has {len(text):,} characters; {self.what} has at most {self.most:,}. Shorten it."
            )
        return text


class NoteForm(forms.Form):
    """A note as typed; ``base`` names the version that it was made from."""

    text = WrittenField(most=Note.MOST_CHARACTERS, what="a note")
    base = forms.CharField(required=False)


WEEKDAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WeekdayBoxes(forms.CheckboxSelectMultiple):
    """Seven boxes are more than twenty templates, so they are rendered once for each choice of days."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return _boxes(name, tuple(value or ()), tuple(sorted((attrs or {}).items())))


@lru_cache(maxsize=256)
def _boxes(name: str, days: tuple[object, ...], attrs: tuple[tuple[str, Any], ...]) -> SafeString:
    return forms.CheckboxSelectMultiple(choices=WEEKDAYS).render(name, list(days), dict(attrs))


class PlanForm(forms.Form):
    """Study time a day, on which days, from when on."""

    a_day = forms.CharField(label="Study time on such a day", max_length=20, help_text="2 h, 1h30 or 45 min.")
    weekdays = forms.TypedMultipleChoiceField(label="On these days", choices=WEEKDAYS, coerce=int, widget=WeekdayBoxes)
    start = forms.DateField(label="From", widget=DateInput)

    def clean_a_day(self) -> int:
        """Minutes."""
        return _one_duration(self.cleaned_data["a_day"], least=5, most=16 * 60)


class PauseForm(forms.Form):
    first = forms.DateField(label="First day", widget=DateInput)
    last = forms.DateField(label="Last day", widget=DateInput)


class WhatIfForm(forms.Form):
    """``hours`` a week."""

    hours = forms.FloatField(label="Hours a week", min_value=0.5, max_value=112)

    @property
    def minutes(self) -> int:
        return round(60 * float(self.cleaned_data["hours"]))


def _one_duration(text: str, *, least: int, most: int) -> int:
    """Minutes. A bare number is hours, as the question is about hours."""
    said = normalize(text)
    try:
        minutes = round(60 * float(said.replace(",", ".")))
    except (ValueError, OverflowError):
        found = find_durations(said)
        if len(found) != 1:
            raise forms.ValidationError("Write one duration, such as 2 h or 45 min.") from None
        minutes = found[0][0]
    if not least <= minutes <= most:
        raise forms.ValidationError(f"A study day has {say_minutes(least)} to {say_minutes(most)}.")
    return minutes


class HoursFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="Columns day and minutes; kind, topic and note if there are any.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {MOST_BYTES // 2**20} MiB. Split it.")
        content: bytes = file.read()
        return content
