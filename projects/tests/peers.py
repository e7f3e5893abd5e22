"""Learners of a cohort who have handed in the same project and review each other's."""

from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from projects.actions import start_work
from projects.catalogue import Project
from projects.models import PeerReviewChoice, ProjectReview, ProjectWork
from projects.peer_reviews.actions import submit_review
from projects.tests.conftest import LEVELS, finish

TEXT = "The rule for words is clear, but I miss the reason for it."


def authors(number: int, project: Project, cohort: Cohort) -> list[User]:
    """So many learners, each of whom has handed the project in, in a cohort that reviews it."""
    PeerReviewChoice.objects.get_or_create(cohort=cohort, project=project.slug)
    people = [User.objects.create(email=f"author{n}@example.org", name=f"Author{n} Doe") for n in range(number)]
    for person in people:
        Membership.objects.create(cohort=cohort, user=person, role=CohortRole.LEARNER)
        finish(start_work(learner=person, project=project))
    return people


def work_of(person: User) -> ProjectWork:
    return ProjectWork.objects.get(learner=person)


def submit(review: ProjectReview, text: str = TEXT) -> str:
    assert review.reviewer
    return submit_review(person=review.reviewer, review=review, levels=LEVELS, text=text)


def make_old(review: ProjectReview) -> None:
    """As if it had been assigned long ago."""
    old = timezone.now() - 2 * ProjectReview.PEER_DAYS
    ProjectReview.objects.filter(pk=review.pk).update(assigned_at=old)
