"""Forms of a learner's work on a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cohorts.cohort.models import Cohort
from cohorts.threads.queries import Readers
from lib.pages.form_fields import MarkdownFormField
from projects.catalogue import Project
from projects.models import ProjectWork

MAX_SHIFT = timedelta(days=2 * 366)
CHOOSE_FILE = "Choose a file."
OUT_OF_RANGE = "Enter a day within two years of today."


class DatesForm(forms.Form):
    started_on = forms.DateField(label="Started on", widget=forms.DateInput(attrs={"type": "date"}))

    def clean_started_on(self) -> Any:
        day = self.cleaned_data["started_on"]
        if abs(day - timezone.localdate()) > MAX_SHIFT:
            raise forms.ValidationError(OUT_OF_RANGE)
        return day


class UploadForm(forms.Form):
    file = forms.FileField(error_messages={"required": CHOOSE_FILE})


class RubricForm(forms.Form):
    """A level for each criterion of a project's rubric, as the fields ``level-UID``."""

    def __init__(self, *args: Any, project: Project, levels: Mapping[str, int] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.project = project
        for row in project.rubric:
            self.fields[f"level-{row.uid}"] = forms.TypedChoiceField(
                label=row.title,
                choices=row.choices,
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
                initial=(levels or {}).get(row.uid),
            )

    @property
    def level_fields(self) -> list[forms.BoundField]:
        return [self[f"level-{row.uid}"] for row in self.project.rubric]

    @property
    def levels(self) -> dict[str, int]:
        """The chosen levels, by the uids of the criteria."""
        chosen = {row.uid: self.cleaned_data.get(f"level-{row.uid}") for row in self.project.rubric}
        return {uid: level for uid, level in chosen.items() if level is not None}


class WorkForm(RubricForm):
    """The report, the learner's own levels, and whose mentors assess it."""

    report = MarkdownFormField(max_characters=ProjectWork.MAX_CHARS, noun="a report")

    def __init__(self, *args: Any, readers: Sequence[Readers], **options: Any) -> None:
        super().__init__(*args, **options)
        self.readers = readers
        if len(readers) > 1:
            choices = [(group.cohort.slug, f"{group.cohort}: {group.names_text}") for group in readers]
            self.fields["cohort"] = forms.ChoiceField(
                label="Whose mentors should assess it?", choices=choices, required=False
            )

    def chosen_cohort(self) -> Cohort | None:
        """The cohort whose mentors assess it. None: the learner has no mentor."""
        by_slug = {group.cohort.slug: group.cohort for group in self.readers}
        return by_slug.get(self.cleaned_data.get("cohort", "")) or next(iter(by_slug.values()), None)
