"""Objects for a page, or 404 if the reader may not see them: the answer is the same as if they didn't exist."""

import uuid

from django.shortcuts import get_object_or_404

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.threads.models import Thread
from cohorts.visible import is_mentor, learner_in, visible_cohort, visible_thread
from exercises.models import ModeChoice, Submission
from lib.views import value_or_404


def cohort_or_404(user: User, slug: str) -> Cohort:
    return value_or_404(visible_cohort(user, slug))


def led_cohort_or_404(user: User, slug: str) -> Cohort:
    """A cohort that the user may change."""
    return get_object_or_404(Cohort.objects.led_by(user), slug=slug)


def joined_cohort_or_404(user: User, slug: str) -> Cohort:
    """A cohort that the user is in, in any role, or that they may see."""
    return get_object_or_404(Cohort.objects.joined_by(user) | Cohort.objects.visible_to(user), slug=slug)


def member_or_404(cohort: Cohort, uid: uuid.UUID) -> Membership:
    """The membership of one of its learners, with the user."""
    return value_or_404(learner_in(cohort, uid))


def thread_or_404(user: User, uid: uuid.UUID) -> Thread:
    return value_or_404(visible_thread(user, uid))


def mentor_or_404(user: User) -> None:
    """Raises Http404 unless the user leads or mentors a cohort, or is an admin."""
    value_or_404(user.is_admin or is_mentor(user) or None)


def submission_or_404(cohort: Cohort, uid: str) -> Submission:
    """A submission of one of the cohort's learners. Not a try run."""
    learners = cohort.memberships.learners().values("user")
    rows = Submission.objects.filter(mode=ModeChoice.SUBMIT, learner__in=learners).select_related("exercise")
    return get_object_or_404(rows, uid=uuid_or_404(uid))


def uuid_or_404(text: str) -> uuid.UUID:
    return value_or_404(uuid_or_none(text))


def uuid_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
