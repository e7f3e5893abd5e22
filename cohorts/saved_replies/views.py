"""A mentor's saved replies."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.access import mentor_or_404
from cohorts.saved_replies import actions
from cohorts.saved_replies.forms import SavedReplyForm
from cohorts.saved_replies.models import SavedReply
from lib.errors import RefusedError
from lib.requests import AuthedRequest
from lib.views import offer_undo


@require_http_methods(["GET", "POST"])
@login_required
def saved_reply_list(request: AuthedRequest) -> HttpResponse:
    """The reader's own, and a form for a new one."""
    mentor_or_404(request.user)
    form = SavedReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_saved_reply(mentor=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("cohorts:saved_reply_list")
    replies = SavedReply.objects.of(request.user)
    return render(request, "cohorts/saved_reply_list.html", {"form": form, "replies": replies})


@require_http_methods(["GET", "POST"])
@login_required
def edit_saved_reply(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    mentor_or_404(request.user)
    reply = get_object_or_404(SavedReply.objects.of(request.user), uid=uid)
    form = SavedReplyForm(request.POST or None, initial={"title": reply.title, "text": reply.text})
    if request.method == "POST" and form.is_valid():
        actions.change_saved_reply(mentor=request.user, reply=reply, **form.cleaned_data)
        return redirect("cohorts:saved_reply_list")
    return render(request, "cohorts/edit_saved_reply.html", {"form": form, "reply": reply})


@require_POST
@login_required
def delete_saved_reply(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    mentor_or_404(request.user)
    reply = get_object_or_404(SavedReply.objects.of(request.user), uid=uid)
    undo_token = actions.delete_saved_reply(mentor=request.user, reply=reply)
    offer_undo(request, f"“{reply}” deleted.", reverse("cohorts:restore_saved_reply"), undo_token)
    return redirect("cohorts:saved_reply_list")


@require_POST
@login_required
def restore_saved_reply(request: AuthedRequest) -> HttpResponse:
    mentor_or_404(request.user)
    try:
        actions.restore_saved_reply(mentor=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect("cohorts:saved_reply_list")
