"""Save what is in the editor."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render

from exercises.models import Exercise
from exercises.workspace import actions, lookup, queries
from exercises.workspace.forms import DraftForm, RunForm
from lib.requests import AuthedRequest
from lib.views import post_from


@post_from("exercises:exercise_detail")
@login_required
def draft(request: AuthedRequest, slug: str) -> HttpResponse:
    """Save the editor. A script gets the status line below the editor, a button gets the page."""
    exercise = lookup.exercise_or_404(slug, request.user)
    editor, status = save_editor(request, exercise)
    if request.htmx:
        is_new = status == HTTPStatus.OK and request.POST.get("choice", "") not in ("", actions.Choice.HERE)
        part = {"editor": editor, "exercise": exercise, "is_new": is_new}
        return render(request, "exercises/draft.html", part, status=status)
    if status == HTTPStatus.OK:
        return redirect(f"{exercise.get_absolute_url()}{'?review' if 'review' in request.POST else ''}")
    work = queries.workspace(exercise, request.user, editor=editor, is_review="review" in request.POST)
    page = {"exercise": exercise, "form": RunForm(), "work": work}
    return render(request, "exercises/exercise_detail.html", page, status=status)


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
