"""The page of one exercise, with its editor."""

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from exercises.catalogue.queries import exercise_or_404
from exercises.fleet.capacity import runners_of
from exercises.models import Exercise, Submission
from exercises.submissions.actions import SubmissionRefusedError, submit
from exercises.submissions.source_html import python_html
from exercises.submissions.views import answer, render_refusal
from exercises.trials.queries import TrialBench, trial_bench
from exercises.workspace import actions, queries
from exercises.workspace.forms import DraftForm, RunForm
from exercises.workspace.linting import LinterBusyError, problems_in
from exercises.workspace.surroundings import surroundings_of
from lib.pages.same_origin import same_origin_only
from lib.pages.views import AuthedRequest, learner_of, post_from
from lib.throttling import seconds_until_lint
from runner.protocol import source_problem


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
    """Return a visitor's page: with an editor if they may try the exercise, else with its starter."""
    runners = None if exercise.needs_nothing else runners_of(exercise)
    starter_html = "" if bench else python_html(exercise.starter)
    return {
        "exercise": exercise, "bench": bench, "starter_html": starter_html, "runners": runners,
        "surroundings": surroundings_of(exercise),
    }  # fmt: skip


@login_required
def _workspace(request: AuthedRequest, slug: str) -> HttpResponse:
    """A run answers with its verdict if that comes within ANSWER_WITHIN_SECONDS, else with a page that waits."""
    exercise = exercise_or_404(slug, request.user)
    form = RunForm(request.POST or None)
    editor, submission = None, None
    in_progress: Sequence[Submission] = ()
    if request.method == "POST":
        with transaction.atomic():  # one write for the draft and the run
            editor = save_editor(request, exercise)[0]
            try:
                if form.is_valid():
                    submission = submit(exercise=exercise, learner=request.user, **form.cleaned_data)
            except SubmissionRefusedError as refused:
                form.add_error("source", str(refused))
                in_progress = refused.runs
    if submission:
        return answer(request, submission)
    if request.method == "POST" and request.htmx:
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return render_refusal(request, sentences, in_progress)
    is_review = "review" in (request.POST if request.method == "POST" else request.GET)
    work = queries.workspace(exercise, request.user, editor=editor, is_review=is_review)
    page = {"exercise": exercise, "form": form, "work": work, "in_progress": in_progress}
    page["surroundings"] = surroundings_of(exercise)
    return render(request, "exercises/exercise_detail.html", page)


@post_from("exercises:exercise_detail")
@login_required
def draft(request: AuthedRequest, slug: str) -> HttpResponse:
    """Save the editor. A script gets the status line below the editor, a button gets the page."""
    exercise = exercise_or_404(slug, request.user)
    editor, status = save_editor(request, exercise)
    if request.htmx:
        is_new = status == HTTPStatus.OK and request.POST.get("choice", "") not in ("", actions.Choice.HERE)
        context = {"editor": editor, "exercise": exercise, "is_new": is_new}
        return render(request, "exercises/draft.html", context, status=status)
    if status == HTTPStatus.OK:
        return redirect(f"{exercise.get_absolute_url()}{'?review' if 'review' in request.POST else ''}")
    work = queries.workspace(exercise, request.user, editor=editor, is_review="review" in request.POST)
    page = {"exercise": exercise, "form": RunForm(), "work": work}
    return render(request, "exercises/exercise_detail.html", page, status=status)


@require_POST
@same_origin_only
@never_cache
def lint(request: HttpRequest) -> HttpResponse:
    """Warnings about the code in an editor, also a visitor's. Nothing is stored, and nobody is asked for."""
    source = request.POST.get("source", "").replace("\r\n", "\n")
    if source_problem(source):
        return JsonResponse({"problems": []})
    if seconds := seconds_until_lint(request):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": seconds})
    try:
        return JsonResponse({"problems": [asdict(problem) for problem in problems_in(source)]})
    except LinterBusyError:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": 1})


def save_editor(request: AuthedRequest, exercise: Exercise) -> tuple[queries.Editor, HTTPStatus]:
    """Save the draft, or do what the form's choice says. Text that can't be saved stays in the editor."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise BadRequest("This isn’t a draft.")
    text, choice = form.text(), form.cleaned_data["choice"]
    try:
        if choice:
            draft = actions.replace_draft(
                exercise=exercise, learner=request.user, choice=actions.Choice(choice), **text
            )
        else:
            draft = actions.save_draft(exercise=exercise, learner=request.user, **text)
    except actions.DraftConflictError as conflict:
        editor = queries.editor_in_conflict(conflict.draft, source=text["source"], base=form.cleaned_data["base"])
        return editor, HTTPStatus.CONFLICT
    except actions.DraftRefusedError as refused:
        editor = queries.editor_refused(source=text["source"], base=text["base"], reason=str(refused))
        return editor, HTTPStatus.UNPROCESSABLE_ENTITY
    return queries.editor_of(draft), HTTPStatus.OK
