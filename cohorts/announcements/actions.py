"""Announce something to a cohort, at once or later, change it, withdraw it. A worker notifies the members."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.announcements.audience import audience_text, matching_members, read_audience
from cohorts.announcements.models import Announcement
from cohorts.announcements.rules import DAY, fits
from cohorts.cohort.models import Cohort
from cohorts.permissions import lock_cohort
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from lib.task_queue import enqueue
from notices.actions import notify, retract_unread
from notices.models import NoticeKind

COHORT_ARCHIVED = "This cohort is archived, so you can’t post announcements in it."
TOO_MANY = f"A cohort can have {Announcement.MAX_A_DAY} announcements a day. Edit an earlier one, or wait."
TEXT_CHANGED = "Someone changed this announcement in the meantime. Both versions are below."
SENT_MEANWHILE = "It was sent in the meantime, so its time and readers stay. Open it again to edit the text."
TIME_PASSED = "Choose a time that is still to come."
NOBODY_MATCHES = "No learner matches this now. Choose others, or send it later."
WITHDRAWN = "This announcement was withdrawn in the meantime."


class AnnouncementChangedError(RefusedError):
    """``announcement`` is what is saved now."""

    def __init__(self, announcement: Announcement) -> None:
        super().__init__(TEXT_CHANGED)
        self.announcement = announcement


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Whom an announcement is for, as `read_audience` reads it, and when it is sent. The defaults: everybody, now."""

    audience: str = ""
    scheduled_for: datetime | None = None


AT_ONCE = Terms()


@transaction.atomic
def announce(*, person: User, cohort: Cohort, title: str, text: str, uid: UUID, terms: Terms = AT_ONCE) -> Announcement:
    """Publish an announcement, or schedule it. ``uid`` identifies it: sending the same one twice publishes it once.

    Raises:
        PermissionDenied: the person neither leads nor mentors the cohort.
        RefusedError: the cohort is archived, has too many on that day, the time has passed, nobody matches, or the text
            can't be typeset.
    """
    current = _check_may_announce(person, cohort)
    if announcement := current.announcements.filter(uid=uid).first():
        return announcement
    if current.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    if Announcement.objects.filter(uid=uid).exists():
        uid = uuid4()  # another cohort has it: they went back in the browser
    announcement = Announcement(uid=uid, cohort=current, writer=person, title=title, text=text)
    _set_terms(announcement, current, terms)
    announcement.save()
    if terms.scheduled_for is None:
        _send(announcement)
    return announcement


@transaction.atomic
def change_announcement(
    *, person: User, announcement: Announcement, title: str, text: str, base: str, terms: Terms | None = None
) -> None:
    """Change it without notifying anybody again. ``base`` is the version that the change is based on. ``terms`` are for
    one that is still to be sent.

    Raises AnnouncementChangedError if another text has been saved since, RefusedError if it has been sent since, and
    otherwise as `announce`.
    """
    cohort = _check_may_announce(person, announcement.cohort)
    current = cohort.announcements.filter(pk=announcement.pk, withdrawn_at=None).first()
    if current is None:
        raise RefusedError(WITHDRAWN)
    is_scheduled = current.scheduled_for is not None
    if terms and not is_scheduled:
        raise RefusedError(SENT_MEANWHILE)
    if (current.title, current.text) == (title, text) and not terms:
        return
    if (current.title, current.text) != (title, text) and current.version != base:
        raise AnnouncementChangedError(current)
    if cohort.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    current.title, current.text = title, text
    if terms:
        _set_terms(current, cohort, terms)
    else:
        current.changed_at = timezone.now()
    current.save()
    if terms and terms.scheduled_for is None:
        _send(current)


