"""Compare two runs, and a run with our own solutions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from exercises.catalogue.reference_solutions import SHOWN_AFTERWARDS, may_read_solutions, reference_solutions
from exercises.models import Exercise, Submission
from exercises.submissions.diff import diff_lines
from exercises.submissions.runs import two_runs
from exercises.submissions.source_html import learner_html
from lib.requests import AuthedRequest


@login_required
@require_safe
def compare(request: AuthedRequest, slug: str) -> HttpResponse:
    """The changes between two of the reader's runs, `from` and `to`; without these, the last change."""
    exercise = get_object_or_404(Exercise, slug=slug)
    mine = exercise.submissions.filter(learner=request.user).newest_first()
    runs = set(filter(None, two_runs(mine, request.GET)))
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
    """Our solutions, beside the reader's own if they have passed."""
    exercise = get_object_or_404(Exercise, slug=slug)
    if not may_read_solutions(request.user, exercise):
        messages.info(request, SHOWN_AFTERWARDS)
        return redirect(exercise)
    mine = Submission.objects.filter(learner=request.user, exercise=exercise).passes().newest_first().first()
    mine_html = learner_html(mine.source, mine.source_html) if mine else ""
    page = {
        "exercise": exercise,
        "mine": mine,
        "mine_html": mine_html,
        "solutions": reference_solutions(exercise),
    }
    return render(request, "exercises/solutions.html", page)
