"""Review: one card after another, a few a day."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from exercises.catalogue.example_calls import worked_example_html
from exercises.models import Exercise
from exercises.submissions.source_html import learner_html
from lib.pages.views import AuthedRequest, offer_undo, post_from, render_page
from progress.refusals import undo
from progress.review import actions
from progress.review.gaps import MAX_ANSWER_CHARS
from progress.review.models import Recall
from progress.review.predictions import MAX_PREDICTION_CHARS, UNREADABLE, UnreadablePredictionError
from progress.review.queries import ReviewPage, due_for, review_page
from progress.review.scheduler import MINUTES_A_CARD

OLD_CARD = "You’ve already answered that card, or your code that passed has changed since."


@require_GET
@login_required
def review(request: AuthedRequest) -> HttpResponse:
    return _render_review(request, review_page(request.user, now=timezone.now()))


def _render_review(request: AuthedRequest, page: ReviewPage, *, answer: str = "", problem: str = "") -> HttpResponse:
    source = learner_html(page.source, page.source_html) if page.source else ""
    context = {
        "page": page,
        "gaps": page.card.check() if page.card else None,
        "answer": answer,
        "problem": problem,
        "max_answer_chars": MAX_ANSWER_CHARS,
        "max_prediction_chars": MAX_PREDICTION_CHARS,
        "minutes_a_card": MINUTES_A_CARD,
        "source_html": source,
        "recalls": Recall.choices,
    }
    return render_page(request, "progress/review.html", context)


@post_from("progress:review")
@login_required
def check_gaps(request: AuthedRequest) -> HttpResponse:
    """Show which gaps are right and suggest an answer. Nothing is recorded yet."""
    page = review_page(request.user, now=timezone.now())
    if page.card is None or page.card.key != request.POST.get("card"):
        messages.info(request, OLD_CARD)
        return redirect("progress:review")
    checked = page.card.check(request.POST.getlist("gap"))
    context = {"page": page, "checked": checked, "recalls": Recall.choices}
    return render_page(request, "progress/review_gaps.html", context)


@post_from("progress:review")
@login_required
def check_prediction(request: AuthedRequest) -> HttpResponse:
    """Show the value beside the prediction and suggest an answer. Nothing is recorded yet."""
    page = review_page(request.user, now=timezone.now())
    if page.prediction is None or page.prediction.key != request.POST.get("card"):
        messages.info(request, OLD_CARD)
        return redirect("progress:review")
    answer = request.POST.get("answer", "")[: MAX_PREDICTION_CHARS + 1]
    try:
        checked = page.prediction.check(answer)
    except UnreadablePredictionError:
        return _render_review(request, page, answer=answer, problem=UNREADABLE)
    worked_example = worked_example_html(page.first.of) if page.first and isinstance(page.first.of, Exercise) else ""
    context = {"page": page, "checked": checked, "worked_example": worked_example, "recalls": Recall.choices}
    return render_page(request, "progress/review_prediction.html", context)


@require_POST
@login_required
def answer_review(request: AuthedRequest, kind: str, uid: str) -> HttpResponse:
    reviews = due_for(request.user, now=timezone.now())
    review = next((candidate for candidate in reviews if (candidate.kind, candidate.of.uid) == (kind, uid)), None)
    if review is None:
        messages.info(request, "This isn’t due: you’ve already answered it, or it’s not in your review.")
        return redirect("progress:review")
    try:
        recall = Recall(int(request.POST.get("recall", "")))
    except ValueError:
        return redirect("progress:review")
    answer = actions.answer_review(learner=request.user, of=review.of, recall=recall)
    day = timezone.localdate(answer.due_at, timezone=request.user.zone)
    message = f"You’ll see it again on {day:%A}, {day.day} {day:%B}."
    offer_undo(request, message, reverse("progress:undo_review"), answer.undo_token, level=messages.SUCCESS)
    return redirect("progress:review")


@require_POST
@login_required
def undo_review(request: AuthedRequest) -> HttpResponse:
    return undo(request, actions.undo_review, fallback="progress:review")
