"""The form for a comment, with its preview, for several views."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cohorts.threads.forms import CommentForm
from cohorts.threads.models import Comment
from lib.markdown import MarkdownError, render_note
from lib.pages.views import AuthedRequest
from lib.throttling import seconds_until_typeset

MAX_COMPLAINTS = 5
TOO_OFTEN = "You’ve sent too many texts in the last minute. Yours is still here: try again in {wait} s."


def new_comment_form(request: AuthedRequest) -> CommentForm:
    return CommentForm(request.POST or None, initial={"uid": uuid.uuid4()})


def should_send(request: AuthedRequest, form: CommentForm, *, allow_empty: bool = False) -> bool:
    """Whether to send the comment. False: the form has an error, or shows a preview."""
    if not form.is_valid():
        return False
    is_preview = "preview" in request.POST
    if not form.cleaned_data["text"].strip():
        if allow_empty and not is_preview:
            return True
        form.add_error("text", "Write something first.")
        return False
    if wait := seconds_until_typeset(request):
        form.add_error("text", TOO_OFTEN.format(wait=wait))
        return False
    return not is_preview


def comment_fields(form: CommentForm) -> dict[str, Any]:
    return {"text": form.cleaned_data["text"], "uid": form.cleaned_data["uid"], "lines": form.chosen_lines()}


def render_form(request: AuthedRequest, template: str, form: CommentForm, context: dict[str, Any]) -> HttpResponse:
    if "preview" in request.POST and not form.errors:
        try:
            note = render_note(form.cleaned_data["text"])
        except MarkdownError as error:
            form.add_error("text", str(error))
        else:
            context |= {"preview": note.html, "complaints": note.complaints[:MAX_COMPLAINTS]}
    return render(request, f"cohorts/{template}.html", {"form": form, "max_chars": Comment.MAX_CHARS, **context})
