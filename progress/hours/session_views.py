"""Hours from the sessions seen at the exercises."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from lib.errors import RefusedError
from lib.requests import AuthedRequest
from progress.hours import actions
from progress.hours.messages import logged_sentence
from progress.hours.sessions import unlogged_sessions


@require_POST
@login_required
def log_session(request: AuthedRequest) -> HttpResponse:
    """Log the session with the posted start. Its length and topic are looked up again, not taken from the page."""
    today = request.user.today
    start = _moment(request.POST.get("start", ""))
    unlogged_session = next(
        (one for one in unlogged_sessions(request.user, today=today) if one.session.start == start), None
    )
    if unlogged_session is None:
        messages.warning(request, "You already logged this time, or it’s more than a week ago.")
        return redirect("progress:hours")
    try:
        entry = actions.log_session(learner=request.user, session=unlogged_session.session)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, logged_sentence(entry, today=today))
    return redirect("progress:hours")


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
