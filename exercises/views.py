import uuid
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import cast

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from accounts.requests import AuthedRequest, learner_of
from exercises import actions, news, queries
from exercises.comparing import SHOWN_AFTERWARDS, difference, last_change, worked_solutions
from exercises.forms import DraftForm, RunForm
from exercises.highlight import python_html
from exercises.models import Exercise, Submission

log = structlog.get_logger(__name__)

ANSWER_WITHIN_S = 0.5
HEARTBEAT_S = 15
RUNS_ON_A_PAGE = 25
STREAM_S = 600  # a page that still waits then asks again by itself


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    topic, state = request.GET.get("topic", ""), request.GET.get("state", "") if learner else ""
    query = request.GET.get("q", "").strip()[:100]
    page = queries.exercise_list(learner, topic=topic, state=state, query=query)
    chosen = {"topic": topic, "state": state, "query": query}
    return render(request, "exercises/exercise_list.html", {"page": page, **chosen})


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@never_cache
def exercise_detail(request: AuthedRequest, slug: str) -> HttpResponse:
    """The workspace; for a visitor what there is to read, and the way in."""
    if learner_of(request) or request.method == "POST":
        return _workspace(request, slug)
    exercise = get_object_or_404(Exercise.objects.open(), slug=slug)
    page = {"exercise": exercise, "starter_html": python_html(exercise.starter)}
    return render(request, "exercises/exercise_visit.html", page)


@login_required
def _workspace(request: AuthedRequest, slug: str) -> HttpResponse:
    """A run answers with its verdict if that comes within half a second, else with a page that waits."""
    exercise = get_object_or_404(Exercise.objects.open(), slug=slug)
    form = RunForm(request.POST or None)
    shown = _keep(request, exercise)[0] if request.method == "POST" else None
    if request.method == "POST" and form.is_valid():
        try:
            submission = actions.submit(exercise=exercise, learner=request.user, **form.cleaned_data)
        except actions.SubmissionRefused as refused:
            form.add_error("source", str(refused))
        else:
            return _answer(request, submission)
    if request.method == "POST" and request.htmx:
        return _refused(request, *(str(error) for errors in form.errors.values() for error in errors))
    work = queries.workspace(exercise, request.user, shown=shown)
    return render(request, "exercises/exercise_detail.html", {"exercise": exercise, "form": form, "work": work})


@login_required
@require_POST
def draft(request: AuthedRequest, slug: str) -> HttpResponse:
    """Keep what is in the editor. The script gets the line below it; a button leads back to the page."""
    exercise = get_object_or_404(Exercise.objects.open(), slug=slug)
    shown, status = _keep(request, exercise)
    if request.htmx:
        is_new = status == HTTPStatus.OK and request.POST.get("choice", "") not in ("", actions.Choice.HERE)
        part = {"editor": shown, "exercise": exercise, "is_new": is_new}
        return render(request, "exercises/draft.html", part, status=status)
    if status == HTTPStatus.OK:
        return redirect(exercise)
    work = queries.workspace(exercise, request.user, shown=shown)
    page = {"exercise": exercise, "form": RunForm(), "work": work}
    return render(request, "exercises/exercise_detail.html", page, status=status)


def _keep(request: AuthedRequest, exercise: Exercise) -> tuple[queries.Editor, HTTPStatus]:
    """Save the draft, or do as was chosen. What can't be kept stays in the editor, whatever comes of it."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise BadRequest("This is not a draft.")
    text, choice = form.text(), form.cleaned_data["choice"]
    try:
        if choice:
            kept = actions.replace_draft(exercise=exercise, learner=request.user, choice=actions.Choice(choice), **text)
        else:
            kept = actions.save_draft(exercise=exercise, learner=request.user, **text)
    except actions.DraftConflict as conflict:
        shown = queries.editor_in_conflict(conflict.draft, source=text["source"], base=form.cleaned_data["base"])
        return shown, HTTPStatus.CONFLICT
    except actions.DraftRefused as refused:
        shown = queries.editor_refused(source=text["source"], base=text["base"], reason=str(refused))
        return shown, HTTPStatus.UNPROCESSABLE_ENTITY
    return queries.editor(kept), HTTPStatus.OK


@login_required
@require_POST
def submission_again(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The same code once more: offered when a verdict was our fault, and after a cancellation."""
    submission = get_object_or_404(Submission, exercise__slug=slug, uid=uid, learner=request.user)
    try:
        return _answer(request, actions.submit_again(submission=submission))
    except actions.SubmissionRefused as refused:
        if request.htmx:
            return _refused(request, str(refused))
        messages.error(request, str(refused))
        return redirect(submission)


