"""Check who may do what in a cohort, and lock it. Actions check while they hold the lock."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership, MembershipQuerySet
from cohorts.threads.models import Thread
from lib.errors import RefusedError

NOBODY_READS = "You don’t have a mentor in this cohort, so nobody would read it. Ask an admin to add you to a cohort."

COHORT_IS_ARCHIVED = "This cohort is archived, so nobody can write in it any more. A lead can unarchive it."


def lock_learner(learner: int) -> None:
    """Allow one change at a time to a learner's threads. Check permissions while holding the lock."""
    if User.objects.select_for_update().filter(pk=learner).first() is None:
        raise PermissionDenied  # they have just deleted their account


def lock_people(*people: int) -> bool:
    """Lock a learner and mentors, always in one order, so that two requests never wait for each other.

    False: an account was deleted.
    """
    rows = User.objects.select_for_update().filter(pk__in=people).order_by("pk")
    return len(rows.values_list("pk", flat=True)) == len(set(people))


def is_mentor(person: User) -> bool:
    """Whether they lead or mentor any cohort."""
    return Membership.objects.staff().filter(user=person).exists()


def check_visible(person: User, thread: Thread) -> None:
    if not Thread.objects.visible_to(person).contains(thread):
        raise PermissionDenied


def check_looks_after(person: User, learner: User, cohort: Cohort | None) -> None:
    looked_after = Membership.objects.looked_after_by(person).filter(user=learner, cohort=cohort)
    if person != learner and not looked_after.exists():
        raise PermissionDenied


def check_has_readers(learner: User, cohort: Cohort | None) -> None:
    if cohort is None or not readers_of(learner, cohort).exists():
        raise RefusedError(NOBODY_READS)


def check_not_archived(cohort: Cohort | None) -> None:
    if cohort and Cohort.objects.filter(pk=cohort.pk).exclude(archived_at=None).exists():
        raise RefusedError(COHORT_IS_ARCHIVED)


def readers_of(learner: User, cohort: Cohort | None) -> MembershipQuerySet:
    """Return the mentors who read what a learner writes in a cohort."""
    return Membership.objects.staff_of(learner).filter(cohort=cohort)


def lock_cohort(cohort: Cohort) -> Cohort:
    """Lock the cohort and return it as it is now. One change at a time, or two leads who leave at once would both be
    told that the other stays. Raises PermissionDenied if it has just been deleted.
    """
    current = Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    if current is None:
        raise PermissionDenied
    return current


def check_leads(person: User, cohort: Cohort) -> None:
    """Raises PermissionDenied unless the person leads the cohort or is an admin."""
    if not cohort.is_led_by(person):
        raise PermissionDenied
