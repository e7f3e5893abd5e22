"""The resources of a topic: logged and ticked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from curriculum.models import Resource, Topic
from lib.errors import RefusedError
from lib.requests import AuthedRequest
from lib.views import offer_undo
from progress.durations import say_minutes
from progress.kinds import say_kind
from progress.log_line.study_line import LogLineError
from progress.topic import resources
from progress.topic.forms import ResourceForm
from progress.undo import undo

NO_MINUTES = "Enter the minutes to log, such as 45."
LOGGED_RESOURCE = "Logged {} of {} today: “{}”."
TICKED_RESOURCE = "“{}” is ticked."


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
        sentences.append(LOGGED_RESOURCE.format(say_minutes(minutes), say_kind(resource.medium), resource.title))
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
