"""Hours in bulk: to a file, from a file, and from what was seen at the exercises."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import AuthedRequest
from progress import actions
from progress.forms import HoursFileForm
from progress.hours_csv import CsvError, read_hours, write_hours
from progress.models import StudyEntry
from progress.queries.hours import seen_sessions
from progress.queries.log import logged_sentence
from progress.queries.outline import topic_names


@require_GET
@login_required
def hours_file(request: AuthedRequest) -> StreamingHttpResponse:
    entries = StudyEntry.objects.of(request.user).order_by("day", "created_at").select_related("topic")
    lines = write_hours(entries.iterator(chunk_size=500))
    headers = {"Content-Disposition": f'attachment; filename="hours-{request.user.today}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@login_required
def import_hours(request: AuthedRequest) -> HttpResponse:
    form = HoursFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        names = {
            name.lower(): topic.uid
            for topic in topic_names()
            for name in (topic.title, topic.label, topic.number, topic.uid)
        }
        try:
            lines = read_hours(form.cleaned_data["file"], topics=names, today=request.user.today)
            imported = actions.import_hours(learner=request.user, lines=lines)
        except CsvError as error:
            for problem in error.problems:
                form.add_error("file", problem)
        except actions.RefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            context = {"said": imported.sentence, "receipt": imported.receipt}
            messages.success(request, render_to_string("progress/undo_import.html", context, request))
            return redirect("progress:hours")
    return render(request, "progress/import_hours.html", {"form": form})


@require_POST
@login_required
def undo_import(request: AuthedRequest) -> HttpResponse:
    try:
        gone = actions.undo_import(learner=request.user, receipt=request.POST.get("receipt", ""))
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"It is undone: {gone} {'entry is' if gone == 1 else 'entries are'} as before.")
    return redirect("progress:hours")


@require_POST
@login_required
def log_session(request: AuthedRequest) -> HttpResponse:
    """The sitting that began then; what it was is looked up again, not taken from the page."""
    today = request.user.today
    start = _moment(request.POST.get("start", ""))
    seen = next((one for one in seen_sessions(request.user, today=today) if one.session.start == start), None)
    if seen is None:
        messages.warning(request, "That sitting is logged already, or longer ago than a week.")
        return redirect("progress:hours")
    try:
        entry = actions.log_session(learner=request.user, session=seen.session)
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, logged_sentence(entry, today=today))
    return redirect("progress:hours")


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
