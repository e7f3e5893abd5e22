"""A learner's own notes: one on each topic and on each of its parts."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.errors import RefusedError
from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from curriculum.markdown import MarkdownError
from curriculum.models import Subtopic, Topic
from progress.models import Note


class NoteChangedError(RefusedError):
    """It was changed meanwhile, in another tab or on another device. ``note`` is what is saved now, if any is."""

    def __init__(self, note: Note | None) -> None:
        super().__init__("This note was changed meanwhile, in another tab or on another device. Nothing is lost.")
        self.note = note


@transaction.atomic
def save_note(*, learner: User, of: Topic | Subtopic, text: str, base: str) -> str:
    """Keep the text; an empty one deletes the note. ``base`` is the version it was made from, empty for none.

    Gives the receipt that brings a deleted note back, else nothing.

    Raises:
        NoteChangedError: another version is saved by now; nothing was written.
        RefusedError: the text is too long, or would be once it is typeset.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    note = Note.objects.filter(learner=learner, **_where(of)).first()
    if note and note.text == text:  # a second click
        return ""
    if (note.version if note else "") != base:
        raise NoteChangedError(note)
    if len(text) > Note.MOST_CHARACTERS:
        raise RefusedError(f"A note has at most {Note.MOST_CHARACTERS:,} characters; this one has {len(text):,}.")
    if text.strip():
        _write(learner, of, text, timezone.now())
        return ""
    return _delete(note) if note else ""


def _write(learner: User, of: Topic | Subtopic, text: str, at: datetime) -> None:
    written = {"text": text, "written_at": at, "topic": of.topic if isinstance(of, Subtopic) else of}
    try:
        Note.objects.update_or_create(learner=learner, **_where(of), defaults=written)
    except MarkdownError as error:
        raise RefusedError(str(error)) from error


def _delete(note: Note) -> str:
    was = {"topic": note.topic_id, "part": note.subtopic_id, "text": note.text, "at": note.written_at.isoformat()}
    note.delete()
    return write_receipt("note", note.learner, was)


@transaction.atomic
def restore_note(*, learner: User, receipt: str) -> Note:
    """Undo the deletion. Where there is a note again, that one stays."""
    kept = read_receipt("note", learner, receipt, otherwise="Write it anew.")
    of = (Subtopic if kept["part"] else Topic).objects.get(pk=kept["part"] or kept["topic"])
    if Note.objects.filter(learner=learner, **_where(of)).exists():
        raise RefusedError("There is a new note by now. Delete it first, to have the old one back.")
    _write(learner, of, kept["text"], datetime.fromisoformat(kept["at"]))
    return Note.objects.select_related("topic", "subtopic").get(learner=learner, **_where(of))


def _where(of: Topic | Subtopic) -> dict[str, Any]:
    """A part is known by itself, as it may have come from another topic."""
    return {"subtopic": of} if isinstance(of, Subtopic) else {"topic": of, "subtopic": None}
