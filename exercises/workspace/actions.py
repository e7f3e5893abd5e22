"""Save a learner's draft. A version never overwrites another that the learner hasn't seen."""

import uuid

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from exercises.models import Draft, Exercise
from exercises.workspace.queries import draft_of
from runner.protocol import source_problem


class Choice(models.TextChoices):
    """The text to show in the editor instead of the learner's."""

    HERE = "here", "what is in this editor"
    THERE = "there", "what was saved elsewhere"
    STARTER = "starter", "the exercise's starter"
    PARTIAL = "partial", "the exercise's partial solution"
    BACK = "back", "what was set aside"


NO_PARTIAL_SOLUTION = "This exercise has no partial solution."


class DraftRefusedError(Exception):
    """The text can't be saved. The message is for the learner."""


class DraftConflictError(Exception):
    """The draft was edited elsewhere in the meantime. Nothing was changed."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("It was edited elsewhere.")
        self.draft = draft


@transaction.atomic
def save_draft(
    *, exercise: Exercise, learner: User, source: str, base: str, browser: str = "", is_review: bool = False
) -> Draft:
    """Save the text. ``base`` is the revision that it is based on, empty for the first.

    Raises:
        DraftRefusedError: it is too long, or not text.
        DraftConflictError: the draft has changed since, to another text.
    """
    source, draft = _normalise(source), _get_draft_for_update(exercise, learner, is_review=is_review)
    if draft.pk and draft.source == source:
        return draft
    _ensure_based_on(draft, base, browser)
    return _write(draft, source, browser)


@transaction.atomic
def replace_draft(
    *,
    exercise: Exercise,
    learner: User,
    source: str,
    choice: Choice,
    base: str,
    browser: str = "",
    is_review: bool = False,
) -> Draft:
    """Replace the draft and keep the old text, so that it can be restored.

    Raises:
        DraftRefusedError: as for save_draft, or the exercise has no partial solution.
        DraftConflictError: as for save_draft.
    """
    if choice == Choice.PARTIAL and not exercise.has_partial_solution:
        raise DraftRefusedError(NO_PARTIAL_SOLUTION)
    source, draft = _normalise(source), _get_draft_for_update(exercise, learner, is_review=is_review)
    _ensure_based_on(draft, base, browser)
    new = {
        Choice.HERE: source,
        Choice.THERE: draft.source,
        Choice.STARTER: exercise.starter,
        Choice.PARTIAL: exercise.partial_solution,
        Choice.BACK: draft.set_aside or source,
    }[choice]
    old = draft.source if choice == Choice.HERE else source
    if old.strip() and old not in (new, exercise.starter, exercise.partial_solution):
        draft.set_aside = old
    elif choice == Choice.BACK:
        draft.set_aside = ""
    return _write(draft, new, browser)


@transaction.atomic
def delete_draft(*, exercise: Exercise, learner: User, base: str) -> bool:
    """Delete the draft and the old text kept with it. The editor then shows the last run again, or the starter.

    ``base`` is the revision that the learner saw. Return False if there is no draft.

    Raises:
        DraftConflictError: the draft has changed since.
    """
    draft = _get_draft_for_update(exercise, learner)
    _ensure_based_on(draft, base, browser="")
    return draft.pk is not None and bool(draft.delete()[0])


def delete_review_draft(*, exercise: Exercise, learner: User) -> None:
    """Delete what was written for a review that is over. The next one begins with the starter again."""
    Draft.objects.filter(exercise=exercise, learner=learner, is_review=True).delete()


def _get_draft_for_update(exercise: Exercise, learner: User, *, is_review: bool = False) -> Draft:
    """The learner's draft, or a new one. Locks it, so that two tabs can't save at once."""
    learner.lock()
    draft = draft_of(exercise, learner, is_review=is_review)
    return draft or Draft(exercise=exercise, learner=learner, is_review=is_review)


def _ensure_based_on(draft: Draft, base: str, browser: str) -> None:
    if draft.pk and not draft.may_follow(base, browser):
        raise DraftConflictError(draft)


def _write(draft: Draft, source: str, browser: str) -> Draft:
    draft.source, draft.browser = source, browser
    draft.revision, draft.saved_at = uuid.uuid4(), timezone.now()
    draft.save()
    return draft


def _normalise(source: str) -> str:
    """The text with plain line ends: browsers send CRLF. A draft may be empty, unlike a submission."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if problem := source_problem(source):
        raise DraftRefusedError(problem)
    return source
