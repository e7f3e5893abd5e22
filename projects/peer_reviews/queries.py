"""Who reviews whose project in a cohort, and what the author and the reviewers read of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from accounts.models import User
from cohorts.cohort.models import Membership
from projects.catalogue import Project
from projects.models import PeerReviewChoice, ProjectReview, ProjectReviewQuerySet, ProjectWork
from projects.queries import CheckLine, FileLine, RubricLine, check_line, file_lines, rubric_lines


@dataclass(frozen=True, kw_only=True)
class PeerResult:
    """A peer's review, as the author reads it: without the reviewer's name."""

    number: int
    review: ProjectReview
    rubric: Sequence[RubricLine]
    is_stale: bool
    """Whether it is about a version that was handed in before."""


def peer_results(work: ProjectWork) -> list[PeerResult]:
    """The reviews that peers have written of a work, numbered in the order in which they got it. One query."""
    project = work.offered_project
    reviews = work.reviews.of_peers().submitted().order_by("assigned_at", "pk")
    return [
        PeerResult(
            number=number,
            review=review,
            rubric=rubric_lines(project, review.levels) if project else (),
            is_stale=review.version != work.version,
        )
        for number, review in enumerate(reviews, start=1)
    ]


def has_peer_reviews(work: ProjectWork) -> bool:
    """Whether the learners of its cohort review each other's work on the project. One query at most."""
    if not work.is_handed_in or work.cohort_id is None:
        return False
    return PeerReviewChoice.objects.filter(cohort=work.cohort_id, project=work.project).exists()


def assigned_reviews(person: User) -> ProjectReviewQuerySet:
    """Select the person's peer reviews of works that they may still read: handed in, in that version, by a learner of
    a cohort that isn't archived and in which both learn.
    """
    learners = Membership.objects.learners().filter(cohort=OuterRef("work__cohort"))
    return ProjectReview.objects.of_peers().filter(
        Exists(learners.filter(user=person)),
        Exists(learners.filter(user=OuterRef("work__learner"))),
        reviewer=person,
        work__handed_in_at__isnull=False,
        work__cohort__archived_at=None,
        work__version=F("version"),
    )


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    """A peer review in the list of its reviewer."""

    review: ProjectReview
    is_open: bool
    """Whether the reviewer may still read the work."""

    @property
    def counts(self) -> bool:
        """Whether it is one of those that the reviewer owes."""
        return self.is_open or self.review.submitted_at is not None


def review_lines(person: User, project: Project) -> list[ReviewLine]:
    """The person's peer reviews on a project, in the order in which they got them. Two queries."""
    rows = ProjectReview.objects.of_peers().filter(reviewer=person, work__project=project.slug)
    open_ones = set(assigned_reviews(person).filter(work__project=project.slug).values_list("pk", flat=True))
    lines = [
        ReviewLine(review=review, is_open=review.pk in open_ones)
        for review in rows.select_related("work").order_by("assigned_at", "pk")
    ]
    return [line for line in lines if line.counts]


@dataclass(frozen=True, kw_only=True)
class PeerReviewPage:
    """A work as the peer reads it who reviews it: without the names of its author and its files."""

    review: ProjectReview
    project: Project
    files: Sequence[FileLine]
    """Those that are uploaded."""
    check: CheckLine | None

    @property
    def rubric(self) -> list[RubricLine]:
        """The levels that were chosen."""
        return rubric_lines(self.project, self.review.levels)


def review_page(review: ProjectReview, project: Project) -> PeerReviewPage:
    """Four queries."""
    work = review.work
    return PeerReviewPage(
        review=review,
        project=project,
        files=[line for line in file_lines(project, work) if line.file],
        check=check_line(work, project),
    )
