"""The forms of the study log and of a file of hours."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from progress.hours.csv import MAX_BYTES
from progress.hours.models import StudyEntry
from progress.kinds import KINDS, NO_KIND
from progress.log_line.parser import parse_log_line
from progress.log_line.queries import topic_names
from progress.log_line.study_line import LineChoice, LogLineError, StudyLine, format_date

MAX_DELAY = timedelta(days=31)  # between writing a line offline and sending it


class LogForm(forms.Form):
    """One line of study. ``topic`` is the uid that counts when the line names none, ``entry`` the one of
    ``entries`` that it would change, ``base`` that entry's line as it was read, ``next`` where to go afterwards.

    ``uid`` is the one that a new entry will have, so that a form that is sent twice logs once. ``answer`` is the choice
    that answers a question about the line, and read in its place. ``kind`` counts if the line states none.
    ``written_on`` is the day on which the line was written, if it was sent later.
    """

    line = forms.CharField(label="Log study time", required=False)
    answer = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS], required=False)
    topic = forms.CharField(required=False)
    entry = forms.ModelChoiceField(StudyEntry.objects.none(), to_field_name="uid", required=False)
    base = forms.CharField(required=False)
    uid = forms.UUIDField(required=False, error_messages={"invalid": "Reload the page, then log it again."})
    shares_note = forms.BooleanField(required=False)
    next = forms.CharField(required=False)
    written_on = forms.DateField(required=False)

    def __init__(self, *args: Any, learner: User, today: date, entries: QuerySet[StudyEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner, self.today = learner, today
        self.choices: tuple[LineChoice, ...] = ()
        self.fields["entry"].queryset = entries  # type: ignore[attr-defined]  # the stubs give a wider type

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "line" in self.errors:
            return data
        entry: StudyEntry | None = data.get("entry")
        answer, kind = data.get("answer", ""), data.get("kind", "")
        try:
            study = parse_log_line(
                answer or data.get("line", ""),
                topics=topic_names(self.learner),
                today=data.get("written_on") or self.today,
                default_topic=data.get("topic") or None,
                entry_day=entry.day if entry else None,
                is_answer=bool(answer),
            )
        except LogLineError as error:
            self.add_error("line", str(error))
            self.choices = error.choices
        else:
            data["study"] = replace(study, kind=kind) if kind and study.kind == NO_KIND else study
        return data

    def clean_written_on(self) -> date | None:
        written_on: date | None = self.cleaned_data["written_on"]
        if written_on is None:
            return None
        if not timedelta(days=-1) <= self.today - written_on <= MAX_DELAY:
            self.add_error("line", f"You wrote this line on {format_date(written_on)}. Add the day when you studied.")
            raise forms.ValidationError("out of reach")
        return min(written_on, self.today)  # the device may be farther east

    @property
    def study(self) -> StudyLine:
        study: StudyLine = self.cleaned_data["study"]
        return study

    @property
    def message_class(self) -> str:
        """The look of the message below the line: a question, or a mistake."""
        if not self.problem or not self.data.get("line"):
            return ""
        return "asks" if self.choices else "no"

    @property
    def problem(self) -> str:
        """The sentence that says what to write instead."""
        return " ".join(map(str, self.errors.get("line", [])))


class HoursFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="Needs the columns day and minutes. Optional: kind, topic, note.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 2**20} MiB. Split it.")
        content: bytes = file.read()
        return content
