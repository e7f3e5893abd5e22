"""A learner's projects: the list, a project with the learner's work, and what they do with it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from cohorts.sign_offs.files import MAX_FILE_BYTES, TOO_LARGE
from cohorts.threads.comment_forms import TOO_OFTEN
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, learner_of, post_from, value_or_404
from lib.throttling import seconds_until_typeset
from projects import actions
from projects.catalogue import Project, projects
from projects.file_checks import start_check
from projects.forms import DatesForm, UploadForm, WorkForm
from projects.models import ProjectWork
from projects.notices import read_work
from projects.peer_reviews.queries import has_peer_reviews, peer_results
from projects.queries import ProjectPage, check_line, project_lines, project_page

STARTED = "You’ve started it. The dates of the milestones count from today."
SAVED = "Saved."
HANDED_IN = "Handed in. Your mentors can see it now."
SELF_ASSESSED = "Handed in. You don’t have a mentor, so it counts as self-assessed."
TAKEN_BACK = "You’ve taken it back, and can change it now."
REMOVED = "The file is removed."
PUBLIC = "Your evidence page shows this project."
NOT_PUBLIC = "Your evidence page no longer shows this project."


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    return render(request, "projects/project_list.html", {"lines": project_lines(learner_of(request))})


@require_safe
@never_cache
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The brief, and below it the learner's own work."""
    page = _page(request, _project_or_404(slug))
    if page.work:
        read_work(person=page.work.learner, work=page.work)
    return _render(request, page)


@require_POST
@login_required
def start_work(request: AuthedRequest, slug: str) -> HttpResponse:
    actions.start_work(learner=request.user, project=_project_or_404(slug))
    messages.success(request, STARTED)
    return redirect("projects:project_detail", slug)


@require_POST
@login_required
def move_dates(request: AuthedRequest, slug: str) -> HttpResponse:
    work, form = _work_or_404(request.user, slug), DatesForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["started_on"])))
        return redirect("projects:project_detail", slug)
    return _do(request, slug, lambda: actions.move_dates(work=work, **form.cleaned_data), SAVED)


@require_POST
@login_required
def mark_milestone(request: AuthedRequest, slug: str, uid: str) -> HttpResponse:
    """Mark a milestone as reached, or with ``undo`` as not reached."""
    work = _work_or_404(request.user, slug)
    milestone = value_or_404(_project_or_404(slug).milestone(uid))
    is_reached = "undo" not in request.POST
    return _do(
        request, slug, lambda: actions.mark_milestone(work=work, milestone=milestone, is_reached=is_reached), "", "work"
    )


@require_POST
@login_required
def upload_file(request: AuthedRequest, slug: str, slot: str) -> HttpResponse:
    """Store a file, and have the files checked if a runner checks this one."""
    work, project = _work_or_404(request.user, slug), _project_or_404(slug)
    file_slot, form = value_or_404(project.slot(slot)), UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["file"])))
        return _back(slug, "files")
    file = form.cleaned_data["file"]
    if (file.size or 0) > MAX_FILE_BYTES:
        messages.warning(request, TOO_LARGE)
        return _back(slug, "files")

    def store() -> None:
        actions.upload_file(work=work, slot=file_slot, name=str(file.name), content=file.read())
        if file_slot.checked:
            start_check(work=work, project=project)

    return _do(request, slug, store, "", "files")


@require_POST
@login_required
def remove_file(request: AuthedRequest, slug: str, slot: str) -> HttpResponse:
    work = _work_or_404(request.user, slug)
    return _do(request, slug, lambda: actions.remove_file(work=work, slot=slot), REMOVED, "files")


