"""A mentor's saved replies: add, change, delete, restore, and insert into an answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import User
from cohorts.permissions import is_mentor
from cohorts.saved_replies.models import SavedReply
from cohorts.threads.models import Thread, subject
from cohorts.threads.rules import LineRange, format_lines
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token

TOO_MANY_REPLIES = f"You have {SavedReply.MAX_PER_MENTOR} saved replies. Delete one that you don’t use."


@transaction.atomic
def add_saved_reply(*, mentor: User, title: str, text: str) -> SavedReply:
    """Save a reply. The same title and text twice make one.

    Raises PermissionDenied to everybody but mentors and admins, and RefusedError if there are too many.
    """
    _lock_replies(mentor)
    own_replies = SavedReply.objects.of(mentor)
    if same := own_replies.filter(title=title, text=text).first():
        return same  # a second click
    if own_replies.count() >= SavedReply.MAX_PER_MENTOR:
        raise RefusedError(TOO_MANY_REPLIES)
    return SavedReply.objects.create(mentor=mentor, title=title, text=text)


def change_saved_reply(*, mentor: User, reply: SavedReply, title: str, text: str) -> None:
    _check_own(mentor, reply)
    SavedReply.objects.filter(pk=reply.pk).update(title=title, text=text)


def delete_saved_reply(*, mentor: User, reply: SavedReply) -> str:
    """Return the undo token."""
    _check_own(mentor, reply)
    state = {"uid": str(reply.uid), "title": reply.title, "text": reply.text, "uses": reply.uses}
    reply.delete()
    return make_undo_token("saved reply", mentor, state)


@transaction.atomic
def restore_saved_reply(*, mentor: User, undo_token: str) -> SavedReply:
    """Undo a deletion. Raises as `read_undo_token` and `add_saved_reply`."""
    state: dict[str, Any] = read_undo_token("saved reply", mentor, undo_token, otherwise="Write it again.")
    _lock_replies(mentor)
    if SavedReply.objects.of(mentor).count() >= SavedReply.MAX_PER_MENTOR:
        raise RefusedError(TOO_MANY_REPLIES)
    reply, _ = SavedReply.objects.get_or_create(uid=UUID(state.pop("uid")), mentor=mentor, defaults=state)
    return reply


def insert_saved_reply(*, mentor: User, reply: SavedReply, thread: Thread, lines: LineRange | None, text: str) -> str:
    """Return the text of an answer with the reply below it, and count the use."""
    _check_own(mentor, reply)
    SavedReply.objects.filter(pk=reply.pk).update(uses=F("uses") + 1)
    item = subject(thread.about)
    values = {
        "learner": str(thread.learner),
        "exercise": item.title if item else "",
        "line": format_lines(lines) if lines else "",
    }
    return "\n\n".join(filter(None, [text.rstrip(), fill_in(reply.text, values)]))


def _check_own(mentor: User, reply: SavedReply) -> None:
    if reply.mentor_id != mentor.pk:
        raise PermissionDenied


def _lock_replies(mentor: User) -> None:
    """Let one request of this mentor add at a time, so that two together don't exceed the limit."""
    if User.objects.select_for_update(no_key=True).filter(pk=mentor.pk, is_active=True).first() is None:
        raise PermissionDenied
    if not mentor.manages_people and not is_mentor(mentor):
        raise PermissionDenied


PLACEHOLDERS = ("learner", "exercise", "line")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Replace {learner}, {exercise} and {line}. One without a value stays, so that the mentor sees it.

    Only the text's own placeholders are replaced: one inside a value is not.

    >>> fill_in("Hello {learner}, see {line} of {exercise}.", {"learner": "{line}", "line": "lines 3–5"})
    'Hello {line}, see lines 3–5 of {exercise}.'
    """
    parts = text.split("{")
    result = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        is_known = bool(brace) and name in PLACEHOLDERS and bool(values.get(name))
        result.append(values[name] + rest if is_known else "{" + part)
    return "".join(result)