@login_required
@require_POST
def submission_cancel(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Stop waiting. If the verdict was quicker, that is shown."""
    submission = get_object_or_404(Submission, exercise__slug=slug, uid=uid, learner=request.user)
    actions.cancel(submission=submission)
    return _result(request, submission) if request.htmx else redirect(submission)


def _refused(request: AuthedRequest, *sentences: str) -> HttpResponse:
    return render(request, "exercises/exercise_detail.html#refused", {"sentences": sentences})


def _answer(request: AuthedRequest, submission: Submission) -> HttpResponse:
    """The verdict if it comes soon. Without htmx the run's own page answers, which can be reloaded safely."""
    still = Submission.objects.waiting().filter(pk=submission.pk)
    news.wait(submission.uid, ANSWER_WITHIN_S, until=lambda: not still.exists())
    return _result(request, submission) if request.htmx else redirect(submission)


def _result(request: AuthedRequest, submission: Submission) -> HttpResponse:
    submission.refresh_from_db()
    return render(request, "exercises/results.html", {"results": queries.submission_results(submission)})


@login_required
@require_safe
@vary_on_headers("HX-Request")
def submission_detail(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """A run and its verdict. A waiting page asks here too, with what it shows: no content means nothing is new."""
    submission = _submission_or_404(request.user, slug, uid)
    results = queries.submission_results(submission)
    if request.htmx and results.waiting and results.waiting.key == request.GET.get("seen"):
        return HttpResponse(status=204)
    if request.htmx:
        return render(request, "exercises/results.html", {"results": results})
    page = {"submission": submission, "results": results, "source_html": python_html(submission.source)}
    return render(request, "exercises/submission_detail.html", page)


@login_required
@require_safe
def submission_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """My runs of one exercise, to choose two of. What is chosen stays so from page to page."""
    exercise = get_object_or_404(Exercise, slug=slug)
    mine = exercise.submissions.filter(learner=request.user).newest_first()
    runs = Paginator(mine.defer("source"), RUNS_ON_A_PAGE).get_page(request.GET.get("page"))
    lines = queries.run_lines(runs, _two_runs(request, mine))
    page = {"exercise": exercise, "runs": runs, "lines": lines, "count": runs.paginator.count}
    return render(request, "exercises/submission_list.html", page)


@login_required
@require_safe
def compare(request: AuthedRequest, slug: str) -> HttpResponse:
    """What changed between two runs of one's own, `from` and `to`; without a choice, the last change."""
    exercise = get_object_or_404(Exercise, slug=slug)
    runs = set(filter(None, _two_runs(request, exercise.submissions.filter(learner=request.user).newest_first())))
    if len(runs) != 2:
        messages.info(request, "There are no two runs to compare. Choose an earlier and a later one.")
        return redirect("exercises:submission_list", slug=slug)
    earlier, later = sorted(runs, key=lambda run: (run.created_at, run.pk))
    lines = difference(earlier.source, later.source)
    page = {"exercise": exercise, "earlier": earlier, "later": later, "lines": lines}
    return render(request, "exercises/compare.html", page)


def _two_runs(request: AuthedRequest, runs: QuerySet[Submission]) -> list[Submission | None]:
    """Those that the address names, `from` and `to`; without them the last change."""
    try:
        named = [uuid.UUID(request.GET[name]) for name in ("from", "to")]
    except (KeyError, ValueError):
        return [*last_change(runs)]
    found = {run.uid: run for run in runs.filter(uid__in=named)}
    return [found.get(uid) for uid in named]


@login_required
@require_safe
def worked(request: AuthedRequest, slug: str) -> HttpResponse:
    """Our own solution beside theirs, for those who passed: before that it would take the exercise away."""
    exercise = get_object_or_404(Exercise, slug=slug)
    mine = Submission.objects.filter(learner=request.user, exercise=exercise).passed().newest_first().first()
    if mine is None:
        messages.info(request, SHOWN_AFTERWARDS)
        return redirect(exercise)
    shown = [(one.title, python_html(one.source)) for one in worked_solutions(exercise)]
    page = {"exercise": exercise, "mine": mine, "mine_html": python_html(mine.source), "solutions": shown}
    return render(request, "exercises/worked.html", page)


def _submission_or_404(user: User, slug: str, uid: uuid.UUID) -> Submission:
    rows = Submission.objects.visible_to(user).select_related("exercise", "learner")
    return get_object_or_404(rows, exercise__slug=slug, uid=uid)


@login_required
@require_GET
async def stream(request: AuthedRequest, slug: str, uid: uuid.UUID) -> StreamingHttpResponse:
    """Server-sent events: the state now, then `done` when nothing more will come. The page then asks for it."""
    user = cast(User, await request.auser())  # login_required has seen to it
    visible = Submission.objects.visible_to(user)
    if not await visible.filter(exercise__slug=slug, uid=uid).aexists():
        raise Http404
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_events(uid), content_type="text/event-stream", headers=headers)


async def _events(uid: uuid.UUID) -> AsyncIterator[str]:
    """Listening starts before the row is read, so a verdict in between is not missed."""
    try:
        async with news.subscribed(uid) as heard:
            for _ in range(round(STREAM_S / HEARTBEAT_S)):
                event = await _event(uid)
                yield event
                if event.startswith("event: done"):
                    return
                await heard(HEARTBEAT_S)
    except news.TROUBLE as error:
        log.warning("stream.deaf", submission=str(uid), error=str(error))
        yield await _event(uid)


async def _event(uid: uuid.UUID) -> str:
    row = await Submission.objects.values("state", "verdict").aget(uid=uid)
    event = "queued" if row["state"] == Submission.State.QUEUED else "done"
    return f"event: {event}\ndata: {row['verdict']}\n\n"
