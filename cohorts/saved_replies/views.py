"""A mentor's saved replies."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.names import NameFormField
from cohorts.access import mentor_or_404
from cohorts.saved_replies import actions
from cohorts.saved_replies.models import SavedReply
from cohorts.threads.models import Comment
from lib.errors import RefusedError
from lib.pages.form_fields import MarkdownFormField
from lib.pages.views import AuthedRequest, offer_undo, warn_of_refusal


class ReplyField(MarkdownFormField):
    widget = forms.Textarea(attrs={"rows": 8, "maxlength": Comment.MAX_CHARS})


class SavedReplyForm(forms.Form):
    title = NameFormField(max_length=80, help_text="Only you can see it.")
    text = ReplyField(max_characters=Comment.MAX_CHARS, noun="a reply")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = "{learner}, {exercise} and {line} are filled in when you insert it."

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError("Write something first.")
        return text


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
    with warn_of_refusal(request):
        actions.restore_saved_reply(mentor=request.user, undo_token=request.POST.get("undo_token", ""))
    return redirect("cohorts:saved_reply_list")
