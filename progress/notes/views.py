"""A learner's notes: shown and edited in their place, or on pages of their own without JavaScript."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from curriculum.models import Subtopic, Topic
from lib.errors import RefusedError
from lib.markdown import MarkdownError, RenderedNote, render_note
from lib.pages.form_fields import MarkdownFormField
from lib.pages.views import AuthedRequest, offer_undo, render_page
from lib.throttling import seconds_until_typeset
from progress.notes import actions
from progress.notes.models import Note
from progress.notes.queries import NotePlace, notes_page, place_of


class NoteForm(forms.Form):
    """A note as typed; ``base`` names the version that it was made from."""

    text = MarkdownFormField(max_characters=Note.MAX_CHARACTERS, noun="a note")
    base = forms.CharField(required=False)


KINDS = {"topic": Topic, "subtopic": Subtopic}
MAX_COMPLAINTS = 5


@require_GET
@login_required
def notes(request: AuthedRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    context = {"page": notes_page(request.user, query=query, number=request.GET.get("page", ""))}
    return render_page(request, "progress/notes.html", context)


@require_GET
@login_required
def note(request: AuthedRequest, kind: str, uid: str) -> HttpResponse:
    """Shown in place by htmx, otherwise on the page that it belongs to."""
    place = place_of(request.user, _node(kind, uid))
    if request.htmx:
        return render(request, "progress/note_in_place.html", {"place": place})
    return redirect(_address(place))


@require_http_methods(["GET", "POST"])
@login_required
def edit_note(request: AuthedRequest, kind: str, uid: str) -> HttpResponse:
    place = place_of(request.user, _node(kind, uid))
    if request.method == "GET":
        return _form(request, place, NoteForm(initial=_as_saved(place.note)))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _form(request, place, form)
    if form.cleaned_data["text"].strip() and (wait := seconds_until_typeset(request)):
        return _too_often(request, place, form, wait)
    if "preview" in request.POST:
        return _form(request, place, form, is_preview=True)
    try:
        undo_token = actions.save_note(
            learner=request.user, of=place.of, text=form.cleaned_data["text"], base=form.cleaned_data["base"]
        )
    except actions.NoteChangedError as conflict:
        return _conflict(request, place, form, conflict)
    except RefusedError as refusal:
        form.add_error("text", str(refusal))
        return _form(request, place, form)
    if undo_token:
        offer_undo(request, f"Deleted your note on “{place.of.title}”.", reverse("progress:restore_note"), undo_token)
    return redirect("progress:note", kind=kind, uid=uid)


@require_POST
@login_required
def restore_note(request: AuthedRequest) -> HttpResponse:
    undo_token = request.POST.get("undo_token", "")
    try:
        note = actions.restore_note(learner=request.user, undo_token=undo_token)
    except RefusedError as refusal:
        offer_undo(request, str(refusal), reverse("progress:restore_note"), undo_token)
        return redirect("progress:notes")
    return redirect(_address(NotePlace(note.of, note)))


def _conflict(
    request: AuthedRequest, place: NotePlace, form: NoteForm, conflict: actions.NoteChangedError
) -> HttpResponse:
    """Show both texts, with the learner's own in the form. Saving again replaces the other one."""
    saved_note = _as_saved(conflict.note)
    form = NoteForm({"text": form.cleaned_data["text"], "base": saved_note["base"]})
    form.add_error(None, str(conflict))
    return _form(request, place, form, other=saved_note["text"], is_conflict=True)


def _too_often(request: AuthedRequest, place: NotePlace, form: NoteForm, wait: int) -> HttpResponse:
    """The form as typed. htmx only swaps in successful responses, so the status is 200."""
    form.add_error(
        None, f"You’ve saved too many notes in the last minute. Your text is still here: try again in {wait} s."
    )
    answer = _form(request, place, form)
    answer.status_code = HTTPStatus.OK if request.htmx else HTTPStatus.TOO_MANY_REQUESTS
    answer.headers["Retry-After"] = str(wait)
    return answer


def _form(
    request: AuthedRequest, place: NotePlace, form: NoteForm, *, is_preview: bool = False, **more: Any
) -> HttpResponse:
    preview = _render_preview(form) if is_preview else None
    if preview:
        more |= {"preview": preview.html, "complaints": preview.complaints[:MAX_COMPLAINTS], "is_preview": True}
    context = {"place": place, "form": form, "most": Note.MAX_CHARACTERS, **more}
    template = "progress/note_form.html" if request.htmx else "progress/edit_note.html"
    return render(request, template, context)


def _render_preview(form: NoteForm) -> RenderedNote | None:
    try:
        return render_note(form.cleaned_data["text"])
    except MarkdownError as error:
        form.add_error("text", str(error))
        return None


def _as_saved(note: Note | None) -> dict[str, str]:
    return {"text": note.text, "base": note.version} if note else {"text": "", "base": ""}


def _node(kind: str, uid: str) -> Topic | Subtopic:
    if kind not in KINDS:
        raise Http404
    rows = KINDS[kind].objects.all()
    node: Topic | Subtopic = get_object_or_404(rows.select_related("topic") if kind == "subtopic" else rows, uid=uid)
    return node


def _address(place: NotePlace) -> str:
    if not place.is_current:
        return reverse("progress:notes")
    return reverse("progress:topic_detail", args=[place.topic.uid]) + f"#{place.anchor}"
