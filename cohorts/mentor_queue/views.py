"""The mentor's queue: questions of all their cohorts, and claims, so that no two mentors answer the same one."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cohorts.access import mentor_or_404, thread_or_404, uuid_or_404
from cohorts.mentor_queue import actions, queries
from cohorts.mentor_queue.choice import read_choice
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, warn_of_refusal

NONE_FREE = "No other question is waiting for you."
NONE_FREE_IN_CHOICE = "No other question that you chose is waiting for you."


@require_safe
@login_required
def mentor_queue(request: AuthedRequest) -> HttpResponse:
    """Show what waits for an answer, the longest first. An admin who mentors no cohort sees an empty queue."""
    mentor_or_404(request.user)
    choice, number = read_choice(request.GET), request.GET.get("page", "")
    queue = queries.mentor_queue(request.user, number=number, choice=choice)
    return render(request, "cohorts/review.html", {"queue": queue})


@require_POST
@login_required
def claim_next(request: AuthedRequest) -> HttpResponse:
    """Claim the next question of those that the address chooses, and open it."""
    mentor_or_404(request.user)
    return redirect_to_next(request)


@require_POST
@login_required
def claim_thread(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    thread = thread_or_404(request.user, uid)
    with warn_of_refusal(request):
        actions.claim_thread(mentor=request.user, thread=thread)
    return redirect_in_queue(request, thread.get_absolute_url())


@require_POST
@login_required
def release_claim(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    thread = thread_or_404(request.user, uid)
    if not actions.release_claim(mentor=request.user, thread=thread):
        # It has lapsed, and another mentor may be answering.
        return redirect_in_queue(request, thread.get_absolute_url())
    messages.info(request, f"Others can answer {thread.learner} now.")
    return redirect_in_queue(request, reverse("cohorts:review"))


@require_POST
@login_required
def hand_over(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """Give the question to the mentor that ``to`` names."""
    thread = thread_or_404(request.user, uid)
    try:
        receiver = actions.hand_over(mentor=request.user, thread=thread, to=uuid_or_404(request.POST.get("to", "")))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect(thread)
    messages.success(request, f"{receiver} has this question now.")
    return redirect("cohorts:review")


def redirect_in_queue(request: AuthedRequest, url: str, *, fragment: str = "") -> HttpResponse:
    """Redirect to an address, and keep which questions the mentor is walking through."""
    return redirect(f"{url}{read_choice(request.GET).suffix}{fragment}")


def redirect_to_next(request: AuthedRequest) -> HttpResponse:
    """Redirect to the next question, or to the queue, which says why there is none."""
    choice = read_choice(request.GET)
    try:
        thread = actions.claim_next(mentor=request.user, choice=choice)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect_in_queue(request, reverse("cohorts:review"))
    if thread is None:
        messages.info(request, NONE_FREE_IN_CHOICE if choice.is_narrow else NONE_FREE)
        return redirect_in_queue(request, reverse("cohorts:review"))
    # With its own fragment, or browsers would keep the #answer of the form and skip the question.
    return redirect_in_queue(request, thread.get_absolute_url(), fragment="#thread")
