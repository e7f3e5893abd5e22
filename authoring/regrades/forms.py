"""The scope of a regrade. The pages and the command validate with it."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms

from cohorts.cohort.models import Cohort
from exercises.models import Exercise, RunnerHost
from exercises.regrades.scope import RegradeScope

FIRST_YEAR, LAST_YEAR = 2000, 2100
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
VERDICTS = [("passed", "Those that passed"), ("failed", "Those that didn’t pass"), ("all", "All of them")]
WRONG_ORDER = "The last day is before the first. Swap them."


class RegradeScopeForm(forms.Form):
    exercise = forms.ModelChoiceField(
        Exercise.objects.open().order_by("title"), to_field_name="slug", required=False, empty_label="All exercises"
    )
    verdict = forms.ChoiceField(choices=VERDICTS, initial="passed", label="Which submissions")
    is_every = forms.BooleanField(
        required=False,
        label="Include those judged by the current version of the exercise",
        help_text="Otherwise only verdicts of other versions.",
    )
    digest = forms.RegexField(
        r"^[0-9a-f]{4,16}$",
        required=False,
        label="Judged by version (optional)",
        help_text="The first digits of the exercise version, such as 3f9a12cd.",
        error_messages={"invalid": "Enter 4 to 16 of the digits 0–9 and a–f, as a verdict shows them."},
    )
    torch_before = forms.RegexField(
        r"^\d{1,4}(\.\d{1,4}){0,3}$",
        required=False,
        label="Judged with torch before (optional)",
        help_text="After an update of torch, enter the new version, such as 2.9. Includes verdicts without a version.",
        error_messages={"invalid": "Enter a version, such as 2.9 or 2.9.1."},
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.order_by("title", "pk"), to_field_name="slug", required=False, empty_label="Everybody",
        label="By learners of",
    )  # fmt: skip
    first_day = forms.DateField(required=False, widget=DATE, label="Submitted from (optional)")
    last_day = forms.DateField(required=False, widget=DATE, label="Submitted until (optional)")
    host = forms.ModelChoiceField(
        RunnerHost.objects.order_by("name"), to_field_name="name", required=False, empty_label="Any runner host",
        label="Signed by",
    )  # fmt: skip
    reason = forms.CharField(max_length=240, required=False, label="Why? (optional, for the list of regrades)")
    uid = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"invalid": "Reload the page and try again."}
    )

    def clean_first_day(self) -> date | None:
        return _plausible(self.cleaned_data["first_day"])

    def clean_last_day(self) -> date | None:
        return _plausible(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", WRONG_ORDER)
        return data

    @property
    def scope(self) -> RegradeScope:
        """Return the scope that a valid form chose."""
        data = self.cleaned_data
        return RegradeScope(
            exercise=data["exercise"].slug if data["exercise"] else "",
            verdict="" if data["verdict"] == "all" else data["verdict"],
            is_every=data["is_every"],
            digest=data["digest"],
            torch_before=data["torch_before"],
            cohort=data["cohort"].title if data["cohort"] else "",
            first_day=data["first_day"].isoformat() if data["first_day"] else "",
            last_day=data["last_day"].isoformat() if data["last_day"] else "",
            host=data["host"].name if data["host"] else "",
        )

    @property
    def learners(self) -> Collection[int] | None:
        """Keys of the cohort's learners; None for everybody."""
        cohort = self.cleaned_data["cohort"]
        return list(cohort.memberships.learners().values_list("user", flat=True)) if cohort else None


def _plausible(day: date | None) -> date | None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(f"Enter a date between {FIRST_YEAR} and {LAST_YEAR}.")
    return day
