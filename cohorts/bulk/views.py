"""Do something with the learners that a mentor chose in the grid: choose, fill in, read what happened, undo."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cohorts.access import cohort_or_404
from cohorts.bulk import actions
from cohorts.bulk.forms import AssignForm, LaterForm, MoveLearnersForm, Operation, OwnWeekForm
from cohorts.bulk.messages import TAKEN_BACK, withdraw_group_message, write_to_several
from cohorts.bulk.outcome import BulkOutcome, learners_named
from cohorts.bulk.selection import ChosenLearners, read_selection
from cohorts.cohort.models import Cohort
from cohorts.nudges.actions import remind_of_answers
from cohorts.plan.models import last_day
from cohorts.threads.comment_forms import render_form, should_send
from cohorts.threads.forms import CommentForm
from cohorts.wording import date_text
from curriculum.models import Topic
from exercises.models import Exercise
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.pages.views import AuthedRequest, offer_undo, post_from, warn_of_refusal
from progress.roadmap.roadmaps import curriculum

KIND = "bulk"
TICK_SOMEBODY = "Tick the learners first, or the box for all of them."
SHOWN_NAMES = 12
_UNDO: dict[str, Callable[..., None]] = {
    "reminders": actions.undo_reminders,
    "weeks": actions.undo_own_week,
    "mentors": actions.undo_assignment,
}


@post_from("cohorts:cohort_detail")
@login_required
def bulk(request: AuthedRequest, slug: str) -> HttpResponse:
    """Ask what is needed for the chosen learners, and do it."""
    cohort = cohort_or_404(request.user, slug)
    operation = _operation_or_404(request, cohort)
    selection = read_selection(request.POST, cohort, reader=request.user, now=timezone.now())
    if not selection.learners:
        messages.warning(request, TICK_SOMEBODY)
        return _to_grid(cohort, selection)
    if operation == Operation.MESSAGE:
        return _write(request, cohort, selection)
    form = _form(request, cohort, operation)
    if form is None or (form.is_bound and form.is_valid()):
        try:
            _do(request, cohort, operation, selection, form)
        except RefusedError as refusal:
            if form is None:
                messages.warning(request, str(refusal))
                return _to_grid(cohort, selection)
            form.add_error(None, str(refusal))
        else:
            return _to_grid(cohort, selection)
    return render(request, "cohorts/bulk.html", _context(cohort, operation, selection) | {"form": form})


@require_POST
@login_required
def undo_bulk(request: AuthedRequest, slug: str) -> HttpResponse:
    """Undo what was done with several learners."""
    cohort, person = cohort_or_404(request.user, slug), request.user
    with warn_of_refusal(request):
        state = read_undo_token(
            KIND, person, request.POST.get("undo_token", ""), otherwise="Choose the learners again."
        )
        if state.pop("cohort") != cohort.pk:
            raise Http404
        if "message" in state:
            withdraw_group_message(person=person, cohort=cohort, uid=uuid.UUID(state["message"]))
            messages.success(request, TAKEN_BACK)
        else:
            undo = next(_UNDO[name] for name in state if name in _UNDO)
            undo(person=person, cohort=cohort, **state)
            messages.success(request, "Undone.")
    return redirect(cohort)


def _operation_or_404(request: AuthedRequest, cohort: Cohort) -> Operation:
    try:
        operation = Operation(request.POST.get("do", ""))
    except ValueError:
        raise Http404 from None
    if operation.is_lead_only and not cohort.is_led_by(request.user):
        raise Http404
    return operation


def _form(request: AuthedRequest, cohort: Cohort, operation: Operation) -> Any:
    """Return the form of an operation: empty when it comes from the grid. None: there is nothing to fill in."""
    data = request.POST if "learners" in request.POST else None
    match operation:
        case Operation.LATER:
            return LaterForm(data, today=request.user.today)
        case Operation.DUE:
            return OwnWeekForm(data, course=curriculum(cohort.roadmap_id), cohort=cohort)
        case Operation.MOVE:
            return MoveLearnersForm(data, sections=list(cohort.sections.current()))
        case Operation.ASSIGN:
            staff = cohort.memberships.staff().select_related("user").order_by("user__name", "pk")
            return AssignForm(data, staff=list(staff))
    return None


def _do(request: AuthedRequest, cohort: Cohort, operation: Operation, selection: ChosenLearners, form: Any) -> None:
    """Do it, and say what happened to how many, with a button to undo it."""
    chosen: dict[str, Any] = {"person": request.user, "cohort": cohort, "learners": selection.learners}
    match operation:
        case Operation.LATER:
            day = form.cleaned_data["remind_on"]
            outcome = actions.remind_later(**chosen, remind_on=day)
            _offer_undo(request, cohort, outcome, f"You’ll see {outcome.learners_text} again on {date_text(day)}.")
        case Operation.NUDGE:
            outcome = remind_of_answers(**chosen)
            messages.success(request, _sentence(outcome, f"Reminded {outcome.learners_text} of an answer."))
        case Operation.DUE:
            subject, week = form.chosen_subject, form.cleaned_data["week"]
            outcome = actions.set_own_week(**chosen, subject=subject, week=week)
            _offer_undo(request, cohort, outcome, _week_sentence(cohort, outcome, str(subject), week))
        case Operation.MOVE:
            section = form.chosen_section
            outcome, undo_token = actions.move_to_section(**chosen, section=section)
            text = (
                f"Moved {outcome.learners_text} to {section}."
                if section
                else f"Moved {outcome.learners_text} out of their section."
            )
            url = reverse("cohorts:undo_move", args=[cohort.slug])
            offer_undo(request, _sentence(outcome, text), url, undo_token)
        case Operation.ASSIGN:
            mentor = form.chosen_mentor
            outcome = actions.assign(**chosen, mentor=mentor)
            who = str(mentor.user) if mentor else "nobody in particular"
            _offer_undo(request, cohort, outcome, f"Assigned {outcome.learners_text} to {who}.")


def _write(request: AuthedRequest, cohort: Cohort, selection: ChosenLearners) -> HttpResponse:
    """Write one text to several learners, with a preview."""
    is_sent = "learners" in request.POST
    form = CommentForm(request.POST if is_sent else None, initial={"uid": uuid.uuid4()})
    about = _subject(selection)
    if is_sent and should_send(request, form):
        new = {"about": about, "text": form.cleaned_data["text"], "uid": form.cleaned_data["uid"]}
        try:
            outcome = write_to_several(person=request.user, cohort=cohort, learners=selection.learners, **new)
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            _offer_undo(request, cohort, outcome, f"Your text is on its way to {outcome.learners_text}.")
            return _to_grid(cohort, selection)
    context = _context(cohort, Operation.MESSAGE, selection) | {"about": about}
    return render_form(request, "bulk_message", form, context)


def _subject(selection: ChosenLearners) -> Topic | Exercise | None:
    """Return what the learners haven't passed, where they were chosen by that: the text is about it."""
    kind, _, name = selection.choice.of.partition("=")
    about: Topic | Exercise | None = None
    if kind == "topic":
        about = get_object_or_404(Topic.objects.current(), uid=name)
    elif kind == "exercise":
        about = get_object_or_404(Exercise.objects.open(), slug=name)
    return about


