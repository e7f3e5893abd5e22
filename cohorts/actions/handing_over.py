"""Hand a question over to another mentor of its cohort."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from cohorts.actions.access import check_visible, lock_people
from cohorts.actions.claims import NOT_WAITING, check_not_claimed, give_claim, has_room
from cohorts.actions.notifications import notify_of_handover
from cohorts.models import Membership, ReviewClaim, Thread
from lib.errors import RefusedError

LEASE = timedelta(hours=24)  # they may not be here now
NO_ROOM = "{} is answering {} questions already. Choose someone else, or release this one."


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
    give_claim(thread, receiver.user, lease=LEASE)
    notify_of_handover(thread, receiver.user)
    return receiver.user
