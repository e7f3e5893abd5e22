"""Try an exercise without an account."""

import uuid
from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from exercises.models import Exercise, Trial
from exercises.submissions.actions import SubmissionRefusedError
from exercises.submissions.rules import EMPTY_SOURCE
from exercises.submissions.views import answer_within
from exercises.trials import actions, queries
from exercises.trials.visitors import address_of, remember_visitor, visitor_of
from exercises.workspace.views import public_page
from lib.pages.same_origin import same_origin_only
from lib.pages.views import HtmxRequest, learner_of, post_from, value_or_404

SIGNED_IN = "You’ve signed in. Open the exercise’s page again to submit this from your account."


class TrialForm(forms.Form):
    """The editor's content, sent by a visitor."""

    source = forms.CharField(strip=False, widget=forms.Textarea, error_messages={"required": EMPTY_SOURCE})


@post_from("exercises:exercise_detail")
@same_origin_only
@never_cache
def start_trial(request: HtmxRequest, slug: str) -> HttpResponse:
    """Grade a visitor's code. Their browser gets a cookie now, and only now."""
    exercise = get_object_or_404(Exercise.objects.open(), slug=slug)
    form = TrialForm(request.POST)
    bench = value_or_404(queries.trial_bench(exercise, source=request.POST.get("source", "")))
    visitor = visitor_of(request) or uuid.uuid4()
    if learner_of(request):
        form.add_error(None, SIGNED_IN)
    elif form.is_valid():
        try:
            trial = actions.start_trial(
                exercise=exercise, visitor=visitor, address=address_of(request), source=form.cleaned_data["source"]
            )
        except SubmissionRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            response = _answer(request, trial)
            remember_visitor(response, visitor)
            return response
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    if request.htmx:
        return render(request, "exercises/trial_refused.html", {"sentences": sentences, "exercise": exercise})
    page = public_page(exercise, bench) | {"sentences": sentences}
    return render(request, "exercises/exercise_public.html", page)


@require_safe
@vary_on_headers("HX-Request")
@never_cache
def trial_detail(request: HtmxRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """A trial and its verdict, for the browser that sent it. A waiting page polls this; 204 means nothing is new."""
    visitor = value_or_404(visitor_of(request))
    trials = Trial.objects.current().filter(visitor=visitor).select_related("exercise")
    trial = get_object_or_404(trials, exercise__slug=slug, uid=uid)
    if request.htmx:
        return HttpResponse(status=HTTPStatus.NO_CONTENT) if trial.is_waiting else _result(request, trial)
    bench = queries.trial_bench(trial.exercise, source=trial.source)
    page = public_page(trial.exercise, bench) | {"result": queries.trial_result(trial)}
    return render(request, "exercises/exercise_public.html", page)


def _answer(request: HtmxRequest, trial: Trial) -> HttpResponse:
    """The verdict if it comes soon. Without htmx, redirect to the trial's own page, which is safe to reload."""
    waiting = Trial.objects.waiting().filter(pk=trial.pk)

    def respond() -> HttpResponse:
        if not request.htmx:
            return redirect(trial)
        trial.refresh_from_db()
        return _result(request, trial)

    return answer_within(trial.uid, is_done=lambda: not waiting.exists(), is_expected=lambda: True, respond=respond)


def _result(request: HttpRequest, trial: Trial) -> HttpResponse:
    return render(request, "exercises/trial_result.html", {"result": queries.trial_result(trial)})
