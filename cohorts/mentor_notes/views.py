"""The mentors' shared note about a learner."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from cohorts.access import cohort_or_404, member_or_404
from cohorts.cohort.models import Cohort
from cohorts.mentor_notes import actions
from cohorts.mentor_notes.models import MentorNote
from cohorts.threads.comment_forms import TOO_OFTEN, render_form, should_send
from cohorts.threads.forms import CommentForm
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, warn_of_refusal
from lib.throttling import seconds_until_typeset


@require_http_methods(["GET", "POST"])
@login_required
def edit_mentor_note(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Write, change or delete the note. Saving it empty deletes it."""
    cohort, learner = _subject_or_404(request, slug, uid)
    form = CommentForm(request.POST or None, initial=_as_saved(MentorNote.objects.about(learner, cohort).first()))
    context: dict[str, Any] = {"cohort": cohort, "learner": learner}
    if request.method == "POST" and should_send(request, form, allow_empty=True):
        new = {"text": form.cleaned_data["text"], "base": form.cleaned_data["base"]}
        try:
            undo_token = actions.save_mentor_note(person=request.user, learner=learner, cohort=cohort, **new)
        except actions.MentorNoteChangedError as conflict:
            current = _as_saved(conflict.note)
            form = CommentForm(new | {"base": current["base"]})  # saving again overwrites the other text on purpose
            form.add_error("text", str(conflict))
            context |= {"other": current["text"], "is_conflict": True}
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            if undo_token:
                undo_url = reverse("cohorts:restore_mentor_note", args=[slug, uid])
                offer_undo(request, f"Deleted the note about {learner}.", undo_url, undo_token)
            return _redirect_to_learner(slug, uid)
    return render_form(request, "edit_mentor_note", form, context)


@require_POST
@login_required
def restore_mentor_note(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort, learner = _subject_or_404(request, slug, uid)
    undo_token = request.POST.get("undo_token", "")
    with warn_of_refusal(request):
        if wait := seconds_until_typeset(request):
            raise RefusedError(TOO_OFTEN.format(wait=wait))
        actions.restore_mentor_note(person=request.user, learner=learner, cohort=cohort, undo_token=undo_token)
    return _redirect_to_learner(slug, uid)


def _subject_or_404(request: AuthedRequest, slug: str, uid: uuid.UUID) -> tuple[Cohort, User]:
    """The cohort and the learner. An admin who learns in the cohort reads the note about them in their archive."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    if learner == request.user:
        raise Http404
    return cohort, learner


def _as_saved(note: MentorNote | None) -> dict[str, str]:
    return {"text": note.text, "base": note.version} if note else {"text": "", "base": ""}


def _redirect_to_learner(slug: str, uid: uuid.UUID) -> HttpResponse:
    return redirect(reverse("cohorts:learner_detail", args=[slug, uid]) + "#mentor-note")
