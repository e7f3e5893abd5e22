"""Notify mentors of work that was handed in, and learners of assessments. No names: a notice may outlive an account."""

from typing import Any

from django.db.models.signals import post_delete
from django.urls import reverse

from accounts.models import User
from cohorts.permissions import readers_of
from notices.actions import mark_read, notify, retract
from notices.models import NoticeKind
from projects.models import MentorDecision, ProjectReview, ProjectWork

HANDED_IN = "A learner handed in the project “{}”"
SENTENCES = {
    MentorDecision.APPROVED: "Your mentor signed off your project “{}”",
    MentorDecision.MISSING: "Your mentor says what’s missing in your project “{}”",
}
PEER_REVIEWED = "Somebody in your cohort reviewed your project “{}”"


def notify_mentors(work: ProjectWork) -> None:
    if work.cohort is None:
        return
    for member in readers_of(work.learner, work.cohort).select_related("user"):
        notify(
            person=member.user, kind=NoticeKind.QUESTION, key=str(work.uid), item=str(work.uid),
            sentence=HANDED_IN.format(work.title), link=work.get_absolute_url(),
        )  # fmt: skip


def notify_learner(review: ProjectReview) -> None:
    """Notify the learner of a mentor's assessment or a peer's review."""
    work = review.work
    sentence = SENTENCES[MentorDecision(review.outcome)] if review.outcome else PEER_REVIEWED
    notify(
        person=work.learner, kind=NoticeKind.ANSWER, key=str(work.uid), item=str(review.uid),
        sentence=sentence.format(work.title), link=page_of(work),
    )  # fmt: skip


def retract_request(work: ProjectWork) -> None:
    """No mentor has to assess it any more."""
    retract(kind=NoticeKind.QUESTION, key=str(work.uid), item=str(work.uid))


def retract_review(review: ProjectReview) -> None:
    """The learner can no longer read it."""
    retract(kind=NoticeKind.ANSWER, key=str(review.work.uid), item=str(review.uid))


def read_work(*, person: User, work: ProjectWork) -> None:
    """Mark the notices of a work as read because the person is looking at it."""
    mark_read(person=person, kinds=(NoticeKind.ANSWER, NoticeKind.QUESTION), link=work.get_absolute_url())
    mark_read(person=person, kinds=(NoticeKind.ANSWER,), link=page_of(work))


def page_of(work: ProjectWork) -> str:
    """The page on which its learner works."""
    return reverse("projects:project_detail", args=[work.project])


def connect_project_signals() -> None:
    """Retract the notices of each deleted work and review. Called once, when the app is ready."""
    post_delete.connect(_retract_request_of, ProjectWork, dispatch_uid="project-notice-retracted")
    post_delete.connect(_retract_review_of, ProjectReview, dispatch_uid="project-review-notice-retracted")


def _retract_request_of(instance: ProjectWork, **_: Any) -> None:
    retract_request(instance)


def _retract_review_of(instance: ProjectReview, **_: Any) -> None:
    retract_review(instance)
