"""Exercises for admins to write: a new one, its files, its draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admins import curriculum_admins_only
from accounts.models import User
from exercises.authored import drafts
from exercises.authored.archives import write_archive
from exercises.authored.forms import ArchiveForm, ExerciseForm, WriteForm
from exercises.authored.problems import ReadExercise, read_exercise
from exercises.authored.publishing import publish
from exercises.lifecycle.versions import RELATIONS
from exercises.models import Exercise, ExerciseDraft
from exercises.submissions.diff import DiffLine, diff_lines
from exercises.submissions.source_html import python_html
from exercises.workspace.surroundings import Surroundings
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, value_or_404, warn_of_refusal

SAVED = "Saved. Learners don’t see a draft."
FILLED = "The form has the files of this archive. Nothing is saved yet."
PUBLISHED = "Published. Learners get this version when its check has passed, and the exercise is in beta or active."
NOT_RESTORED = "This draft was published, restored or replaced by another."
NOT_REMOVED = "Only an exercise of this site that is in progress can be removed. Deprecate it instead."
IS_BACK = "It has been restored already, or somebody changed its stage."


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def write_exercise(request: AuthedRequest) -> HttpResponse:
    """Begin an exercise, with an example of each file, or with those of an archive or of another exercise."""
    copied = request.GET.get("copy", "")
    original = drafts.edited_exercise(copied) if drafts.SLUG.fullmatch(copied) else None
    initial = {"copy": original.slug, "section": original.section} if original else None
    form = WriteForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _begin(request.user, form.cleaned_data)
        except RefusedError as refusal:
            form.add_error("title", str(refusal))
        else:
            return redirect("exercises:edit_exercise", draft.slug)
    return render(request, "exercises/write_exercise.html", {"form": form})


def _begin(person: User, data: dict[str, Any]) -> ExerciseDraft:
    if original := drafts.edited_exercise(data.get("copy", "")):
        return drafts.begin_copy(person=person, title=data["title"], section=data["section"], original=original)
    folder = data["archive"]
    return drafts.begin_draft(
        person=person, title=data["title"] or folder.title, section=data["section"],
        files=folder.files if folder else None, slug="" if data["title"] else folder.name,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def edit_exercise(request: AuthedRequest, slug: str) -> HttpResponse:
    """All files of an exercise, with its problems and a preview. A second admin who saves an older text gets both."""
    edited = value_or_404(drafts.edited_exercise(slug))
    if "upload" in request.POST:
        return _fill(request, edited)
    form = _form(edited, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {}
    if form.is_valid() and "preview" not in request.POST:
        try:
            return _save(request, slug, form)
        except drafts.ExerciseConflictError as conflict:
            edited = conflict.current
            context |= {"conflict": conflict, "differences": _differences(edited, form.exercise_files)}
            data = request.POST.copy()
            data["revision"] = edited.revision  # saving again overwrites it on purpose
            form = _form(edited, data)
    return _render(request, edited, form, context)


def _save(request: AuthedRequest, slug: str, form: ExerciseForm) -> HttpResponse:
    data = form.cleaned_data
    draft = drafts.save_draft(
        person=request.user, slug=slug, section=data["section"], files=form.exercise_files, revision=data["revision"]
    )
    if "publish" in request.POST:
        with warn_of_refusal(request):
            exercise = publish(person=request.user, draft=draft)
            messages.success(request, PUBLISHED)
            return redirect("exercises:lifecycle_detail", exercise.slug)
    else:
        messages.success(request, SAVED)
    return redirect("exercises:edit_exercise", slug)


def _fill(request: AuthedRequest, edited: drafts.EditedExercise) -> HttpResponse:
    """Show the form with the files of an archive. What is saved stays until the form is sent."""
    upload = ArchiveForm(request.POST, request.FILES)
    if not upload.is_valid():
        return _render(request, edited, _form(edited), {"upload": upload})
    files = edited.with_files(upload.cleaned_data["archive"].files)
    messages.info(request, FILLED)
    return _render(request, files, _form(files), {"is_filled": True})


@require_safe
@curriculum_admins_only
def download_exercise(request: AuthedRequest, slug: str) -> HttpResponse:
    """The folder as `python -m runner new` would have made it."""
    edited = value_or_404(drafts.edited_exercise(slug))
    response = HttpResponse(write_archive(edited.files, name=slug), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}.zip"'
    return response


@require_POST
@curriculum_admins_only
def discard_draft(request: AuthedRequest, slug: str) -> HttpResponse:
    edited = value_or_404(drafts.edited_exercise(slug))
    if drafts.discard_draft(person=request.user, slug=slug):
        url = reverse("exercises:restore_draft", args=[slug])
        offer_undo(request, f"Discarded the draft of “{edited.title}”.", url, "-", has_focus=True)
    if edited.exercise:
        return redirect("exercises:lifecycle_detail", slug)
    return redirect("exercises:lifecycle_list")


@require_POST
@curriculum_admins_only
def restore_draft(request: AuthedRequest, slug: str) -> HttpResponse:
    if drafts.restore_draft(person=request.user, slug=slug):
        return redirect("exercises:edit_exercise", slug)
    messages.warning(request, NOT_RESTORED)
    return redirect("exercises:lifecycle_list")


@require_POST
@curriculum_admins_only
def remove_exercise(request: AuthedRequest, slug: str) -> HttpResponse:
    edited = value_or_404(drafts.edited_exercise(slug))
    if drafts.remove_exercise(person=request.user, slug=slug):
        url = reverse("exercises:restore_exercise", args=[slug])
        offer_undo(request, f"Removed “{edited.title}”.", url, "-", has_focus=True)
    else:
        messages.warning(request, NOT_REMOVED)
    return redirect("exercises:lifecycle_list")


@require_POST
@curriculum_admins_only
def restore_exercise(request: AuthedRequest, slug: str) -> HttpResponse:
    if drafts.restore_exercise(person=request.user, slug=slug):
        return redirect("exercises:lifecycle_detail", slug)
    messages.warning(request, IS_BACK)
    return redirect("exercises:lifecycle_list")


def _form(edited: drafts.EditedExercise, data: Any = None) -> ExerciseForm:
    return ExerciseForm(data, files=edited.files, section=edited.section, revision=edited.revision)


def _differences(edited: drafts.EditedExercise, files: dict[str, str]) -> list[tuple[str, list[DiffLine]]]:
    """What differs between the other admin's files and those of the form, file by file."""
    names = sorted({*edited.files, *files})
    lines = {name: diff_lines(edited.files.get(name, ""), files.get(name, "")) for name in names}
    return [(name, changes) for name, changes in lines.items() if changes]


def _render(
    request: AuthedRequest, edited: drafts.EditedExercise, form: ExerciseForm, context: dict[str, Any]
) -> HttpResponse:
    context = {"edited": edited, "form": form, "upload": ArchiveForm()} | context
    if not form.is_bound or form.is_valid():
        files = form.exercise_files if form.is_bound else edited.files
        reading = read_exercise(files, section=edited.section, slug=edited.slug)
        context |= _preview(reading)
        context["problems"] = [form.field_problem(problem, files) for problem in reading.errors]
        context["marks"] = [form.field_problem(problem, files) for problem in reading.marks]
    is_update = bool(request.htmx and "preview" in request.POST)
    template = "exercises/exercise_preview.html" if is_update else "exercises/edit_exercise.html"
    return render(request, template, context | {"is_update": is_update})


def _preview(reading: ReadExercise) -> dict[str, Any]:
    """The exercise as learners would get it. It is in no table."""
    if not reading.content:
        return {"reading": reading}
    exercise = Exercise(**{name: value for name, value in reading.content.items() if name not in RELATIONS})
    return {
        "reading": reading, "exercise": exercise, "surroundings": Surroundings(),
        "starter_html": python_html(exercise.starter),
    }  # fmt: skip
