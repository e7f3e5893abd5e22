"""The mentors' shared note about a learner: save, delete, restore."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_notes.models import MentorNote
from cohorts.permissions import check_looks_after, lock_learner
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token

NOTE_CHANGED = "{who} changed this note in the meantime. Both versions are below."
NOTE_ARCHIVED = "This cohort is archived, so you can only delete its notes."
NEW_NOTE = "Someone has written a new note since. Delete it first to get the old one back."


class MentorNoteChangedError(RefusedError):
    """``note`` is what is saved now. None: somebody deleted it."""

    def __init__(self, note: MentorNote | None) -> None:
        super().__init__(NOTE_CHANGED.format(who=(note and note.writer) or "Someone"))
        self.note = note


@transaction.atomic
def save_mentor_note(*, person: User, learner: User, cohort: Cohort, text: str, base: str) -> str:
    """Save the note; an empty text deletes it. Return the undo token of a deletion, otherwise an empty text.

    ``base`` is the version that the text is based on; empty for a new note.

    Raises:
        PermissionDenied: the person isn't a mentor of the learner in that cohort.
        MentorNoteChangedError: another mentor has saved another text since. Nothing was written.
        RefusedError: the cohort is archived, or the text can't be typeset.
    """
    _check_may_note(person, learner, cohort)
    note = MentorNote.objects.about(learner, cohort).first()
    if (note.text if note else "") == text:  # a second click
        return ""
    if (note.version if note else "") != base:
        raise MentorNoteChangedError(note)
    if not text.strip():
        return _delete(note, person) if note else ""
    if cohort.is_archived:
        raise RefusedError(NOTE_ARCHIVED)
    _write(learner, cohort, text, writer=person, at=timezone.now())
    return ""


@transaction.atomic
def restore_mentor_note(*, person: User, learner: User, cohort: Cohort, undo_token: str) -> None:
    """Undo the deletion. Raises as `save_mentor_note`, and RefusedError if there is a new note."""
    _check_may_note(person, learner, cohort)
    state = read_undo_token("mentor note", person, undo_token, otherwise="Write it again.")
    if (state["learner"], state["cohort"]) != (str(learner.uid), cohort.pk):
        raise PermissionDenied
    note = MentorNote.objects.about(learner, cohort).first()
    if note and note.text != state["text"]:
        raise RefusedError(NEW_NOTE)
    if note is None:
        writer = User.objects.filter(uid=state["writer"]).first() if state["writer"] else None
        _write(learner, cohort, state["text"], writer=writer, at=datetime.fromisoformat(state["at"]))


def _check_may_note(person: User, learner: User, cohort: Cohort) -> None:
    if person == learner:
        raise PermissionDenied
    lock_learner(learner.pk)
    check_looks_after(person, learner, cohort)


def _write(learner: User, cohort: Cohort, text: str, *, writer: User | None, at: datetime) -> None:
    columns = {"text": text, "writer": writer, "written_at": at}
    MentorNote.objects.update_or_create(learner=learner, cohort=cohort, defaults=columns)


def _delete(note: MentorNote, person: User) -> str:
    state = {
        "learner": str(note.learner.uid), "cohort": note.cohort_id, "text": note.text,
        "writer": str(note.writer.uid) if note.writer else "", "at": note.written_at.isoformat(),
    }  # fmt: skip
    note.delete()
    return make_undo_token("mentor note", person, state)
