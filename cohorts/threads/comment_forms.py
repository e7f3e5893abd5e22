"""The form for a comment, with its preview, for several views."""

import math
import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cohorts.threads.forms import ADD, EMPTY, CommentForm, MessageForm
from cohorts.threads.models import Comment
from lib.markdown import MarkdownError, render_note
from lib.pages.views import AuthedRequest
from lib.throttling import seconds_until_typeset

MAX_COMPLAINTS = 5
TOO_OFTEN = "You’ve sent too many texts in the last minute. Yours is still here: try again in {wait} s."


def new_message_form(request: AuthedRequest) -> MessageForm:
    return MessageForm(request.POST or None, initial={"uid": uuid.uuid4()})


def should_send(request: AuthedRequest, form: CommentForm, *, allow_empty: bool = False) -> bool:
    """Whether to send the comment. False: the form has an error, or shows a preview or one more remark."""
    if ADD in request.POST or not form.is_valid():
        return False
    is_preview, texts = "preview" in request.POST, [text for _, text in form.texts()]
    if not texts:
        if allow_empty and not is_preview:
            return True
        form.add_error("text", EMPTY)
        return False
    if wait := _seconds_until_typeset(request, texts):
        form.add_error("text", TOO_OFTEN.format(wait=wait))
        return False
    return not is_preview


def _seconds_until_typeset(request: AuthedRequest, texts: list[str]) -> int:
    """Count these texts by their length: short remarks together cost what one text does."""
    count = math.ceil(sum(map(len, texts)) / Comment.MAX_CHARS)
    return next(filter(None, (seconds_until_typeset(request) for _ in range(count))), 0)


def message_fields(form: MessageForm) -> dict[str, Any]:
    return {"text": form.cleaned_data["text"], "uid": form.cleaned_data["uid"], "remarks": form.remarks()}


def render_form(request: AuthedRequest, template: str, form: CommentForm, context: dict[str, Any]) -> HttpResponse:
    if "preview" in request.POST and form.is_valid():
        try:
            notes = [(lines, render_note(text)) for lines, text in form.texts()]
        except MarkdownError as error:
            form.add_error("text", str(error))
        else:
            complaints = [complaint for _, note in notes for complaint in note.complaints]
            previews = [(lines, note.html) for lines, note in notes]
            context |= {"previews": previews, "complaints": complaints[:MAX_COMPLAINTS]}
    return render(request, f"cohorts/{template}.html", {"form": form, "max_chars": Comment.MAX_CHARS, **context})
