"""Claim a thread before answering it, and release it."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Membership
from cohorts.mentor_queue.choice import ALL_QUESTIONS, QueueChoice
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.permissions import check_visible, lock_people
from cohorts.threads.models import Thread
from cohorts.threads.notices import notify_of_handover
from lib.errors import RefusedError

MAX_CANDIDATES = 50
TOO_MANY_CLAIMS = f"You’re answering {ReviewClaim.MAX_ACTIVE} questions already. Answer or release one of them first."
NOT_WAITING = "This question no longer needs an answer."
HAS_CLAIM = "{} is answering this question until {}. After that, you can reply or mark it as settled."
HANDOVER_LEASE = timedelta(hours=24)  # they may not be here now
NO_ROOM = "{} is answering {} questions already. Choose someone else, or release this one."


def claim_next(*, mentor: User, choice: QueueChoice = ALL_QUESTIONS) -> Thread | None:
    """Claim the first question of a choice that nobody is answering. None: there is none.

    Those of the mentor's own sections come first, unless they ask for everybody's.

    Raises RefusedError if the mentor holds too many claims.
    """
    threads = choice.narrow(Thread.objects.to_review_by(mentor).without_those_for_another(mentor))
    free = choice.order(threads.exclude(claim__in=ReviewClaim.objects.active(now=timezone.now())))
    lists = [free] if choice.everybody else [free.in_own_sections_of(mentor), free]
    candidates = (thread for threads in lists for thread in threads[:MAX_CANDIDATES])
    return next((thread for thread in candidates if _claim_if_free(thread, mentor)), None)


@transaction.atomic
def claim_thread(*, mentor: User, thread: Thread) -> None:
    """Claim one question. Claiming it again renews the lease.

    Raises:
        PermissionDenied: the person isn't a mentor of that cohort, or doesn't see the thread.
        RefusedError: it doesn't wait, somebody else is answering it, or the mentor holds too many claims.
    """
    if not lock_people(mentor.pk, thread.learner_id):
        raise PermissionDenied
    check_visible(mentor, thread)
    if not Membership.objects.staff().filter(user=mentor, cohort=thread.cohort_id).exists():
        raise PermissionDenied
    _check_room(mentor, besides=thread)
    if not Thread.objects.to_review_by(mentor).filter(pk=thread.pk).exists():
        raise RefusedError(NOT_WAITING)
    if not try_to_claim(thread, mentor):
        check_not_claimed(thread, mentor)


def release_claim(*, mentor: User, thread: Thread) -> bool:
    """Let others answer it. Somebody else's claim stays. Return whether the mentor had one."""
    count, _ = ReviewClaim.objects.filter(mentor=mentor, thread=thread).delete()
    return count > 0


@transaction.atomic
def hand_over(*, mentor: User, thread: Thread, to: UUID) -> User:
    """Claim the question for another mentor of the cohort, and tell them. Return who has it now.

    Raises:
        PermissionDenied: the person isn't a mentor of that cohort, or the other one isn't.
        RefusedError: it doesn't wait, a third mentor is answering it, or the other one holds too many claims.
    """
    check_visible(mentor, thread)
    staff = Membership.objects.staff().filter(cohort=thread.cohort_id).select_related("user")
    receiver = staff.filter(user__uid=to).exclude(user=mentor).first()
    if receiver is None or not staff.filter(user=mentor).exists():
        raise PermissionDenied
    if not lock_people(mentor.pk, receiver.user_id, thread.learner_id):
        raise PermissionDenied
    if not Thread.objects.to_review_by(mentor).filter(pk=thread.pk).exists():
        raise RefusedError(NOT_WAITING)
    check_not_claimed(thread, mentor)
    if not has_room(receiver.user):
        raise RefusedError(NO_ROOM.format(receiver.user, ReviewClaim.MAX_ACTIVE))
    set_claim(thread, receiver.user, lease=HANDOVER_LEASE)
    notify_of_handover(thread, receiver.user)
    if thread.cohort:
        fields = {"thread": thread.uid}
        record_in_cohort(
            AuditAction.THREAD_HANDED_OVER, actor=mentor, cohort=thread.cohort, person=receiver.user, fields=fields
        )
    return receiver.user


@transaction.atomic
def _claim_if_free(thread: Thread, mentor: User) -> bool:
    """Claim the question in a transaction of its own, unless another mentor was quicker."""
    if not lock_people(mentor.pk, thread.learner_id):
        return False
    _check_room(mentor)
    still_waits = Thread.objects.to_review_by(mentor).filter(pk=thread.pk).exists()
    return still_waits and try_to_claim(thread, mentor)


def try_to_claim(thread: Thread, mentor: User) -> bool:
    """Claim the thread unless somebody else holds a claim. Return whether the mentor has it now. Call `lock_people`
    first.
    """
    now = timezone.now()
    if ReviewClaim.objects.active(now=now).filter(thread=thread).exclude(mentor=mentor).exists():
        return False
    set_claim(thread, mentor, lease=ReviewClaim.LEASE)
    return True


def set_claim(thread: Thread, mentor: User, *, lease: timedelta) -> None:
    now = timezone.now()
    new = {"mentor": mentor, "claimed_at": now, "expires_at": now + lease}
    ReviewClaim.objects.update_or_create(thread=thread, defaults=new)


def check_not_claimed(thread: Thread, person: User) -> None:
    """Raises RefusedError while another mentor is answering the thread."""
    claims = ReviewClaim.objects.active(now=timezone.now()).filter(thread=thread).exclude(mentor=person)
    if claim := claims.select_related("mentor").first():
        with timezone.override(person.zone):
            raise RefusedError(HAS_CLAIM.format(claim.mentor, claim.until_text))


def end_claim(thread: Thread) -> None:
    """End the claim of a thread that has its answer, or needs none."""
    ReviewClaim.objects.filter(thread=thread).delete()


def has_room(mentor: User, *, besides: Thread | None = None) -> bool:
    """Whether the mentor may claim one more. Call `lock_people` first."""
    claims = ReviewClaim.objects.active(now=timezone.now()).filter(mentor=mentor).exclude(thread=besides)
    return claims.count() < ReviewClaim.MAX_ACTIVE


def _check_room(mentor: User, *, besides: Thread | None = None) -> None:
    if not has_room(mentor, besides=besides):
        raise RefusedError(TOO_MANY_CLAIMS)
