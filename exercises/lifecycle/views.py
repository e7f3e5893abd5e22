"""The lifecycle of exercises for admins: the list, one exercise, its stage, its audits."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.admins import curriculum_admins_only
from exercises.lifecycle import audits, queries, readings, stages
from exercises.models import Exercise, ExerciseChange, ExerciseVersion, StageChoice
from lib.errors import RefusedError
from lib.pages.live import version_from
from lib.pages.views import AuthedRequest, post_from


class StageForm(forms.Form):
    """An exercise's stage, why it changes, and what replaces it."""

    stage = forms.ChoiceField(choices=StageChoice)
    successor = forms.ModelChoiceField(
        Exercise.objects.none(),
        to_field_name="slug",
        required=False,
        label="Replaced by",
        empty_label="Nothing",
        help_text="Only for a deprecated exercise. Its page will name the replacement.",
    )
    reason = forms.CharField(
        max_length=ExerciseChange.MAX_REASON_CHARS, required=False, help_text="For the history, which admins read."
    )

    def __init__(self, data: Any = None, *, exercise: Exercise) -> None:
        slug = exercise.successor.slug if exercise.successor else ""
        super().__init__(data, initial={"stage": exercise.stage, "successor": slug})
        others = Exercise.objects.on_offer().exclude(pk=exercise.pk).order_by("title")
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField


NO_FOLDER = "Its folder hasn’t been read yet. Look for new exercises first."
READING = "A worker reads the folders now. Reload this page in a moment."


@require_safe
@curriculum_admins_only
def lifecycle_list(request: AuthedRequest) -> HttpResponse:
    stage, topic, search = (request.GET.get(name, "") for name in ("stage", "topic", "q"))
    page = queries.lifecycle_list(stage, topic, search)
    return render(request, "exercises/lifecycle_list.html", {"page": page})


@require_safe
@curriculum_admins_only
@vary_on_headers("HX-Request")
def lifecycle_detail(request: AuthedRequest, slug: str) -> HttpResponse:
    """While an audit is under way, its part of the page asks again with what it shows."""
    exercise = _exercise_or_404(slug)
    page = queries.lifecycle_page(exercise)
    if request.htmx:
        return _audit_fragment(request, page)
    return _render(request, page, StageForm(exercise=exercise))


def _audit_fragment(request: AuthedRequest, page: queries.LifecyclePage) -> HttpResponse:
    if page.audit is None or not page.audit.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = _context(page)
    if context["seen"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "exercises/audit.html", context)


@post_from("exercises:lifecycle_detail")
@curriculum_admins_only
def set_stage(request: AuthedRequest, slug: str) -> HttpResponse:
    exercise = _exercise_or_404(slug)
    form = StageForm(request.POST, exercise=exercise)
    if form.is_valid():
        try:
            stages.set_stage(person=request.user, exercise=exercise, **form.cleaned_data)
            return redirect(_url(exercise))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    return _render(request, queries.lifecycle_page(exercise), form)


@require_POST
@curriculum_admins_only
def request_audit(request: AuthedRequest, slug: str) -> HttpResponse:
    """Audit the version in the folder."""
    exercise = _exercise_or_404(slug)
    version = ExerciseVersion.objects.filter(exercise=exercise, digest=exercise.folder_digest).first()
    if version is None:
        messages.error(request, NO_FOLDER)
    else:
        audits.request_audit(person=request.user, version=version)
    return redirect(_url(exercise))


@require_POST
@curriculum_admins_only
def read_folders(request: AuthedRequest) -> HttpResponse:
    try:
        readings.queue_reading(person=request.user)
        messages.success(request, READING)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("exercises:lifecycle_list")


def _exercise_or_404(slug: str) -> Exercise:
    row: Exercise = get_object_or_404(Exercise.objects.with_folder().select_related("successor"), slug=slug)
    return row


def _url(exercise: Exercise) -> str:
    return reverse("exercises:lifecycle_detail", args=[exercise.slug])


def _context(page: queries.LifecyclePage) -> dict[str, object]:
    audit = page.audit
    facts = (audit.state, audit.step, audit.done_count, page.problem) if audit else ()
    return {"page": page, "exercise": page.exercise, "audit": audit, "seen": version_from(*facts)}


def _render(request: AuthedRequest, page: queries.LifecyclePage, form: StageForm) -> HttpResponse:
    return render(request, "exercises/lifecycle_detail.html", _context(page) | {"form": form})
