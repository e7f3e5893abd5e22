"""Hours to a file, and from a file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lib.errors import RefusedError
from lib.requests import AuthedRequest
from lib.views import offer_undo
from progress.hours import imports
from progress.hours.csv import CsvError, read_hours, write_hours
from progress.hours.file_form import HoursFileForm
from progress.hours.models import StudyEntry
from progress.log_line.queries import topic_names
from progress.undo import undo


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