@transaction.atomic
def withdraw_announcement(*, person: User, announcement: Announcement) -> str:
    """Hide it from the members, with the notifications that they haven't read. One that is still to be sent is not
    sent. Return the undo token.
    """
    cohort = _check_may_announce(person, announcement.cohort)
    cohort.announcements.filter(pk=announcement.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    retract_unread(kind=NoticeKind.ANNOUNCEMENT, key=str(announcement.uid))
    return make_undo_token("announcement", person, {"uid": str(announcement.uid)})


@transaction.atomic
def restore_announcement(*, person: User, cohort: Cohort, undo_token: str) -> Announcement:
    """Undo `withdraw_announcement`. Members whose notification was removed are notified again. Raises RefusedError."""
    state = read_undo_token("announcement", person, undo_token, otherwise="Write it again.")
    current = _check_may_announce(person, cohort)
    announcement = current.announcements.filter(uid=state["uid"]).first()
    if announcement is None:
        raise RefusedError("This announcement was deleted. Write it again.")
    if announcement.withdrawn_at:
        announcement.withdrawn_at = announcement.told_at = None
        announcement.save(update_fields=["withdrawn_at", "told_at"])
        transaction.on_commit(partial(enqueue, "cohorts.tell_announcement", announcement.pk))
    return announcement


def send_scheduled(*, now: datetime) -> int:
    """Publish the announcements whose time has come, each once. Return how many.

    Who matches its filter is decided here, in the transaction that publishes it: another worker finds it published, and
    one that dies leaves it for the next.
    """
    due = Announcement.objects.scheduled().filter(scheduled_for__lte=now, cohort__archived_at=None)
    return sum(_send_scheduled(pk) for pk in due.order_by("scheduled_for").values_list("pk", flat=True)[:100])


def queue_announcements() -> int:
    """Publish what is due, and notify the members of announcements that a worker lost, or that never reached the
    queue.
    """
    send_scheduled(now=timezone.now())
    pks = list(Announcement.objects.to_notify().values_list("pk", flat=True)[:100])
    for pk in pks:
        notify_of_announcement(pk=pk)
    return len(pks)


def notify_of_announcement(*, pk: int) -> int:
    """Notify each member but the writer, once. Return how many were notified now.

    `notify` makes one notice for each person and announcement, so a second worker or a second run adds none.
    """
    announcement = Announcement.objects.to_notify().filter(pk=pk).select_related("cohort").first()
    if announcement is None:
        return 0
    members = announcement.cohort.memberships.filter(user__is_active=True).exclude(user=announcement.writer_id)
    if announcement.audience:
        members = members.filter(announcements=announcement)
    count = 0
    for member in members.select_related("user").iterator(chunk_size=200):
        count += notify(
            person=member.user,
            kind=NoticeKind.ANNOUNCEMENT,
            key=str(announcement.uid),
            sentence=f"Announcement in {announcement.cohort}: {announcement.title}",
            link=reverse("cohorts:announcement_list", args=[announcement.cohort.slug]),
        )
    Announcement.objects.to_notify().filter(pk=pk).update(told_at=timezone.now())
    if not Announcement.objects.current().filter(pk=pk).exists():  # somebody withdrew it while this ran
        retract_unread(kind=NoticeKind.ANNOUNCEMENT, key=str(announcement.uid))
    return count


def _set_terms(announcement: Announcement, cohort: Cohort, terms: Terms) -> None:
    """Raises RefusedError if the time has passed, or if the cohort has too many within a day."""
    now = timezone.now()
    at = terms.scheduled_for or now
    if at < now:
        raise RefusedError(TIME_PASSED)
    others = cohort.announcements.exclude(pk=announcement.pk).annotate(at=Coalesce("scheduled_for", "written_at"))
    lately = others.filter(at__gt=at - DAY, at__lt=at + DAY)  # withdrawn ones too, unless they were never sent
    lately = lately.exclude(scheduled_for__isnull=False, withdrawn_at__isnull=False)
    if not fits(at, lately.values_list("at", flat=True), most=Announcement.MAX_A_DAY):
        raise RefusedError(TOO_MANY)
    announcement.scheduled_for = terms.scheduled_for
    choice = read_audience(terms.audience) if terms.audience else None
    announcement.audience = choice.query if choice else ""
    announcement.audience_text = audience_text(cohort, choice) if choice else ""


def _send(announcement: Announcement) -> None:
    """Publish it to those who match now. Raises RefusedError if nobody does."""
    now = timezone.now()
    if announcement.audience:
        members = matching_members(announcement.cohort, announcement.audience, now=now)
        if not members:
            raise RefusedError(NOBODY_MATCHES)
        announcement.recipients.set([member.pk for member in members])
    Announcement.objects.filter(pk=announcement.pk).update(written_at=now, scheduled_for=None)
    transaction.on_commit(partial(enqueue, "cohorts.tell_announcement", announcement.pk))


@transaction.atomic
def _send_scheduled(pk: int) -> bool:
    row = Announcement.objects.filter(pk=pk).first()
    if row is None:
        return False
    lock_cohort(row.cohort)
    announcement = Announcement.objects.scheduled().filter(pk=pk).select_related("cohort").first()
    if announcement is None:
        return False  # another worker was faster, or somebody cancelled it
    try:
        _send(announcement)
    except RefusedError:  # nobody matches by now: it is sent, and nobody gets it
        Announcement.objects.filter(pk=pk).update(written_at=timezone.now(), scheduled_for=None, told_at=timezone.now())
    return True


def _check_may_announce(person: User, cohort: Cohort) -> Cohort:
    current = lock_cohort(cohort)
    if not current.is_visible_to(person):
        raise PermissionDenied
    return current
