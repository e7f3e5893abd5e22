"""A learner's own notes: one on each topic and on each of its parts."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from curriculum.models import Subtopic, Topic
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from progress.notes.models import Note

NOTE_CHANGED = "This note was changed in another tab or on another device. Both versions are below."


class NoteChangedError(RefusedError):
    """The note was changed in another tab or on another device. ``note`` is what is saved now, if anything."""

    def __init__(self, note: Note | None) -> None:
        super().__init__(NOTE_CHANGED)
        self.note = note


@transaction.atomic
def save_note(*, learner: User, of: Topic | Subtopic, text: str, base: str) -> str:
    """Save the text; an empty one deletes the note. ``base`` is the version that it is based on, empty for a new note.

    Return the undo token of a deletion, otherwise an empty text.

    Raises:
        NoteChangedError: another version was saved since; nothing was written.
        RefusedError: the text is too long, or would be once it is typeset.
    """
    learner.lock()
    note = Note.objects.filter(learner=learner, **_where(of)).first()
    if note and note.text == text:  # a second click
        return ""
    if (note.version if note else "") != base:
        raise NoteChangedError(note)
    if len(text) > Note.MAX_CHARACTERS:
        raise RefusedError(f"A note can have {Note.MAX_CHARACTERS:,} characters. This one has {len(text):,}.")
    if text.strip():
        _write(learner, of, text, timezone.now())
        return ""
    return _delete(note) if note else ""


def _write(learner: User, of: Topic | Subtopic, text: str, at: datetime) -> None:
    columns = {"text": text, "written_at": at, "topic": of.topic if isinstance(of, Subtopic) else of}
    Note.objects.update_or_create(learner=learner, **_where(of), defaults=columns)


def _delete(note: Note) -> str:
    values = {"topic": note.topic_id, "part": note.subtopic_id, "text": note.text, "at": note.written_at.isoformat()}
    note.delete()
    return make_undo_token("note", note.learner, values)


@transaction.atomic
def restore_note(*, learner: User, undo_token: str) -> Note:
    """Undo the deletion. A newer note stays."""
    values = read_undo_token("note", learner, undo_token, otherwise="Write it again.")
    of = (Subtopic if values["part"] else Topic).objects.get(pk=values["part"] or values["topic"])
    if Note.objects.filter(learner=learner, **_where(of)).exists():
        raise RefusedError("You’ve written a new note since. Delete it first to get the old one back.")
    _write(learner, of, values["text"], datetime.fromisoformat(values["at"]))
    return Note.objects.select_related("topic", "subtopic").get(learner=learner, **_where(of))


def _where(of: Topic | Subtopic) -> dict[str, Any]:
    """A part is known by itself, as it may have come from another topic."""
    return {"subtopic": of} if isinstance(of, Subtopic) else {"topic": of, "subtopic": None}
