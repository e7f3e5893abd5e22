"""The plan's forms: study days, pauses, and hours a week."""

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lib.durations import format_minutes
from progress.log_line.durations import find_durations, normalize, read_number
from progress.plan.models import MAX_MINUTES_A_DAY, MIN_MINUTES_A_DAY

WEEKDAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]
NOT_ONE_DURATION = "Write one duration, such as 2 h or 45 min."


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WeekdayBoxes(forms.CheckboxSelectMultiple):
    """One row with short names. Rendered once per choice of days: seven checkboxes take more than twenty templates."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return _boxes(name, tuple(value or ()), tuple(sorted((attrs or {}).items())))


@lru_cache(maxsize=256)
def _boxes(name: str, days: tuple[object, ...], attrs: tuple[tuple[str, Any], ...]) -> SafeString:
    label = '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>'
    short = [(day, format_html(label, weekday[:3], weekday)) for day, weekday in WEEKDAYS]
    return forms.CheckboxSelectMultiple(choices=short).render(name, list(days), dict(attrs))


class PlanForm(forms.Form):
    """Study time per day, the days of the week and the start."""

    a_day = forms.CharField(label="Study time per day", max_length=20, help_text="For example 2 h, 1h30 or 45 min.")
    weekdays = forms.TypedMultipleChoiceField(label="Study days", choices=WEEKDAYS, coerce=int, widget=WeekdayBoxes)
    start = forms.DateField(label="Start date", widget=DateInput)

    def clean_a_day(self) -> int:
        """Minutes."""
        bounds = (
            f"Enter between {format_minutes(MIN_MINUTES_A_DAY)} and {format_minutes(MAX_MINUTES_A_DAY)} per study day."
        )
        return one_duration(
            self.cleaned_data["a_day"], minimum=MIN_MINUTES_A_DAY, maximum=MAX_MINUTES_A_DAY, bounds=bounds
        )


class PauseForm(forms.Form):
    first = forms.DateField(label="First day", widget=DateInput)
    last = forms.DateField(label="Last day", widget=DateInput)


class WhatIfForm(forms.Form):
    """``hours`` a week."""

    hours = forms.FloatField(label="Hours a week", min_value=0.5, max_value=112)

    @property
    def minutes(self) -> int:
        return round(60 * float(self.cleaned_data["hours"]))


def one_duration(text: str, *, minimum: int, maximum: int, bounds: str) -> int:
    """Minutes. A bare number is hours, as the question is about hours. ``bounds`` says which are allowed."""
    text = normalize(text)
    if hours := read_number(text):
        minutes = round(60 * hours)
    elif len(durations := find_durations(text)) == 1:
        minutes = durations[0][0]
    else:
        raise forms.ValidationError(NOT_ONE_DURATION)
    if not minimum <= minutes <= maximum:
        raise forms.ValidationError(bounds)
    return minutes
