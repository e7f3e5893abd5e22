"""Start, stop and discard the learner's timer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from curriculum.models import Topic
from lib.durations import format_minutes
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, render_page, url_of_ours
from progress.hours.messages import logged_sentence
from progress.hours.models import StudyKind
from progress.log_line.durations import find_durations, normalize
from progress.refusals import warn_if_refused
from progress.timer import actions
from progress.timer.models import Timer


class TimerForm(forms.Form):
    topic = forms.ModelChoiceField(Topic.objects.all(), to_field_name="uid", required=False)
    kind = forms.ChoiceField(choices=StudyKind.choices)


class StopTimerForm(forms.Form):
    """The part of a long run that was study. Empty: all that the timer counted."""

    duration = forms.CharField(label="Study time", max_length=60, required=False)

    def clean_duration(self) -> int | None:
        """Minutes."""
        text = normalize(self.cleaned_data["duration"])
        if not text:
            return None
        durations = find_durations(text)
        if len(durations) != 1:
            raise forms.ValidationError("Write one duration, such as 1h30 or 45 min.")
        return durations[0][0]


TIMER_STARTED = "The timer is running. It keeps going when you close this page."


@require_POST
@login_required
def start_timer(request: AuthedRequest) -> HttpResponse:
    form = TimerForm(request.POST)
    if form.is_valid():
        topic, kind = form.cleaned_data["topic"], form.cleaned_data["kind"]
        with warn_if_refused(request):
            actions.start_timer(learner=request.user, topic=topic, kind=kind)
            messages.success(request, TIMER_STARTED)
    return redirect(url_of_ours(request, request.POST.get("next", ""), default=reverse("progress:hours")))


@require_http_methods(["GET", "POST"])
@login_required
def stop_timer(request: AuthedRequest) -> HttpResponse:
    """Log what the timer counted; where that is in doubt, ask first."""
    timer = Timer.objects.filter(learner=request.user).first()
    question = actions.question_of(timer) if timer else None
    form = StopTimerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.stop_timer(learner=request.user, minutes=form.cleaned_data["duration"])
        except actions.TimerAsksError as asks:
            question, form = asks, StopTimerForm(initial={"duration": format_minutes(asks.minutes_unlogged)})
        except RefusedError as refusal:
            form.add_error("duration", str(refusal))
        else:
            today = request.user.today
            message = (
                logged_sentence(entry, today=today)
                if entry
                else "The timer ran for less than a minute, so nothing was logged."
            )
            messages.success(request, message)
            return redirect(url_of_ours(request, request.POST.get("next", ""), default=reverse("progress:hours")))
    context = {"form": form, "question": question, "next": request.POST.get("next", "")}
    return render_page(request, "progress/stop_timer.html", context)


@require_POST
@login_required
def discard_timer(request: AuthedRequest) -> HttpResponse:
    with warn_if_refused(request):
        actions.discard_timer(learner=request.user)
        messages.info(request, "Timer stopped. Nothing was logged.")
    return redirect("progress:hours")
