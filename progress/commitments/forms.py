"""The form of the weekly commitment."""

from django import forms

from lib.durations import format_minutes
from progress.commitments.models import DAYS_IN_A_WEEK, MAX_COMMITTED_MINUTES, MIN_COMMITTED_MINUTES
from progress.commitments.queries import format_days
from progress.plan.forms import one_duration


class CommitmentForm(forms.Form):
    """Study time and days a week."""

    a_week = forms.CharField(label="Study time per week", max_length=20, help_text="For example 5 h or 2h30.")
    days = forms.TypedChoiceField(
        label="On at least", coerce=int, choices=[(days, format_days(days)) for days in range(1, DAYS_IN_A_WEEK + 1)]
    )

    def clean_a_week(self) -> int:
        """Minutes."""
        bounds = (
            f"Enter between {format_minutes(MIN_COMMITTED_MINUTES)} and {format_minutes(MAX_COMMITTED_MINUTES)} a week."
        )
        return one_duration(
            self.cleaned_data["a_week"], minimum=MIN_COMMITTED_MINUTES, maximum=MAX_COMMITTED_MINUTES, bounds=bounds
        )
