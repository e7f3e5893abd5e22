"""One topic, its marks and its resources."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Resource, Subtopic, Topic
from lib.durations import format_minutes
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, learner_of, offer_undo, render_page, url_of_ours, value_or_404
from progress.kinds import format_kind
from progress.log_line.study_line import LogLineError
from progress.refusals import undo, warn_if_refused
from progress.topic import actions
from progress.topic import actions as resources
from progress.topic.page import retired_topic, topic_page
from progress.topic.rules import TopicState


class MarkForm(forms.Form):
    """A new state of a topic or part; ``parts`` is sent to mark a topic's open parts done instead."""

    state = forms.ChoiceField(choices=[(state.value, state.value) for state in TopicState])
    parts = forms.BooleanField(required=False)


class ResourceForm(forms.Form):
    """An action on a resource. Only logging needs minutes."""

    LOG, TICK, UNTICK = "log", "done", "open"

    minutes = forms.IntegerField(min_value=1, required=False)
    do = forms.ChoiceField(choices=[(action, action) for action in (LOG, TICK, UNTICK)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("do") == self.LOG and not data.get("minutes"):
            self.add_error("minutes", "required")
        return data


NO_MINUTES = "Enter the minutes to log, such as 45."
LOGGED_RESOURCE = "Logged {} of {} today: “{}”."
TICKED_RESOURCE = "“{}” is ticked."


@require_GET
def topic_detail(request: HttpRequest, uid: str) -> HttpResponse:
    page = topic_page(learner_of(request), uid)
    if page is None:
        context = {"topic": value_or_404(retired_topic(uid))}
        return render(request, "progress/topic_retired.html", context, status=HTTPStatus.GONE)
    return render_page(request, "progress/topic_detail.html", {"page": page})


@require_GET
@login_required
def test_out(request: AuthedRequest, uid: str) -> HttpResponse:
    """Show learners who know the topic already the exercises that prove it."""
    page = value_or_404(topic_page(request.user, uid))
    if page.is_retired:
        return redirect("progress:topic_detail", uid=uid)
    return render_page(request, "progress/test_out.html", {"page": page})


@require_POST
@login_required
def mark_topic(request: AuthedRequest, uid: str) -> HttpResponse:
    topic = get_object_or_404(Topic, uid=uid)
    form = MarkForm(request.POST)
    if form.is_valid() and form.cleaned_data["parts"]:
        _mark_parts(request, topic)
    elif form.is_valid():
        mark = partial(actions.mark_topic, learner=request.user, topic=topic)
        _mark(request, topic.title, mark, TopicState(form.cleaned_data["state"]))
    return redirect(_next_url(request, uid))


def _next_url(request: HttpRequest, topic: str) -> str:
    """The page that a mark came from, which then shows it; without one, the topic's."""
    url = request.POST.get("next") or request.GET.get("next", "")
    return url_of_ours(request, url, default=reverse("progress:topic_detail", args=[topic]))


def _mark_parts(request: AuthedRequest, topic: Topic) -> None:
    with warn_if_refused(request):
        undo_token = actions.mark_open_parts(learner=request.user, topic=topic)
        if undo_token:
            message = f"Every part of “{topic.title}” is now done or skipped."
            offer_undo(request, message, reverse("progress:undo_mark"), undo_token, has_focus=True)


@require_POST
@login_required
def mark_subtopic(request: AuthedRequest, uid: str) -> HttpResponse:
    subtopic = get_object_or_404(Subtopic.objects.select_related("topic"), uid=uid)
    form = MarkForm(request.POST)
    if form.is_valid():
        mark = partial(actions.mark_subtopic, learner=request.user, subtopic=subtopic)
        _mark(request, subtopic.title, mark, TopicState(form.cleaned_data["state"]))
    return redirect("progress:topic_detail", uid=subtopic.topic.uid)


def _mark(request: HttpRequest, title: str, mark: Callable[..., str], state: TopicState) -> None:
    with warn_if_refused(request):
        undo_token = mark(state=state)
        if undo_token:
            message, query = f"“{title}” is marked {state.label}.", ""
            if next_url := request.POST.get("next"):
                query = f"?{urlencode({'next': next_url})}"
            offer_undo(request, message, reverse("progress:undo_mark") + query, undo_token)


@require_POST
@login_required
def undo_mark(request: AuthedRequest) -> HttpResponse:
    return undo(
        request,
        actions.undo_mark,
        fallback="progress:roadmap",
        destination=lambda topic: _next_url(request, topic.uid),
    )


@require_POST
@login_required
def study_resource(request: AuthedRequest, uid: str, resource: str) -> HttpResponse:
    """Log time on it, tick it, or both; or remove the tick."""
    topic = get_object_or_404(Topic, uid=uid)
    row = get_object_or_404(Resource.objects.current(), uid=resource, topics=topic)
    form = ResourceForm(request.POST)
    if not form.is_valid():
        messages.warning(request, NO_MINUTES)
    elif form.cleaned_data["do"] == form.UNTICK:
        resources.untick_resource(learner=request.user, resource=row)
    else:
        _study(request, row, topic, form)
    return redirect("progress:topic_detail", uid=uid)


def _study(request: AuthedRequest, resource: Resource, topic: Topic, form: ResourceForm) -> None:
    minutes, is_done = form.cleaned_data["minutes"] or 0, form.cleaned_data["do"] == form.TICK
    try:
        undo_token = resources.study_resource(
            learner=request.user, resource=resource, topic=topic, minutes=minutes, is_done=is_done
        )
    except (RefusedError, LogLineError) as refusal:
        messages.warning(request, str(refusal))
        return
    sentences = []
    if minutes:
        sentences.append(LOGGED_RESOURCE.format(format_minutes(minutes), format_kind(resource.medium), resource.title))
    if is_done:
        sentences.append(TICKED_RESOURCE.format(resource.title))
    offer_undo(request, " ".join(sentences), reverse("progress:undo_resource"), undo_token, level=messages.SUCCESS)


@require_POST
@login_required
def undo_resource(request: AuthedRequest) -> HttpResponse:
    return undo(
        request,
        resources.undo_resource,
        fallback="progress:roadmap",
        destination=lambda uid: reverse("progress:topic_detail", args=[uid]),
    )
