"""Write, edit and withdraw shared replies."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.permissions import lock_cohort
from cohorts.shared_replies.delivery import record_receipts, request_notices
from cohorts.shared_replies.models import ReplyReceipt, ReplyTarget, SharedReply
from lib.errors import RefusedError
from notices.actions import retract
from notices.models import Notice, NoticeKind

COHORT_ARCHIVED = "This cohort is archived, so you can’t post replies in it."
EMPTY = "Write something first. To remove the reply, withdraw it."
REPLY_CHANGED = "Another mentor wrote a reply to this in the meantime. Both versions are below."
REPLY_WITHDRAWN = "This reply was withdrawn in the meantime, so we couldn’t save your text. Publish it again first."
ANSWERED_AGAIN = "There’s a newer reply to the same thing. Withdraw that one first."
TOO_MANY_REPLIES = f"A cohort can have {SharedReply.MAX_PUBLISHED} shared replies. Withdraw one first."


class SharedReplyChangedError(RefusedError):
    """``reply`` is the reply as saved now."""

    def __init__(self, reply: SharedReply) -> None:
        super().__init__(REPLY_CHANGED)
        self.reply = reply


@transaction.atomic
def save_shared_reply(*, person: User, cohort: Cohort, target: ReplyTarget, text: str, base: str) -> SharedReply:
    """Answer everyone in the cohort who made the mistake or wrote the code. There is one reply to each of these.

    ``base`` is the version that the text is based on; empty for a new reply.

    Raises:
        PermissionDenied: the person doesn't lead or mentor the cohort.
        SharedReplyChangedError: another version of the reply was saved since.
        RefusedError: the cohort is archived, the reply was withdrawn, or the text is empty or can't be typeset.
    """
    current_cohort = _lock(person, cohort)
    if current_cohort.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    if not text.strip():
        raise RefusedError(EMPTY)
    reply = cohort.shared_replies.in_force().answering(target).first()
    if reply is None and base:
        raise RefusedError(REPLY_WITHDRAWN)
    if reply and reply.text == text:
        return reply  # a second click
    if reply and reply.version != base:
        raise SharedReplyChangedError(reply)
    return _change(reply, person, text) if reply else _publish(person, current_cohort, target, text)


@transaction.atomic
def withdraw_shared_reply(*, person: User, reply: SharedReply) -> None:
    """Hide it from the learners, and retract its unread notices. Raises PermissionDenied as `save_shared_reply`."""
    _lock(person, reply.cohort)
    if SharedReply.objects.in_force().filter(pk=reply.pk).update(withdrawn_at=timezone.now()):
        reply.receipts.filter(needs_notice=True).update(needs_notice=False)
        retract(kind=NoticeKind.ANSWER, key=str(reply.uid), item=str(reply.uid))


@transaction.atomic
def restore_shared_reply(*, person: User, reply: SharedReply) -> None:
    """Publish a withdrawn reply again. Learners who haven't read it get a new notice.

    Raises PermissionDenied as `save_shared_reply`, and RefusedError if there is another reply by now.
    """
    if _lock(person, reply.cohort).is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    others = reply.cohort.shared_replies.in_force().exclude(pk=reply.pk)
    if others.answering(reply.target).exists():
        raise RefusedError(ANSWERED_AGAIN)
    if SharedReply.objects.filter(pk=reply.pk).exclude(withdrawn_at=None).update(withdrawn_at=None):
        unread = reply.receipts.filter(read_at=None).without_pass()
        ReplyReceipt.objects.filter(pk__in=list(unread.values_list("pk", flat=True))).update(needs_notice=True)
        record_receipts(reply)
        request_notices()


def read_shared_replies(*, learner: User, replies: list[SharedReply]) -> None:
    """Record that the learner reads these replies below a verdict. One query if they have read them before."""
    read = ReplyReceipt.objects.filter(learner=learner, reply__in=replies).exclude(read_at=None)
    unread = {reply.pk: reply for reply in replies}.keys() - set(read.values_list("reply", flat=True))
    if not unread:
        return
    now = timezone.now()
    new = [ReplyReceipt(reply_id=pk, learner=learner, reached_at=now, read_at=now) for pk in sorted(unread)]
    with transaction.atomic():
        ReplyReceipt.objects.bulk_create(new, ignore_conflicts=True)
        rows = ReplyReceipt.objects.filter(learner=learner, reply__in=unread)
        rows.filter(read_at=None).update(read_at=now)
        rows.update(needs_notice=False)
        keys = [str(reply.uid) for reply in replies]  # not by link: they may read it below another run
        Notice.objects.filter(person=learner, kind=NoticeKind.ANSWER, key__in=keys).unread().update(read_at=now)


def _lock(person: User, cohort: Cohort) -> Cohort:
    """The cohort as it is now. One change at a time, so that no text overwrites another unseen."""
    current = lock_cohort(cohort)
    if not current.is_visible_to(person):
        raise PermissionDenied
    return current


def _publish(person: User, cohort: Cohort, target: ReplyTarget, text: str) -> SharedReply:
    if cohort.shared_replies.in_force().count() >= SharedReply.MAX_PUBLISHED:
        raise RefusedError(TOO_MANY_REPLIES)
    reply = SharedReply(
        cohort=cohort, exercise=target.exercise, mistake=target.mistake, normal_digest=target.normal_digest, text=text,
        author=person,
    )  # fmt: skip
    reply.save()
    record_receipts(reply)
    request_notices()
    return reply


def _change(reply: SharedReply, person: User, text: str) -> SharedReply:
    """Save the text without a new notice: nobody should open the page for a corrected comma."""
    reply.text, reply.author, reply.changed_at = text, person, timezone.now()
    reply.save()
    return reply
