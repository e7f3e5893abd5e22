"""A handed-in project for its mentors, and the list of a cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, DateTimeField, F, OuterRef, Subquery, Value, When
from django.urls import reverse

from cohorts.cohort.models import Cohort
from cohorts.needs.activity import CohortAndLearner
from cohorts.needs.waiting_work import WaitingWork
from projects.assessment.actions import CHOICES, base_of
from projects.catalogue import Project, projects
from projects.models import MentorDecision, PeerReviewChoice, ProjectReview, ProjectWork, WorkState
from projects.peer_reviews.queries import PeerResult, peer_results
from projects.queries import (
    CheckLine,
    FileLine,
    MilestoneLine,
    RubricLine,
    check_line,
    file_lines,
    milestone_lines,
    newest_decisions,
    offered_projects,
    rubric_lines,
)

WORKS_PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class WorkPage:
    """A handed-in project, as somebody other than its learner reads it."""

    work: ProjectWork
    project: Project | None
    """None: the site no longer offers it."""
    decisions: Sequence[ProjectReview]
    """The assessments by mentors, the newest first."""
    milestones: Sequence[MilestoneLine]
    files: Sequence[FileLine]
    check: CheckLine | None
    own_levels: Sequence[RubricLine]
    """The learner's own assessment."""
    peers: Sequence[PeerResult]

    @property
    def newest(self) -> ProjectReview | None:
        return self.decisions[0] if self.decisions else None

    @cached_property
    def state(self) -> WorkState:
        return self.work.state(self.newest)

    @property
    def base(self) -> str:
        return base_of(self.work, self.newest)

    @property
    def choices(self) -> tuple[MentorDecision, ...]:
        """What a mentor may decide now."""
        cohort = self.work.cohort
        if self.project is None or cohort is None or cohort.is_archived:
            return ()
        return CHOICES.get(self.state, ())

    @property
    def history(self) -> list[tuple[ProjectReview, list[RubricLine]]]:
        return [
            (review, rubric_lines(self.project, review.levels) if self.project else []) for review in self.decisions
        ]


def work_page(work: ProjectWork, today: date) -> WorkPage:
    """Seven queries at most. ``work`` comes with its learner and its cohort."""
    project = work.offered_project
    return WorkPage(
        work=work,
        project=project,
        decisions=list(work.reviews.decisions().select_related("reviewer")),
        milestones=milestone_lines(project, work, today) if project else (),
        files=file_lines(project, work) if project else (),
        check=check_line(work, project) if project else None,
        own_levels=rubric_lines(project, work.self_levels) if project else (),
        peers=peer_results(work),
    )


@dataclass(frozen=True, kw_only=True)
class WorkLine:
    """A handed-in project in the list of its cohort."""

    work: ProjectWork
    state: WorkState
    decision: ProjectReview | None

    @property
    def is_waiting(self) -> bool:
        return self.state == WorkState.WAITING


@dataclass(frozen=True, kw_only=True)
class PeerReviewSwitch:
    """Whether the learners of a cohort review each other's work on a project."""

    project: Project
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class CohortProjects:
    """What the learners of a cohort have handed in: first what waits, the oldest first, then the rest."""

    cohort: Cohort
    page: "Page[ProjectWork]"
    waiting_count: int
    lines: Sequence[WorkLine]
    switches: Sequence[PeerReviewSwitch]

    @property
    def waiting(self) -> list[WorkLine]:
        return [line for line in self.lines if line.is_waiting]

    @property
    def assessed(self) -> list[WorkLine]:
        return [line for line in self.lines if not line.is_waiting]


def cohort_projects(cohort: Cohort, *, number: str) -> CohortProjects:
    """Six queries."""
    newest = ProjectReview.objects.decisions().filter(work=OuterRef("pk"))
    waits = When(is_assessed=False, then=F("handed_in_at"))
    rows = ProjectWork.objects.handed_in(cohort).annotate(
        decided_version=Subquery(newest.values("version")[:1]),
        decided_at=Subquery(newest.values("submitted_at")[:1]),
        is_assessed=Case(
            When(decided_version=F("version"), then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
        waiting_since=Case(waits, output_field=DateTimeField()),
    )
    ordered = rows.select_related("learner", "cohort").order_by("is_assessed", "waiting_since", "-decided_at", "pk")
    page = Paginator(ordered, WORKS_PER_PAGE).get_page(number)
    works = list(page)
    decisions = newest_decisions(works)
    chosen = set(PeerReviewChoice.objects.filter(cohort=cohort).values_list("project", flat=True))
    return CohortProjects(
        cohort=cohort,
        page=page,
        waiting_count=rows.filter(is_assessed=False).count(),
        lines=[
            WorkLine(work=work, state=work.state(decisions.get(work.pk)), decision=decisions.get(work.pk))
            for work in works
        ],
        switches=[PeerReviewSwitch(project=row, is_on=row.slug in chosen) for row in offered_projects()],
    )


def waiting_projects(cohorts: Sequence[Cohort]) -> dict[CohortAndLearner, WaitingWork]:
    """The oldest project of each learner that waits for a mentor. One query."""
    slugs = {cohort.pk: cohort.slug for cohort in cohorts}
    works = ProjectWork.objects.filter(cohort__in=cohorts, project__in=list(projects())).waiting()
    rows = works.order_by("-handed_in_at", "-pk").only("uid", "cohort", "learner", "project", "handed_in_at")
    return {
        (work.cohort_id, work.learner_id): WaitingWork(
            reason=f"handed in the project “{work.title}”",
            title=work.title,
            since=work.handed_in_at,
            action="Assess it",
            href=work.get_absolute_url(),
            list_href=reverse("projects:cohort_projects", args=[slugs[work.cohort_id]]),
        )
        for work in rows
        if work.cohort_id and work.handed_in_at
    }
