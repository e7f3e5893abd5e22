"""Telling people, and what they do with what they were told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from kombu.exceptions import OperationalError

from accounts.errors import RefusedError
from accounts.models import User
from accounts.receipts import read_receipt, write_receipt
from notices.mail import can_mail, send, who_stops
from notices.models import Kind, Notice, NoticeChoice
from notices.queries import Ways, ways_of

log = structlog.get_logger(__name__)

MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=2)  # doubled for each try: the sixth comes an hour after the first
KEPT_FOR = timedelta(days=180)


# ---------------------------------------------------------------- telling


def tell(*, person: User, kind: Kind, key: str, sentence: str, link: str) -> bool:
    """Tell a person once of one thing, on the ways they chose. True if they had not been told of it.

    ``key`` names the thing among those of its kind. ``link`` is the path of the page that shows more.
    """
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError(f"{link!r} is no path of this site")
    ways = ways_of(person)[kind]
    if not (ways.page or ways.mail):
        return False
    said: dict[str, object] = {
        "sentence": Truncator(" ".join(sentence.split())).chars(240),
        "link": link,
        "on_page": ways.page,
    }
    if ways.mail and can_mail():
        said |= {"mail": Notice.Mail.DUE, "mail_next_at": timezone.now()}
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(person=person, kind=kind, key=key, defaults=said)
        if is_new and notice.mail == Notice.Mail.DUE:
            transaction.on_commit(partial(_enqueue, notice.pk))
    return is_new


def take_back(*, kind: Kind, keys: Iterable[str]) -> None:
    """What they were about is gone: nobody who was told of it need look for it any more."""
    Notice.objects.filter(kind=kind, key__in=list(keys)).delete()


def _enqueue(pk: int) -> None:
    """What can't be queued now is found by `mail_what_is_due` within a minute or two."""
    try:
        current_app.send_task("notices.mail_notice", args=[pk], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("notice.not_queued", notice=pk, error=str(error))


def mail_what_is_due() -> int:
    """Queue the e-mails whose time has come: tries that failed, and what never reached the queue."""
    due = list(Notice.objects.to_mail().order_by("mail_next_at").values_list("pk", flat=True)[:500])
    for pk in due:
        _enqueue(pk)
    return len(due)


def mail_notice(*, pk: int) -> bool:
    """Send one notice's e-mail, if its time has come. True if it went.

    Whoever moves ``mail_next_at`` on may try: of two workers one sends, and one that dies leaves it to the next.
    """
    notice = Notice.objects.to_mail().filter(pk=pk).select_related("person").first()
    if notice is None:
        return False
    wait = FIRST_WAIT * 2**notice.mail_tries
    claim = Notice.objects.filter(pk=pk, mail=Notice.Mail.DUE, mail_tries=notice.mail_tries)
    if not claim.update(mail_tries=notice.mail_tries + 1, mail_next_at=timezone.now() + wait):
        return False
    if not (can_mail() and notice.person.is_active and ways_of(notice.person)[Kind(notice.kind)].mail):
        Notice.objects.filter(pk=pk).update(mail=Notice.Mail.NONE)  # they have changed their mind since
        return False
    try:
        send(notice)
    except OSError as error:  # smtplib's errors are of this kind too
        log.warning("notice.not_mailed", notice=str(notice.uid), tries=notice.mail_tries + 1, error=str(error))
        if notice.mail_tries + 1 >= MOST_TRIES:
            Notice.objects.filter(pk=pk).update(mail=Notice.Mail.GIVEN_UP)
        return False
    Notice.objects.filter(pk=pk).update(mail=Notice.Mail.SENT)
    return True


def forget_old() -> int:
    """Delete notices after half a year."""
    return Notice.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]


# ---------------------------------------------------------------- reading


def open_notice(*, person: User, notice: Notice) -> None:
    if notice.person_id != person.pk:
        raise PermissionDenied
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())


def mark_all_read(*, person: User) -> tuple[int, str]:
    """How many were unread, and the receipt with which `undo_read` takes it back."""
    now = timezone.now()
    count = Notice.objects.on_page_of(person).unread().update(read_at=now)
    return count, write_receipt("read", person, {"at": now.isoformat()})


def undo_read(*, person: User, receipt: str) -> int:
    """How many are unread again. Raises as `read_receipt`."""
    kept = read_receipt("read", person, receipt, otherwise="The notices are all in the list.")
    return Notice.objects.filter(person=person, read_at=datetime.fromisoformat(kept["at"])).update(read_at=None)


# ---------------------------------------------------------------- choosing


@transaction.atomic
def choose(*, person: User, ways: Mapping[Kind, Ways]) -> None:
    for kind, way in ways.items():
        NoticeChoice.objects.update_or_create(person=person, kind=kind, defaults={"page": way.page, "mail": way.mail})


def stop_mail(*, token: str) -> Kind:
    """What the address in an e-mail does, without signing in: no more e-mail of that kind. Raises RefusedError."""
    uid, kind = who_stops(token) or ("", None)
    person = User.objects.filter(uid=uid).first() if uid else None
    if person is None or kind is None:
        raise RefusedError("This address stops no e-mail. Sign in and choose under Settings, Notices.")
    choose(person=person, ways={kind: Ways(ways_of(person)[kind].page, mail=False)})
    return kind
