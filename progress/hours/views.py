"""The hours page, the study log, and hours as files."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from curriculum.models import Topic
from lib.durations import format_minutes
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, render_page, url_of_ours
from progress.hours import actions, imports
from progress.hours.actions import ENTRY_DELETED, AlreadyLoggedError
from progress.hours.csv import CsvError, read_hours, write_hours
from progress.hours.forms import HoursFileForm, LogForm
from progress.hours.messages import LogPreview, logged_sentence, preview_of
from progress.hours.models import StudyEntry
from progress.hours.page import hours_page
from progress.hours.sessions import unlogged_sessions
from progress.kinds import format_kind
from progress.log_line.parser import write_log_line
from progress.log_line.queries import topic_names
from progress.log_line.study_line import StudyLine
from progress.refusals import undo, warn_if_refused

LOGGED_ALREADY = "This form has logged that entry already, so we didn’t log it twice."
LAST_DELETION = "last_deletion"  # in the session: the message and the undo token of the entry deleted last


@require_GET
@login_required
def log_preview(request: AuthedRequest) -> HttpResponse:
    """Show how the line was understood: beside the box with JavaScript, else on a page with the box."""
    form = _log_form(request, request.GET)
    part = "#preview" if request.htmx else ""
    return render(request, f"progress/log_study.html{part}", _log_context(request, form, form.data.get("offer", "")))


@require_http_methods(["GET", "POST"])
@login_required
def log_study(request: AuthedRequest) -> HttpResponse:
    form = _log_form(request, request.POST if request.method == "POST" else request.GET or None)
    if request.method == "POST" and form.is_valid():
        try:
            _log(request, form)
        except RefusedError as refusal:
            form.add_error("line", str(refusal))
        else:
            return redirect(url_of_ours(request, form.cleaned_data["next"], default=reverse("progress:hours")))
    context = _log_context(request, form)
    if request.method == "POST" and request.htmx:  # the line is on many pages: only the message below it changes
        message = render(request, "progress/log_study.html#preview", context)
        return retarget(reswap(message, "outerHTML"), "#log-said")
    return render_page(request, "progress/log_study.html", context)


def _log(request: AuthedRequest, form: LogForm) -> None:
    data = form.cleaned_data
    try:
        entry = actions.log_study(
            learner=request.user, study=form.study, shares_note=data["shares_note"], uid=data["uid"]
        )
    except AlreadyLoggedError:
        messages.info(request, LOGGED_ALREADY)
    else:
        change = format_html('<a href="{}">Edit entry</a>', reverse("progress:edit_entry", args=[entry.uid]))
        messages.success(request, format_html("{} {}", logged_sentence(entry, today=form.today), change))


@require_http_methods(["GET", "POST"])
@login_required
def edit_entry(request: AuthedRequest, uid: UUID) -> HttpResponse:
    entry = StudyEntry.objects.of(request.user).select_related("topic").filter(uid=uid).first()
    if entry is None:
        return _without_entry(request)
    line = _line_of(request, entry)
    form = _log_form(request, (request.POST.dict() if request.method == "POST" else {"line": line}) | {"entry": uid})
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["base"] not in ("", line):  # another tab was faster, and nobody has seen its change
                raise RefusedError(f"This entry is now “{line}”. Save again to replace it with yours.")
            shares_note = form.cleaned_data["shares_note"]
            actions.edit_entry(learner=request.user, entry=entry, study=form.study, shares_note=shares_note)
        except RefusedError as refusal:
            form.add_error("line", str(refusal))
        else:
            messages.success(request, f"Changed: {logged_sentence(entry, today=form.today)}")
            return redirect("progress:hours")
    shares_note = "shares_note" in request.POST if request.method == "POST" else entry.shares_note
    context = {"entry": entry, "base": line, "shares_note": shares_note}
    return render_page(request, "progress/edit_entry.html", context | _log_context(request, form))


def _without_entry(request: AuthedRequest) -> HttpResponse:
    """Offer to log the text again if another tab has deleted the entry."""
    if request.method != "POST":
        raise Http404
    form = _log_form(request, request.POST)
    form.full_clean()
    form.add_error("line", ENTRY_DELETED)
    response = render_page(request, "progress/log_study.html", {"form": form})
    response.status_code = 404
    return response


@require_POST
@login_required
def delete_entry(request: AuthedRequest, uid: UUID) -> HttpResponse:
    entry = get_object_or_404(StudyEntry.objects.of(request.user).select_related("topic"), uid=uid)
    message = f"Deleted {format_minutes(entry.minutes)} of {format_kind(entry.kind)}."
    undo_token = actions.delete_entry(learner=request.user, entry=entry)
    offer_undo(request, message, reverse("progress:restore_entry"), undo_token, has_focus=True)
    request.session[LAST_DELETION] = {"message": message, "undo_token": undo_token}
    return redirect("progress:hours")


@require_POST
@login_required
def restore_entry(request: AuthedRequest) -> HttpResponse:
    response = undo(
        request,
        actions.restore_entry,
        fallback="progress:hours",
        message=lambda entry: f"Restored {format_minutes(entry.minutes)} of {format_kind(entry.kind)}.",
    )
    request.session.pop(LAST_DELETION, None)
    return response


def _line_of(request: AuthedRequest, entry: StudyEntry) -> str:
    topic = entry.topic
    study = StudyLine(
        minutes=entry.minutes, kind=entry.kind, day=entry.day, topic_uid=topic.uid if topic else None, note=entry.note
    )
    return write_log_line(study, number=_notation(request, topic) if topic else "")


def _notation(request: AuthedRequest, topic: Topic) -> str:
    """A topic that was retired has no number: it keeps its tag in lines."""
    names = (name for name in topic_names(request.user) if name.uid == topic.uid)
    return next((name.notation for name in names), f"#{topic.uid}")


def _log_form(request: AuthedRequest, data: Mapping[str, Any] | None) -> LogForm:
    return LogForm(data, learner=request.user, today=request.user.today, entries=StudyEntry.objects.of(request.user))


def _log_context(request: AuthedRequest, form: LogForm, offer: str = "") -> dict[str, Any]:
    preview: LogPreview | None = None
    if form.is_bound and form.is_valid():
        entry = form.cleaned_data["entry"]
        preview = preview_of(request.user, form.study, today=form.today, offer=offer, instead_of=entry)
    return {"form": form, "preview": preview}


@require_GET
@login_required
def hours(request: AuthedRequest) -> HttpResponse:
    before, part = _day(request.GET.get("before", "")), _number(request.GET.get("part", ""))
    day = _day(request.GET.get("day", ""))
    page = hours_page(request.user, today=request.user.today, before=before, part=part, day=day)
    return render_page(request, "progress/hours.html", {"page": page, "deleted": request.session.get(LAST_DELETION)})


def _day(text: str) -> date | None:
    """Read a day. None if it is no day, or one too near to the first or last year for the weeks around it."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and date.min.year < day.year < date.max.year else None


