"""Give learners each other's projects to review, submit a review, and undo that.

Everything about one project in one cohort happens while all its works there are locked, so two requests at once never
give the same work to a third peer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cohorts.permissions import check_not_archived
from lib.errors import RefusedError
from lib.pages.undo_tokens import make_undo_token, read_undo_token
from projects.catalogue import LEVELS, Project
from projects.models import PeerReviewChoice, ProjectReview, ProjectWork, ReviewKind
from projects.notices import notify_learner, retract_review
from projects.peer_reviews.queries import assigned_reviews, review_lines
from projects.queries import newest_decisions

REVIEWS_EACH = 2
"""So many works a learner reviews, and so many peers review a work."""
MIN_CHARS = 40
HAND_IN_FIRST = "Hand in your own project first. Then you can review what others have handed in."
NOT_ON = "Your cohort doesn’t review each other’s work on this project."
NO_LEVELS = "Choose a level for each criterion first."
TOO_SHORT = f"Write at least a sentence ({MIN_CHARS} characters): what is good, and what you would change."
GONE = "The author has taken the work back or handed in a new version, or you’re no longer in the cohort."
SUBMITTED = "You’ve already submitted this review."
_UNDO = "peer-review"


@transaction.atomic
def assign_reviews(*, person: User, project: Project) -> list[ProjectReview]:
    """Give a learner works of others to review, until they have two. Return the new assignments.

    Works with the fewest reviews come first. What a peer doesn't write within `ProjectReview.PEER_DAYS` lapses.

    Raises:
        RefusedError: their own work isn't handed in, or their cohort doesn't review this project.
    """
    works = _lock_works(person, project)
    _delete_lapsed(works)
    mine = [line.review for line in review_lines(person, project)]
    room = max(0, REVIEWS_EACH - len(mine))
    return [_assign(person, work) for work in _candidates(person, works, mine)[:room]]


@transaction.atomic
def submit_review(*, person: User, review: ProjectReview, levels: Mapping[str, int], text: str) -> str:
    """Submit a review, and notify the author. Return the undo token.

    Raises:
        PermissionDenied: it is somebody else's, or it has lapsed and another peer has the work.
        RefusedError: a level or the text is missing, or the author has handed in another version.
    """
    current = _lock_review(person, review)
    if current.submitted_at:
        if (current.text, current.levels) == (text, levels):
            return _undo_token(person, current)  # a second click
        raise RefusedError(SUBMITTED)
    project = current.work.offered_project
    if project is None or not assigned_reviews(person).contains(current):
        raise RefusedError(GONE)
    chosen = {row.uid: levels[row.uid] for row in project.rubric if levels.get(row.uid) in LEVELS}
    if len(chosen) < len(project.rubric):
        raise RefusedError(NO_LEVELS)
    if len(text.strip()) < MIN_CHARS:
        raise RefusedError(TOO_SHORT)
    current.levels, current.text, current.submitted_at = chosen, text, timezone.now()
    current.save(update_fields=["levels", "text", "html", "submitted_at"])
    notify_learner(current)
    return _undo_token(person, current)


@transaction.atomic
def undo_review(*, person: User, undo_token: str) -> ProjectReview:
    """Undo `submit_review`, so that its text can be changed. Raises as `read_undo_token`, and RefusedError if the
    author has handed in another version since.
    """
    state = read_undo_token(_UNDO, person, undo_token, otherwise="It stays as it is.")
    review = ProjectReview.objects.of_peers().filter(uid=state["uid"], reviewer=person).first()
    if review is None:
        raise RefusedError(GONE)
    current = _lock_review(person, review)
    if not assigned_reviews(person).contains(current):
        raise RefusedError(GONE)
    current.submitted_at, current.assigned_at = None, timezone.now()
    current.save(update_fields=["submitted_at", "assigned_at"])
    retract_review(current)
    return current


def _lock_works(person: User, project: Project) -> list[ProjectWork]:
    """Lock what the person's cohort has handed in on the project."""
    own = ProjectWork.objects.filter(learner=person, project=project.slug).select_related("cohort").first()
    if own is None or not own.is_handed_in or own.cohort is None:
        raise RefusedError(HAND_IN_FIRST)
    check_not_archived(own.cohort)
    choices = PeerReviewChoice.objects.filter(cohort=own.cohort, project=project.slug)
    works = ProjectWork.objects.handed_in(own.cohort).filter(project=project.slug)
    rows = list(works.select_for_update(of=("self",)).order_by("pk"))
    if own not in rows or not choices.exists():
        raise RefusedError(NOT_ON)
    return rows


def _delete_lapsed(works: Sequence[ProjectWork]) -> None:
    reviews = ProjectReview.objects.of_peers().filter(work__in=works, submitted_at=None)
    reviews.filter(Q(assigned_at__lt=timezone.now() - ProjectReview.PEER_DAYS) | Q(reviewer=None)).delete()


def _candidates(person: User, works: Sequence[ProjectWork], mine: Sequence[ProjectReview]) -> list[ProjectWork]:
    """The works that the person may get: those with the fewest reviews first, then those whose authors have nothing to
    review yet. Otherwise the last author could find nothing but their own.
    """
    versions = {work.pk: work.version for work in works}
    rows = list(ProjectReview.objects.of_peers().filter(work__in=works).values_list("work", "version", "reviewer"))
    counts = Counter(work for work, version, _ in rows if version == versions[work])
    reviewers = {reviewer for _, _, reviewer in rows}
    decisions = newest_decisions(works)
    known = {(review.work_id, review.version) for review in mine}
    candidates = [
        work
        for work in works
        if work.learner_id != person.pk
        and (work.pk, work.version) not in known
        and counts[work.pk] < REVIEWS_EACH
        and not work.state(decisions.get(work.pk)).is_open
    ]
    return sorted(candidates, key=lambda work: (counts[work.pk], work.learner_id in reviewers, work.pk))


def _assign(person: User, work: ProjectWork) -> ProjectReview:
    return ProjectReview.objects.create(work=work, kind=ReviewKind.PEER, reviewer=person, version=work.version)


def _lock_review(person: User, review: ProjectReview) -> ProjectReview:
    """The review as it is now, with its work locked. Raises PermissionDenied if it isn't the person's any more."""
    work = ProjectWork.objects.select_for_update().filter(pk=review.work_id).first()
    current = ProjectReview.objects.of_peers().filter(pk=review.pk, reviewer=person).first()
    if work is None or current is None:
        raise PermissionDenied
    current.work = work
    return current


def _undo_token(person: User, review: ProjectReview) -> str:
    return make_undo_token(_UNDO, person, {"uid": str(review.uid)})
