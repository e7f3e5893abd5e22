"""Change, delete and restore comments."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cohorts import actions
from cohorts.forms import CommentForm
from cohorts.models import Comment, Membership, Rating, Thread
from cohorts.views.comment_forms import TOO_OFTEN, render_form, should_send
from lib.errors import RefusedError
from lib.requests import AuthedRequest
from lib.throttling import seconds_until_typeset
from lib.views import offer_undo


@require_http_methods(["GET", "POST"])
@login_required
def edit_comment(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """Change the reader's own comment while it is the newest. Saving it empty deletes it."""
    rows = Comment.objects.filter(thread__in=Thread.objects.visible_to(request.user)).select_related("thread__learner")
    comment = get_object_or_404(rows, uid=uid)
    if not comment.is_by(request.user):
        raise Http404
    form = CommentForm(request.POST or None, initial=_as_saved(comment))
    context: dict[str, Any] = {"comment": comment, "thread": comment.thread}
    if request.method == "POST" and should_send(request, form, allow_empty=True):
        new = {"text": form.cleaned_data["text"], "base": form.cleaned_data["base"]}
        try:
            undo_token = actions.change_comment(person=request.user, comment=comment, **new)
        except actions.CommentChangedError as conflict:
            current = _as_saved(conflict.comment)
            form = CommentForm(new | {"base": current["base"]})  # saving again overwrites the other text on purpose
            form.add_error("text", str(conflict))
            context["other"] = current["text"]
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return _redirect_to_thread(request, comment, undo_token)
    return render_form(request, "edit_comment", form, context)


@require_POST
@login_required
def rate_comment(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """The learner says whether an answer helped."""
    rows = Comment.objects.filter(thread__in=Thread.objects.visible_to(request.user)).select_related("thread__learner")
    comment = get_object_or_404(rows, uid=uid)
    rating = request.POST.get("rating", "")
    if rating not in Rating:
        raise Http404
    actions.rate_comment(person=request.user, comment=comment, rating=Rating(rating))
    return redirect(f"{comment.thread.get_absolute_url()}#comment-{comment.uid}")


@require_POST
@login_required
def restore_comment(request: AuthedRequest) -> HttpResponse:
    undo_token = request.POST.get("undo_token", "")
    try:
        if wait := seconds_until_typeset(request):  # each time it is typeset and the other side notified
            raise RefusedError(TOO_OFTEN.format(wait=wait))
        thread = actions.restore_comment(person=request.user, undo_token=undo_token)
    except RefusedError as refusal:
        offer_undo(request, str(refusal), reverse("cohorts:restore_comment"), undo_token)
        is_staff = Membership.objects.staff().filter(user=request.user).exists()
        return redirect("cohorts:cohort_list" if is_staff else "cohorts:thread_list")
    return redirect(thread)


def _as_saved(comment: Comment) -> dict[str, str]:
    return {"text": comment.text, "base": comment.version}


def _redirect_to_thread(request: AuthedRequest, comment: Comment, undo_token: str) -> HttpResponse:
    if undo_token:
        offer_undo(request, "Text deleted.", reverse("cohorts:restore_comment"), undo_token)
    if Thread.objects.filter(pk=comment.thread_id).exists():
        return redirect(comment.thread)
    if request.user == comment.thread.learner:
        return redirect("cohorts:thread_list")
    return redirect("cohorts:cohort_list")
