"""Objects for a page, or 404 if the reader may not see them: the answer is the same as if they didn't exist.

Who may see a cohort is stated in `cohort/models.py`, `CohortQuerySet.visible_to`.
"""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.permissions import is_mentor
from cohorts.threads.models import Thread
from exercises.models import ModeChoice, Submission
from lib.pages.views import value_or_404


def cohort_or_404(user: User, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(user), slug=slug)


def led_cohort_or_404(user: User, slug: str) -> Cohort:
    """Return a cohort that the user may change."""
    return get_object_or_404(Cohort.objects.led_by(user), slug=slug)


def joined_cohort_or_404(user: User, slug: str) -> Cohort:
    """Return a cohort that the user is in, in any role, or that they may see."""
    return get_object_or_404(Cohort.objects.readable_by(user), slug=slug)


def member_or_404(cohort: Cohort, uid: uuid.UUID) -> Membership:
    """Return the membership of one of its learners, with the user, the cohort, the section and the mentor."""
    members = cohort.memberships.learners().select_related("user", "section", "mentor__user")
    return get_object_or_404(members, user__uid=uid)


def thread_or_404(user: User, uid: uuid.UUID) -> Thread:
    """Return a thread with its subject, learner, cohort and newest comment."""
    threads = Thread.objects.visible_to(user).with_subject().with_newest().select_related("learner", "cohort")
    return get_object_or_404(threads, uid=uid)


def mentor_or_404(user: User) -> None:
    """Raises Http404 unless the user leads or mentors a cohort, or is an admin."""
    if not user.manages_people and not is_mentor(user):
        raise Http404


def submission_or_404(cohort: Cohort, uid: str) -> Submission:
    """Return a submission of one of the cohort's learners. Not a try run."""
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
