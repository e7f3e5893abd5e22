"""Tick questions in the queue and answer them with one text: write, see who gets it, send, undo."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cohorts.access import mentor_or_404, uuid_or_none
from cohorts.bulk.messages import TAKEN_BACK
from cohorts.mentor_queue.choice import read_choice
from cohorts.mentor_queue.group_answers import (
    MAX_QUESTIONS,
    answer_several,
    chosen_questions,
    common_failure,
    take_back_answers,
)
from cohorts.mentor_queue.queries import waiting_questions
from cohorts.mentor_queue.views import redirect_in_queue
from cohorts.threads.comment_forms import render_form, should_send
from cohorts.threads.forms import CommentForm
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.pages.views import AuthedRequest, offer_undo, post_from, warn_of_refusal

KIND = "answers"
TICK_SOME = "Tick the questions first."


@post_from("cohorts:review")
@login_required
def answer_ticked(request: AuthedRequest) -> HttpResponse:
    """Write one answer to the questions that were ticked in the queue, or to all that its address chooses."""
    mentor_or_404(request.user)
    uids = _chosen(request)
    questions = chosen_questions(request.user, uids)
    if not questions:
        messages.warning(request, TICK_SOME)
        return redirect_in_queue(request, reverse("cohorts:review"))
    is_sent = "questions" in request.POST
    form = CommentForm(request.POST if is_sent else None, initial={"uid": uuid.uuid4()})
    if is_sent and should_send(request, form):
        new = {"text": form.cleaned_data["text"], "uid": form.cleaned_data["uid"]}
        try:
            outcome = answer_several(mentor=request.user, questions=uids, **new)
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            count = "1 question" if outcome.count == 1 else f"{outcome.count} questions"
            undo_token = make_undo_token(KIND, request.user, dict(outcome.undo))
            sentence = f"Answered {count}. {outcome.left_out_text}".strip()
            offer_undo(request, sentence, reverse("cohorts:undo_answers"), undo_token)
            return redirect_in_queue(request, reverse("cohorts:review"))
    context: dict[str, Any] = {
        "questions": questions,
        "count": sum(not question.obstacle for question in questions),
        "failure": common_failure(questions),
        "walk": read_choice(request.GET),
        "hidden": {"questions": " ".join(str(uid) for uid in uids)},
    }
    return render_form(request, "answer_ticked", form, context)


@require_POST
@login_required
def undo_answers(request: AuthedRequest) -> HttpResponse:
    """Take one text back from all questions that it answered."""
    mentor_or_404(request.user)
    with warn_of_refusal(request):
        token = request.POST.get("undo_token", "")
        state = read_undo_token(KIND, request.user, token, otherwise="Delete your answer in each thread.")
        take_back_answers(mentor=request.user, answers=[uuid.UUID(uid) for uid in state["answers"]])
        messages.success(request, TAKEN_BACK)
    return redirect("cohorts:review")


def _chosen(request: AuthedRequest) -> list[uuid.UUID]:
    """Return what was ticked, or what the form was opened with: whoever asks meanwhile isn't added."""
    if "all" in request.POST and "questions" not in request.POST:
        choice = read_choice(request.GET)
        return list(waiting_questions(request.user, choice).values_list("uid", flat=True)[:MAX_QUESTIONS])
    texts = request.POST.getlist("question") + request.POST.get("questions", "").split()
    return list(dict.fromkeys(uid for text in texts[:MAX_QUESTIONS] if (uid := uuid_or_none(text))))
