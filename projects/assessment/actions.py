"""Assess a learner's project as a mentor, undo that, and switch peer reviews on or off."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort
from cohorts.permissions import check_leads, check_not_archived, lock_cohort
from lib.errors import RefusedError
from lib.model_fields import version_of
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from projects.actions import version_of_content
from projects.catalogue import LEVELS, Project
from projects.models import MentorDecision, PeerReviewChoice, ProjectReview, ProjectWork, ReviewKind, WorkState
from projects.notices import notify_learner, notify_mentors, retract_request

MAX_DECISIONS = 20  # about one work
NO_REASON = "Say what’s missing, so that the learner knows what to do."
NO_LEVELS = "Choose a level for each criterion before you sign off."
STALE = "The learner has changed the project in the meantime, or another mentor has assessed it. Read it again."
NOT_OFFERED = "This site no longer offers the project, so it can’t be assessed."
NO_COHORT = "The learner handed this in to nobody, so it can’t be assessed."
NOT_YET = "The learner hasn’t handed it in again since. You can assess it when they have."
TOO_MANY = "This project has been assessed too often. Write to the learner instead."
NOT_NEWEST = "Someone has assessed it again since. Assess it again instead."
CHANGED_SINCE = "The learner has changed the project since, so this can’t be undone."
# A work that was signed off may turn out to lack something. One that lacks something is handed in again first.
CHOICES = {
    WorkState.WAITING: (MentorDecision.APPROVED, MentorDecision.MISSING),
    WorkState.APPROVED: (MentorDecision.MISSING,),
}
_UNDO = "project-assessment"


def base_of(work: ProjectWork, newest: ProjectReview | None) -> str:
    """What a mentor read: it changes with each version of the work and each assessment of it."""
    return version_of(f"{newest.uid if newest else ''}\n{work.version}")


@transaction.atomic
def assess_work(
    *, person: User, work: ProjectWork, outcome: MentorDecision, levels: Mapping[str, int], text: str, base: str
) -> tuple[ProjectReview, str]:
    """Sign the work off, or say what is missing. Return the review and the undo token. ``base`` is what they read.

    Raises:
        PermissionDenied: they don't see the work, or it is their own.
        RefusedError: it has changed, a level or the reason is missing, or nobody may assess it any more.
    """
    current = _lock(person, work)
    newest = current.reviews.decisions().first()
    if newest and _is_same(newest, person, outcome, text, levels):
        return newest, _undo_token(person, newest)  # a second click
    state = _check_assessable(current, newest)
    if base != base_of(current, newest) or outcome not in CHOICES[state]:
        raise RefusedError(STALE)
    project = _project_of(current)
    chosen = {row.uid: levels[row.uid] for row in project.rubric if levels.get(row.uid) in LEVELS}
    if outcome == MentorDecision.MISSING and not text.strip():
        raise RefusedError(NO_REASON)
    if outcome == MentorDecision.APPROVED and len(chosen) < len(project.rubric):
        raise RefusedError(NO_LEVELS)
    if current.reviews.decisions().count() >= MAX_DECISIONS:
        raise RefusedError(TOO_MANY)
    review = ProjectReview(
        work=current, kind=ReviewKind.MENTOR, reviewer=person, version=current.version, levels=chosen, text=text,
        outcome=outcome, submitted_at=timezone.now(),
    )  # fmt: skip
    review.save()
    retract_request(current)
    notify_learner(review)
    _record(AuditAction.PROJECT_ASSESSED, review)
    return review, _undo_token(person, review)


@transaction.atomic
def undo_assessment(*, person: User, undo_token: str) -> ProjectWork:
    """Undo `assess_work`: the assessment before holds again. Raises as it does, and as `read_undo_token`."""
    state = read_undo_token(_UNDO, person, undo_token, otherwise="Assess it again instead.")
    review = ProjectReview.objects.decisions().filter(uid=state["uid"], reviewer=person).select_related("work").first()
    if review is None:
        raise RefusedError("This has already been undone.")
    current = _lock(person, review.work)
    if current.reviews.decisions().first() != review:
        raise RefusedError(NOT_NEWEST)
    if version_of_content(current, _project_of(current)) != review.version:
        raise RefusedError(CHANGED_SINCE)
    _record(AuditAction.ASSESSMENT_UNDONE, review)
    review.delete()
    if current.state(current.reviews.decisions().first()) == WorkState.WAITING:
        notify_mentors(current)
    return current


@transaction.atomic
def switch_peer_reviews(*, person: User, cohort: Cohort, project: Project, is_on: bool) -> None:
    """Let the learners of a cohort review each other's work on a project, or stop that. Reviews that are written stay.

    Raises:
        PermissionDenied: they don't lead the cohort.
        RefusedError: the cohort is archived.
    """
    current = lock_cohort(cohort)
    check_leads(person, current)
    check_not_archived(current)
    choices = PeerReviewChoice.objects.filter(cohort=current, project=project.slug)
    if choices.exists() == is_on:
        return
    if is_on:
        PeerReviewChoice.objects.create(cohort=current, project=project.slug)
    else:
        choices.delete()
    record(
        AuditAction.PEER_REVIEWS_SWITCHED,
        actor=person,
        target=AuditTarget(kind="project", uid=project.slug, title=project.title),
        cohort=current.slug,
        fields={"is_on": is_on},
    )


def _is_same(
    newest: ProjectReview, person: User, outcome: MentorDecision, text: str, levels: Mapping[str, int]
) -> bool:
    return (newest.reviewer_id, newest.outcome, newest.text) == (person.pk, outcome, text) and newest.levels == levels


def _lock(person: User, work: ProjectWork) -> ProjectWork:
    """The work as it is now, locked. Raises PermissionDenied unless the person may assess it."""
    locked = ProjectWork.objects.select_for_update(of=("self",)).select_related("learner", "cohort")
    current = locked.filter(pk=work.pk).first()
    visible = ProjectWork.objects.visible_to(person).exclude(learner=person)
    if current is None or not visible.contains(current):
        raise PermissionDenied
    check_not_archived(current.cohort)
    return current


def _check_assessable(work: ProjectWork, newest: ProjectReview | None) -> WorkState:
    """Return the state. Raises RefusedError: nobody may assess it as it is."""
    state = work.state(newest)
    if state == WorkState.MISSING:
        raise RefusedError(NOT_YET)
    if work.cohort is None or state not in CHOICES:
        raise RefusedError(NO_COHORT)
    return state


def _project_of(work: ProjectWork) -> Project:
    if work.offered_project is None:
        raise RefusedError(NOT_OFFERED)
    return work.offered_project


def _record(action: AuditAction, review: ProjectReview) -> None:
    work = review.work
    record(
        action,
        actor=review.reviewer,
        person=work.learner,
        target=AuditTarget(kind="project", uid=work.project, title=work.title),
        cohort=work.cohort.slug if work.cohort else "",
        fields={"outcome": review.outcome, "version": review.version},
    )


def _undo_token(person: User, review: ProjectReview) -> str:
    return make_undo_token(_UNDO, person, {"uid": str(review.uid)})