def _context(cohort: Cohort, operation: Operation, selection: ChosenLearners) -> dict[str, Any]:
    named = learners_named(cohort, selection.learners)
    names = [str(member.user) for member in named.members]
    return {
        "cohort": cohort, "operation": operation, "selection": selection, "count": len(names),
        "names": names[:SHOWN_NAMES], "more_names": names[SHOWN_NAMES:], "hidden": _hidden(operation, selection),
    }  # fmt: skip


def _hidden(operation: Operation, selection: ChosenLearners) -> dict[str, str]:
    return {"do": operation.value, "learners": selection.text, "back": selection.choice.query}


def _week_sentence(cohort: Cohort, outcome: BulkOutcome, subject: str, week: int | None) -> str:
    if week is None:
        return f"“{subject}” is due with the cohort again for {outcome.learners_text}."
    day = date_text(last_day(cohort.started_on, week))
    return f"“{subject}” is due in week {week} for {outcome.learners_text}: on {day}, or later if they joined late."


def _sentence(outcome: BulkOutcome, text: str) -> str:
    return f"{text} {outcome.left_out_text}".strip()


def _offer_undo(request: AuthedRequest, cohort: Cohort, outcome: BulkOutcome, text: str) -> None:
    token = make_undo_token(KIND, request.user, {"cohort": cohort.pk, **outcome.undo})
    offer_undo(request, _sentence(outcome, text), reverse("cohorts:undo_bulk", args=[cohort.slug]), token)


def _to_grid(cohort: Cohort, selection: ChosenLearners) -> HttpResponse:
    query = selection.choice.query
    return redirect(f"{cohort.get_absolute_url()}{'?' if query else ''}{query}")
