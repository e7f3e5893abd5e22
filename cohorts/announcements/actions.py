"""Announce something to a cohort, change it, withdraw it. A worker notifies the members."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.announcements.models import Announcement
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
WITHDRAWN = "This announcement was withdrawn in the meantime."


class AnnouncementChangedError(RefusedError):
    """``announcement`` is what is saved now."""

    def __init__(self, announcement: Announcement) -> None:
        super().__init__(TEXT_CHANGED)
        self.announcement = announcement


@transaction.atomic
def announce(*, person: User, cohort: Cohort, title: str, text: str, uid: UUID) -> Announcement:
    """Publish an announcement. ``uid`` identifies it: sending the same one twice publishes it once.

    Raises:
        PermissionDenied: the person neither leads nor mentors the cohort.
        RefusedError: the cohort is archived, has too many today, or the text can't be typeset.
    """
    current = _check_may_announce(person, cohort)
    if announcement := current.announcements.filter(uid=uid).first():
        return announcement
    if current.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    lately = current.announcements.filter(written_at__gt=timezone.now() - timedelta(days=1))
    if lately.count() >= Announcement.MAX_A_DAY:  # withdrawn ones too: their emails may be out
        raise RefusedError(TOO_MANY)
    if Announcement.objects.filter(uid=uid).exists():
        uid = uuid4()  # another cohort has it: they went back in the browser
    announcement = Announcement(uid=uid, cohort=current, writer=person, title=title, text=text)
    announcement.save()
    transaction.on_commit(partial(enqueue, "cohorts.tell_announcement", announcement.pk))
    return announcement


@transaction.atomic
def change_announcement(*, person: User, announcement: Announcement, title: str, text: str, base: str) -> None:
    """Change it without notifying anybody again. ``base`` is the version that the change is based on.

    Raises AnnouncementChangedError if another text has been saved since, otherwise as `announce`.
    """
    cohort = _check_may_announce(person, announcement.cohort)
    current = cohort.announcements.current().filter(pk=announcement.pk).first()
    if current is None:
        raise RefusedError(WITHDRAWN)
    if (current.title, current.text) == (title, text):
        return
    if current.version != base:
        raise AnnouncementChangedError(current)
    if cohort.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    current.title, current.text, current.changed_at = title, text, timezone.now()
    current.save()


@transaction.atomic
def withdraw_announcement(*, person: User, announcement: Announcement) -> str:
    """Hide it from the members, with the notifications that they haven't read. Return the undo token."""
    cohort = _check_may_announce(person, announcement.cohort)
    cohort.announcements.current().filter(pk=announcement.pk).update(withdrawn_at=timezone.now())
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


def queue_announcements() -> int:
    """Notify the members of announcements that a worker lost, or that never reached the queue."""
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


def _check_may_announce(person: User, cohort: Cohort) -> Cohort:
    current = lock_cohort(cohort)
    if not current.is_visible_to(person):
        raise PermissionDenied
    return current
