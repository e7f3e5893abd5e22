"""A learner's submissions: submit again, cancel, one and all of them."""

import uuid
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from exercises.catalogue.reference_solutions import SHOWN_AFTERWARDS, may_read_solutions, reference_solutions
from exercises.models import Exercise, ModeChoice, Submission
from exercises.submissions import actions, pubsub
from exercises.submissions.diff import diff_lines
from exercises.submissions.queue_position import queue_position
from exercises.submissions.results import submission_results
from exercises.submissions.runs import run_rows, two_runs
from exercises.submissions.source_html import learner_html
from lib.pages.late_answers import LateAnswer, answer_late
from lib.pages.views import AuthedRequest
from notices.actions import mark_read
from notices.models import NoticeKind

ANSWER_WITHIN_SECONDS = 0.5  # a thread waits so long: most verdicts are there by then
LATE_ANSWER_SECONDS = 2.0  # and the open response so much longer, without one
RUNS_PER_PAGE = 25


@login_required
@require_POST
def submission_again(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Submit the same code again, after a verdict that was our fault or a cancellation."""
    submission = get_object_or_404(Submission, exercise__slug=slug, uid=uid, learner=request.user)
    try:
        return answer(request, actions.submit_again(submission=submission))
    except actions.SubmissionRefusedError as refused:
        if request.htmx:
            return render_refusal(request, [str(refused)], refused.runs)
        messages.error(request, str(refused))
        return redirect(submission)


@login_required
@require_POST
def submission_cancel(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Cancel a run. If the verdict came first, show it."""
    submission = get_object_or_404(Submission, exercise__slug=slug, uid=uid, learner=request.user)
    actions.cancel(submission=submission)
    return _result(request, submission) if request.htmx else redirect(submission)


@login_required
@require_safe
@vary_on_headers("HX-Request")
def submission_detail(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """A run and its verdict. A waiting page polls this with the key of what it shows; 204 means nothing is new."""
    submission = _submission_or_404(request.user, slug, uid)
    results = submission_results(submission)
    if submission.is_done and submission.learner_id == request.user.pk:
        mark_read(person=request.user, kinds=[NoticeKind.VERDICT], link=request.path)
    if request.htmx:
        if results.waiting:
            pubsub.record_open_page(submission.uid)
            if results.waiting.key == request.GET.get("seen"):
                return HttpResponse(status=204)
        is_answer = "seen" in request.GET and submission.learner_id == request.user.pk
        return render(request, "exercises/results.html", {"results": results, "is_answer": is_answer})
    html = learner_html(submission.source, submission.source_html)
    page = {"submission": submission, "results": results, "source_html": html}
    return render(request, "exercises/submission_detail.html", page)


@login_required
@require_safe
def submission_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """List the reader's runs of an exercise, to choose two to compare. The choice stays from page to page."""
    exercise = get_object_or_404(Exercise, slug=slug)
    all_runs = exercise.submissions.filter(learner=request.user).newest_first()
    runs = Paginator(all_runs.defer("source", "source_html"), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    rows = run_rows(runs, two_runs(all_runs, request.GET))
    count, submitted = runs.paginator.count, all_runs.filter(mode=ModeChoice.SUBMIT).count()
    page = {"exercise": exercise, "runs": runs, "rows": rows, "count": count, "submitted": submitted}
    return render(request, "exercises/submission_list.html", page | {"other_count": count - submitted})


def render_refusal(request: AuthedRequest, sentences: Sequence[str], in_progress: Sequence[Submission]) -> HttpResponse:
    page = {"sentences": sentences, "in_progress": in_progress}
    return render(request, "exercises/exercise_detail.html#refused", page)


def answer(request: AuthedRequest, submission: Submission) -> HttpResponse:
    """The verdict if it comes soon. Without htmx, redirect to the run's own page, which is safe to reload."""
    waiting = Submission.objects.waiting().filter(pk=submission.pk)
    return answer_within(
        submission.uid,
        is_done=lambda: not waiting.exists(),
        is_expected=lambda: queue_position(submission).is_running,
        respond=lambda: _result(request, submission) if request.htmx else redirect(submission),
    )


def answer_within(
    uid: uuid.UUID,
    *,
    is_done: Callable[[], bool],
    is_expected: Callable[[], bool],
    respond: Callable[[], HttpResponse],
) -> HttpResponse:
    """Respond when it is done, or when the time is over: sooner where it isn't expected to be done yet."""
    is_soon = pubsub.wait(uid, ANSWER_WITHIN_SECONDS, until=is_done)
    response = respond()
    if is_soon or not is_expected():
        return response
    render, channel = (lambda: respond().content), pubsub.channel(uid)
    late = LateAnswer(channel=channel, seconds=LATE_ANSWER_SECONDS, is_there=is_done, render=render)
    return answer_late(response, late)


def _result(request: AuthedRequest, submission: Submission) -> HttpResponse:
    submission = Submission.objects.select_related("exercise", "learner").get(pk=submission.pk)
    return render(request, "exercises/results.html", {"results": submission_results(submission), "is_answer": True})


def _submission_or_404(user: User, slug: str, uid: uuid.UUID) -> Submission:
    rows = Submission.objects.visible_to(user).select_related("exercise", "learner")
    return get_object_or_404(rows, exercise__slug=slug, uid=uid)


@login_required
@require_safe
def compare(request: AuthedRequest, slug: str) -> HttpResponse:
    """Show the changes between two of the reader's runs, `from` and `to`; without these, the last change."""
    exercise = get_object_or_404(Exercise, slug=slug)
    all_runs = exercise.submissions.filter(learner=request.user).newest_first()
    runs = set(filter(None, two_runs(all_runs, request.GET)))
    if len(runs) != 2:
        messages.info(request, "Choose two submissions to compare, an earlier and a later one.")
        return redirect("exercises:submission_list", slug=slug)
    earlier, later = sorted(runs, key=lambda run: (run.created_at, run.pk))
    lines = diff_lines(earlier.source, later.source)
    page = {"exercise": exercise, "earlier": earlier, "later": later, "lines": lines}
    return render(request, "exercises/compare.html", page)


@login_required
@require_safe
def solutions(request: AuthedRequest, slug: str) -> HttpResponse:
    """Show our solutions, beside the reader's own if they have passed."""
    exercise = get_object_or_404(Exercise, slug=slug)
    if not may_read_solutions(request.user, exercise):
        messages.info(request, SHOWN_AFTERWARDS)
        return redirect(exercise)
    own = Submission.objects.filter(learner=request.user, exercise=exercise).passes().newest_first().first()
    own_html = learner_html(own.source, own.source_html) if own else ""
    page = {
        "exercise": exercise,
        "own_pass": own,
        "own_html": own_html,
        "solutions": reference_solutions(exercise),
    }
    return render(request, "exercises/solutions.html", page)
