"""What is in the editor, kept for each learner and exercise. No version is ever lost to another."""

import uuid

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from exercises.grading import MAX_SOURCE_BYTES
from exercises.models import Draft, Exercise


class Choice(models.TextChoices):
    """What shall stand in the editor instead of one's own text."""

    HERE = "here", "what is in this editor"
    THERE = "there", "what was saved elsewhere"
    STARTER = "starter", "the exercise's starter"
    BACK = "back", "what was set aside"


class DraftRefused(Exception):  # noqa: N818 - reads as what it is
    """The text is not kept. The message is a sentence for the learner."""


class DraftConflict(Exception):  # noqa: N818 - reads as what it is
    """It was edited elsewhere in the meantime; nothing was changed."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("It was edited elsewhere.")
        self.draft = draft


@transaction.atomic
def save_draft(*, exercise: Exercise, learner: User, source: str, base: str, browser: str = "") -> Draft:
    """Keep the text. ``base`` is the revision that it goes on from, empty for the first.

    Raises:
        DraftRefused: it is too long, or not text.
        DraftConflict: the draft is another one by now, and says something else.
    """
    source, draft = _readable(source), _locked(exercise, learner)
    if draft.pk and draft.source == source:
        return draft
    _ensure_goes_on(draft, base, browser)
    return _write(draft, source, browser)


@transaction.atomic
def replace_draft(
    *, exercise: Exercise, learner: User, source: str, choice: Choice, base: str, browser: str = ""
) -> Draft:
    """Put something else in the editor's place and set aside what stood there, so that it can be put back.

    Raises:
        DraftRefused, DraftConflict: as for save_draft.
    """
    source, draft = _readable(source), _locked(exercise, learner)
    _ensure_goes_on(draft, base, browser)
    new = {
        Choice.HERE: source,
        Choice.THERE: draft.source,
        Choice.STARTER: exercise.starter,
        Choice.BACK: draft.set_aside or source,
    }[choice]
    old = draft.source if choice == Choice.HERE else source
    if old.strip() and old not in (new, exercise.starter):
        draft.set_aside = old
    elif choice == Choice.BACK:
        draft.set_aside = ""
    return _write(draft, new, browser)


@transaction.atomic
def delete_draft(*, exercise: Exercise, learner: User, base: str) -> bool:
    """Forget the text and what was set aside: the editor begins with the last run again, or the starter.

    ``base`` is the revision that was seen. False: there is no draft.

    Raises:
        DraftConflict: the draft is another one by now.
    """
    draft = _locked(exercise, learner)
    _ensure_goes_on(draft, base, browser="")
    return draft.pk is not None and bool(draft.delete()[0])


def _locked(exercise: Exercise, learner: User) -> Draft:
    """The learner's draft, or a new one. Two tabs that save at once wait for each other here."""
    User.objects.select_for_update().get(pk=learner.pk)
    found = Draft.objects.filter(exercise=exercise, learner=learner).first()
    return found or Draft(exercise=exercise, learner=learner)


def _ensure_goes_on(draft: Draft, base: str, browser: str) -> None:
    if draft.pk and not draft.goes_on(base, browser):
        raise DraftConflict(draft)


def _write(draft: Draft, source: str, browser: str) -> Draft:
    draft.source, draft.browser = source, browser
    draft.revision, draft.saved_at = uuid.uuid4(), timezone.now()
    draft.save()
    return draft


def _readable(source: str) -> str:
    """Browsers send CRLF; a draft has plain line ends, as a run has. Anything that can be stored may be a draft."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in source:
        raise DraftRefused("The code holds a NUL character, which Python does not read. Remove it to save the draft.")
    size = len(source.encode(errors="replace"))
    if size > MAX_SOURCE_BYTES:
        raise DraftRefused(
            f"The code is {size / 1024:.0f} KiB long; drafts of up to {MAX_SOURCE_BYTES // 1024} KiB are saved."
        )
    return source
