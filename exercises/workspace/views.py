"""The list of exercises, and one exercise with its editor."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from exercises.catalogue import queries as catalogue
from exercises.fleet.status import runners_of
from exercises.models import Exercise, Submission
from exercises.submissions.actions import SubmissionRefusedError, submit
from exercises.submissions.source_html import python_html
from exercises.submissions.views import answer, render_refusal
from exercises.trials.queries import TrialBench, trial_bench
from exercises.workspace.draft_views import save_editor
from exercises.workspace.forms import RunForm
from exercises.workspace.lookup import exercise_or_404
from exercises.workspace.queries import workspace
from exercises.workspace.surroundings import surroundings_of
from lib.requests import AuthedRequest, learner_of

MAX_QUERY_CHARS = 100


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    filters = {
        "topic": request.GET.get("topic", ""),
        "state": request.GET.get("state", "") if learner else "",
        "difficulty": request.GET.get("difficulty", ""),
        "query": request.GET.get("q", "").strip()[:MAX_QUERY_CHARS],
    }
    page = catalogue.exercise_list(learner, **filters)
    return render(request, "exercises/exercise_list.html", {"page": page, **filters})


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@never_cache
def exercise_detail(request: AuthedRequest, slug: str) -> HttpResponse:
    """The workspace; for a visitor, the statement and a link to sign in."""
    if learner_of(request) or request.method == "POST":
        return _workspace(request, slug)
    exercise = get_object_or_404(Exercise.objects.open(), slug=slug)
    return render(request, "exercises/exercise_public.html", public_page(exercise, trial_bench(exercise)))


def public_page(exercise: Exercise, bench: TrialBench | None) -> dict[str, object]:
    """What the page shows to a visitor: with an editor if they may try the exercise, else with its starter."""
    runners = None if exercise.needs_nothing else runners_of(exercise)
    starter_html = "" if bench else python_html(exercise.starter)
    place = surroundings_of(exercise)
    return {"exercise": exercise, "bench": bench, "starter_html": starter_html, "runners": runners, "place": place}


@login_required
def _workspace(request: AuthedRequest, slug: str) -> HttpResponse:
    """A run answers with its verdict if that comes within ANSWER_WITHIN_SECONDS, else with a page that waits."""
    exercise = exercise_or_404(slug, request.user)
    form = RunForm(request.POST or None)
    editor = save_editor(request, exercise)[0] if request.method == "POST" else None
    in_progress: Sequence[Submission] = ()
    if request.method == "POST" and form.is_valid():
        try:
            submission = submit(exercise=exercise, learner=request.user, **form.cleaned_data)
        except SubmissionRefusedError as refused:
            form.add_error("source", str(refused))
            in_progress = refused.runs
        else:
            return answer(request, submission)
    if request.method == "POST" and request.htmx:
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return render_refusal(request, sentences, in_progress)
    is_review = "review" in (request.POST if request.method == "POST" else request.GET)
    work = workspace(exercise, request.user, editor=editor, is_review=is_review)
    page = {"exercise": exercise, "form": form, "work": work, "in_progress": in_progress}
    page["place"] = surroundings_of(exercise)
    return render(request, "exercises/exercise_detail.html", page)