def _number(text: str) -> int:
    """The number of a part; 1 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@require_GET
@login_required
def hours_file(request: AuthedRequest) -> HttpResponse:
    entries = StudyEntry.objects.of(request.user).order_by("day", "created_at").select_related("topic")
    lines = write_hours(entries.iterator(chunk_size=500))
    headers = {"Content-Disposition": f'attachment; filename="hours-{request.user.today}.csv"'}
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@login_required
def import_hours(request: AuthedRequest) -> HttpResponse:
    form = HoursFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        names = {
            name.lower(): topic.uid
            for topic in reversed(topic_names(request.user))  # a name that two roadmaps have means the learner's own
            for name in (topic.title, topic.label, topic.number, topic.uid)
            if name
        }
        try:
            lines = read_hours(form.cleaned_data["file"], topics=names, today=request.user.today)
            result = imports.import_hours(learner=request.user, lines=lines)
        except CsvError as error:
            for problem in error.problems:
                form.add_error("file", problem)
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            offer_undo(
                request,
                result.sentence,
                reverse("progress:undo_import"),
                result.undo_token,
                has_focus=True,
                level=messages.SUCCESS,
            )
            return redirect("progress:hours")
    return render(request, "progress/import_hours.html", {"form": form})


@require_POST
@login_required
def undo_import(request: AuthedRequest) -> HttpResponse:
    return undo(
        request,
        imports.undo_import,
        fallback="progress:hours",
        message=_undone,
    )


def _undone(count: int) -> str:
    if not count:
        return "Nothing to undo."
    return f"Import undone: {count} {'entry is' if count == 1 else 'entries are'} as before."


@require_POST
@login_required
def log_session(request: AuthedRequest) -> HttpResponse:
    """Log the session with the posted start. Its length and topic are looked up again, not taken from the page."""
    today = request.user.today
    start = _moment(request.POST.get("start", ""))
    unlogged_session = next(
        (session for session in unlogged_sessions(request.user, today=today) if session.session.start == start), None
    )
    if unlogged_session is None:
        messages.warning(request, "You already logged this time, or it’s more than a week ago.")
        return redirect("progress:hours")
    with warn_if_refused(request):
        entry = actions.log_session(learner=request.user, session=unlogged_session.session)
        messages.success(request, logged_sentence(entry, today=today))
    return redirect("progress:hours")


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
