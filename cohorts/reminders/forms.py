"""When to be reminded of a learner."""

from datetime import date, timedelta
from typing import Any

from django import forms

from cohorts.cohort.forms import DATE
from cohorts.reminders.models import DEFAULT_REMINDER, MAX_REMINDER_DAYS

MAX_BACK_CHARS = 400


class ReminderForm(forms.Form):
    """``back`` is the query of the grid that the mentor came from. Anything unknown in it means the default there."""

    remind_on = forms.DateField(label="Remind me on", widget=DATE)
    back = forms.CharField(required=False, max_length=MAX_BACK_CHARS, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["remind_on"]
        field.initial = today + DEFAULT_REMINDER
        first, last = today + timedelta(days=1), today + timedelta(days=MAX_REMINDER_DAYS)
        field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
