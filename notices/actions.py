"""Notify people, mail the notices, and mark them as read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.task_queue import enqueue
from notices.mail import can_mail, read_stop_token, send, text_of
from notices.models import TOLD_ON_A_PAGE, Notice, NoticeChoice, NoticeKind
from notices.queries import Channels, channels_of, channels_of_all

log = structlog.get_logger(__name__)

MAIL_TASK = "notices.mail_notice"
MAX_TRIES = 6
FIRST_WAIT = timedelta(minutes=2)  # doubled for each try: the sixth comes an hour after the first


# ---------------------------------------------------------------- notifying


def notify(*, person: User, kind: NoticeKind, key: str, sentence: str, link: str, item: str = "") -> bool:
    """Notify a person on the channels that they chose. True if this makes a new unread notice.

    ``key`` identifies the subject among those of its kind, and ``link`` is the path of a page about it. A subject
    without items causes one notice, once. The items of a subject share a notice: another ``item`` is added to an unread
    notice without another email, and makes a read notice unread again.
    """
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError(f"{link!r} is not a path on this site")
    channels = channels_of(person)[kind]
    if not channels.any:
        return False
    fields = _fields(channels, sentence, link, item)
    with transaction.atomic():
        rows = Notice.objects.select_for_update()
        notice, is_new = rows.get_or_create(person=person, kind=kind, key=key, defaults=fields)
        if item and not is_new:
            is_new = _add_item(notice, item, fields)
        if is_new and fields["mail"]:
            transaction.on_commit(partial(enqueue, MAIL_TASK, notice.pk))
    return is_new


@dataclass(frozen=True, kw_only=True)
class NoticeDraft:
    """What `notify` takes, for one of several people."""

    person: User
    key: str
    sentence: str
    link: str
    item: str = ""


def notify_all(*, people: Sequence[User], kind: NoticeKind, key: str, sentence: str, link: str) -> int:
    """Notify a batch of people of the same subject, each once. Return how many are notified now, as `notify_each`."""
    return notify_each(kind, [NoticeDraft(person=person, key=key, sentence=sentence, link=link) for person in people])


@transaction.atomic
def notify_each(kind: NoticeKind, messages: Sequence[NoticeDraft]) -> int:
    """Notify a batch of people, each of a subject that is new to them. Return how many are notified now.

    Three queries for any number. The emails are sent within minutes, by `queue_mail`.
    """
    people = [message.person for message in messages]
    channels = channels_of_all(people, kind)
    keys = {message.key for message in messages}
    told = set(Notice.objects.filter(person__in=people, kind=kind, key__in=keys).values_list("person", "key"))
    rows = [
        Notice(
            person=message.person,
            kind=kind,
            key=message.key,
            **_fields(channels[message.person.pk], message.sentence, message.link, message.item),
        )
        for message in messages
        if channels[message.person.pk].any and (message.person.pk, message.key) not in told
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may, too
    return len(rows)


def _fields(channels: Channels, sentence: str, link: str, item: str = "") -> dict[str, Any]:
    now, mails = timezone.now(), channels.mail and can_mail()
    return {
        "sentence": Truncator(" ".join(sentence.split())).chars(240), "link": link, "on_page": channels.page,
        "items": [item] if item else [], "created_at": now, "read_at": None,
        "mail": Notice.Mail.DUE if mails else Notice.Mail.NONE, "mail_tries": 0, "mail_next_at": now if mails else None,
    }  # fmt: skip


def _add_item(notice: Notice, item: str, fields: dict[str, Any]) -> bool:
    """Add an item. True if the notice was read, and is unread again."""
    items = notice.safe_items
    if item in items:
        return False
    is_read = notice.read_at is not None
    changes = fields if is_read else {"items": [*items, item], "created_at": fields["created_at"]}
    Notice.objects.filter(pk=notice.pk).update(**changes)
    return is_read


@transaction.atomic
def retract(*, kind: NoticeKind, key: str, item: str, successor: str = "") -> None:
    """Remove an item that no longer exists from its notice. Delete the notice with the last item.

    ``successor`` takes its place: something that the notice told of together with it, and that still exists.
    """
    notices = Notice.objects.filter(kind=kind, key=key)
    if not successor:
        notices.filter(items=[item]).delete()
    for notice in notices.select_for_update():
        items = notice.safe_items
        if item in items:
            renamed = [successor if other_item == item else other_item for other_item in items]
            Notice.objects.filter(pk=notice.pk).update(items=list(filter(None, renamed)))


def retract_unread(*, kind: NoticeKind, key: str, person: User | None = None) -> None:
    """Delete the notices about a subject that nobody has read and no email has told of. What was mailed stays, so that
    it isn't mailed again if the subject comes back. ``person``: only that person's.
    """
    notices = Notice.objects.filter(kind=kind, key=key).unread().exclude(mail=Notice.Mail.SENT)
    (notices.filter(person=person) if person else notices).delete()


def queue_mail() -> int:
    """Queue the emails that are due: those that failed before, and those that never reached the queue."""
    notices = list(Notice.objects.to_mail().order_by("mail_next_at").values_list("pk", flat=True)[:500])
    for pk in notices:
        enqueue(MAIL_TASK, pk)
    return len(notices)


def mail_notice(*, pk: int) -> bool:
    """Send a notice's email if it is due. Return whether it was sent.

    A worker claims the email by moving ``mail_next_at``, so only one of two sends it. If it dies, the next one tries.
    """
    notice = Notice.objects.to_mail().filter(pk=pk).select_related("person").first()
    if notice is None:
        return False
    wait = FIRST_WAIT * 2**notice.mail_tries
    claim = Notice.objects.filter(pk=pk, mail=Notice.Mail.DUE, mail_tries=notice.mail_tries)
    if not claim.update(mail_tries=notice.mail_tries + 1, mail_next_at=timezone.now() + wait):
        return False
    if not (can_mail() and notice.person.is_active and channels_of(notice.person)[NoticeKind(notice.kind)].mail):
        Notice.objects.filter(pk=pk).update(mail=Notice.Mail.NONE)  # they have turned it off since
        return False
    text = text_of(notice)
    if text is None:
        Notice.objects.filter(pk=pk).update(mail=Notice.Mail.NONE)
        return False
    try:
        send(notice, text)
    except OSError as error:  # the base class of smtplib's errors
        log.warning("notice.not_mailed", notice=str(notice.uid), tries=notice.mail_tries + 1, error=str(error))
        if notice.mail_tries + 1 >= MAX_TRIES:
            Notice.objects.filter(pk=pk).update(mail=Notice.Mail.GIVEN_UP)
        return False
    claim = Notice.objects.filter(
        pk=pk, mail_tries=notice.mail_tries + 1
    )  # otherwise it was read and has started again
    claim.update(mail=Notice.Mail.SENT)
    return True


def old_notices(limit: datetime) -> QuerySet[Notice]:
    """Return the notices from before then, except those that must never come a second time."""
    return Notice.objects.filter(created_at__lt=limit).exclude(kind__in=TOLD_ON_A_PAGE)


# ---------------------------------------------------------------- reading


def open_notice(*, person: User, notice: Notice) -> None:
    if notice.person_id != person.pk:
        raise PermissionDenied
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())


def show_on_page(*, person: User, key: int) -> Notice | None:
    """Mark an unread notice as read because the page shows it. None if another page was faster."""
    unread = Notice.objects.filter(person=person, pk=key).unread()
    notice = unread.first()
    return notice if notice and unread.update(read_at=timezone.now()) else None


def mark_read(*, person: User, kinds: Iterable[NoticeKind], link: str) -> None:
    """Mark notices as read because the person is looking at the page that they lead to."""
    Notice.objects.filter(person=person, kind__in=list(kinds), link=link).unread().update(read_at=timezone.now())


def mark_all_read(*, person: User) -> tuple[int, str]:
    """Return how many were unread, and an undo token for `undo_read`."""
    now = timezone.now()
    count = Notice.objects.on_page_of(person).unread().update(read_at=now)
    return count, make_undo_token("read", person, {"at": now.isoformat()})


def undo_read(*, person: User, undo_token: str) -> int:
    """Return how many are unread again. Raises as `read_undo_token`."""
    state = read_undo_token("read", person, undo_token, otherwise="You can find them all in the list.")
    return Notice.objects.filter(person=person, read_at=datetime.fromisoformat(state["at"])).update(read_at=None)


# ---------------------------------------------------------------- choosing


@transaction.atomic
def choose(*, person: User, channels: Mapping[NoticeKind, Channels]) -> None:
    for kind, choice in channels.items():
        NoticeChoice.objects.update_or_create(
            person=person, kind=kind, defaults={"page": choice.page, "mail": choice.mail}
        )


def stop_mail(*, token: str) -> NoticeKind:
    """Turn off the emails of one kind, by the link in an email, without signing in. Raises RefusedError."""
    uid, kind = read_stop_token(token) or ("", None)
    person = User.objects.filter(uid=uid).first() if uid else None
    if person is None or kind is None:
        raise RefusedError("This link doesn’t work. Sign in and choose your emails under Settings, Notifications.")
    choose(person=person, channels={kind: Channels(channels_of(person)[kind].page, mail=False)})
    return kind