@require_safe
@login_required
@vary_on_headers("HX-Request")
@never_cache
def file_check(request: AuthedRequest, slug: str) -> HttpResponse:
    """The newest check of the learner's files. A waiting page polls this; 204 means nothing is new."""
    project = _project_or_404(slug)
    check = value_or_404(check_line(_work_or_404(request.user, slug), project))
    if not request.htmx:
        return _back(slug, "files")
    if check.check.is_waiting and not check.is_stale:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "projects/file_check.html", {"check": check, "project": project, "is_mine": True})


@require_POST
@login_required
def check_files(request: AuthedRequest, slug: str) -> HttpResponse:
    """Check the files once more."""
    work, project = _work_or_404(request.user, slug), _project_or_404(slug)
    return _do(request, slug, lambda: start_check(work=work, project=project), "", "files")


@post_from("projects:project_detail")
@login_required
def save_report(request: AuthedRequest, slug: str) -> HttpResponse:
    """Save the report and the learner's own levels, and with ``hand_in`` hand the work in. Nothing typed is lost."""
    project = _project_or_404(slug)
    work, page = _work_or_404(request.user, slug), _page(request, project)
    form = WorkForm(request.POST, project=project, readers=page.readers)
    if not form.is_valid():
        return _render(request, page, form)
    if form.cleaned_data["report"].strip() and (wait := seconds_until_typeset(request)):
        form.add_error("report", TOO_OFTEN.format(wait=wait))
        return _render(request, page, form)
    try:
        actions.save_report(work=work, report=form.cleaned_data["report"], levels=form.levels)
        if "hand_in" in request.POST:
            actions.hand_in(work=work, project=project, cohort=form.chosen_cohort())
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return _render(request, page, form)
    handed_in = HANDED_IN if page.readers else SELF_ASSESSED
    messages.success(request, handed_in if "hand_in" in request.POST else SAVED)
    return redirect("projects:project_detail", slug)


@require_POST
@login_required
def take_back(request: AuthedRequest, slug: str) -> HttpResponse:
    work = _work_or_404(request.user, slug)
    return _do(request, slug, lambda: actions.take_back(work=work), TAKEN_BACK)


@require_POST
@login_required
def show_work(request: AuthedRequest, slug: str) -> HttpResponse:
    """Show the work on the learner's evidence page, or with ``hide`` stop showing it."""
    work, is_public = _work_or_404(request.user, slug), "hide" not in request.POST
    message = PUBLIC if is_public else NOT_PUBLIC
    return _do(request, slug, lambda: actions.show_work(work=work, is_public=is_public), message)


def _project_or_404(slug: str) -> Project:
    return value_or_404(projects().get(slug))


def _work_or_404(learner: User, slug: str) -> ProjectWork:
    works = ProjectWork.objects.select_related("learner")
    return get_object_or_404(works, learner=learner, project=_project_or_404(slug).slug)


def _page(request: HttpRequest, project: Project) -> ProjectPage:
    return project_page(project, learner_of(request), timezone.localdate())


def _render(request: HttpRequest, page: ProjectPage, form: WorkForm | None = None) -> HttpResponse:
    if form is None and page.work:
        initial = {"report": page.work.report}
        form = WorkForm(project=page.project, readers=page.readers, levels=page.work.self_levels, initial=initial)
    context: dict[str, Any] = {
        "page": page, "project": page.project, "work": page.work, "form": form, "max_chars": ProjectWork.MAX_CHARS,
        "max_mib": MAX_FILE_BYTES // 2**20,
        "peer_results": peer_results(page.work) if page.work else [],
        "reviews_peers": page.work is not None and has_peer_reviews(page.work),
    }  # fmt: skip
    return render(request, "projects/project_detail.html", context)


def _do(
    request: AuthedRequest, slug: str, action: Callable[[], object], message: str, anchor: str = ""
) -> HttpResponse:
    """Call the action, say what happened, and go back to the project."""
    try:
        action()
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        if message:
            messages.success(request, message)
    return _back(slug, anchor)


def _back(slug: str, anchor: str) -> HttpResponse:
    response = redirect("projects:project_detail", slug)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response
