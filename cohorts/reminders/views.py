"""Set a reminder about a learner, and undo it."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.access import cohort_or_404, member_or_404
from cohorts.cohort.forms import DATE
from cohorts.cohort.models import Cohort
from cohorts.grid.choice import GridChoice
from cohorts.reminders import actions
from cohorts.reminders.models import DEFAULT_REMINDER, MAX_REMINDER_DAYS
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, render_page

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


@login_required
@require_http_methods(["GET", "POST"])
def reminder(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Hide a learner from who needs attention, until a day or until something new happens."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    form = ReminderForm(request.POST or None, today=request.user.today, initial={"back": request.GET.get("back", "")})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["remind_on"]
        try:
            token = actions.set_reminder(person=request.user, learner=learner, cohort=cohort, remind_on=day)
        except RefusedError as refusal:
            form.add_error("remind_on", str(refusal))
        else:
            message = f"You’ll see {learner} again on {day.day} {day:%B}, or when something new happens."
            offer_undo(request, message, reverse("cohorts:restore_reminder"), token)
            return _to_grid(cohort, form.cleaned_data["back"])
    return render_page(request, "cohorts/reminder.html", {"cohort": cohort, "learner": learner, "form": form})


@login_required
@require_POST
def restore_reminder(request: AuthedRequest) -> HttpResponse:
    """Undo a reminder."""
    try:
        cohort = actions.restore_reminder(person=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:cohort_list")
    messages.success(request, "Reminder removed.")
    return redirect(cohort)


def _to_grid(cohort: Cohort, back: str) -> HttpResponse:
    query = GridChoice.from_query(QueryDict(back).dict()).query
    return redirect(f"{cohort.get_absolute_url()}{'?' if query else ''}{query}")
