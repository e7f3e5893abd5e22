"""The line of the study log."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from progress.log_line import parse_log_line
from progress.models import StudyEntry
from progress.queries.topic_names import topic_names
from progress.study_line import LogLineError, StudyLine


class LogForm(forms.Form):
    """One line of study. ``topic`` is the uid that counts when the line names none, ``entry`` of the one of ``mine``
    that it would change, ``base`` that one's line as it was read, ``next`` where to go afterwards.
    """

    line = forms.CharField(label="Log study time", required=False)
    topic = forms.CharField(required=False)
    entry = forms.ModelChoiceField(StudyEntry.objects.none(), to_field_name="uid", required=False)
    base = forms.CharField(required=False)
    shares_note = forms.BooleanField(required=False)
    next = forms.CharField(required=False)

    def __init__(self, *args: Any, today: date, mine: QuerySet[StudyEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["entry"].queryset = mine  # type: ignore[attr-defined]  # the stubs give a wider type

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
                entry_day=entry.day if entry else None,
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
