"""The projects that a learner shows on their evidence page, in words that claim no more than somebody has checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from projects.catalogue import Project
from projects.file_checks import checked_digest
from projects.models import FileCheck, ProjectFile, ProjectReview, ProjectWork, ProjectWorkQuerySet, WorkState
from projects.queries import CheckLine, FileLine, RubricLine, file_lines, newest_decisions, results_of, rubric_lines
from proof.models import EvidencePage

SIGNED_OFF = "Signed off by a mentor of {name}’s cohort on {day}."
SELF_ASSESSED = "Self-assessed: nobody else has assessed it."
NOT_ASSESSED = "Handed in, not assessed yet."
CHECKED = "We checked the files on {day}: {passed} of {total} checks passed."
PEERS = "Reviewed by {count} other learner{s} of the cohort."
DAY = "j F Y"


@dataclass(frozen=True, kw_only=True)
class ShownProject:
    """A project on an evidence page."""

    page: EvidencePage
    work: ProjectWork
    project: Project
    state: WorkState
    decision: ProjectReview | None
    check: CheckLine | None
    """Of the files as they are shown."""
    peers: int
    """How many peers have reviewed this version."""

    @property
    def sentence(self) -> str:
        """Who has assessed it."""
        if self.state == WorkState.APPROVED and self.decision and self.decision.submitted_at:
            return SIGNED_OFF.format(name=self.page.name, day=_day(self.decision.submitted_at))
        return NOT_ASSESSED if self.state == WorkState.WAITING else SELF_ASSESSED

    @property
    def peer_sentence(self) -> str:
        return PEERS.format(count=self.peers, s="" if self.peers == 1 else "s") if self.peers else ""

    @property
    def passed_checks(self) -> list[str]:
        """The titles of the checks of the files that passed."""
        results = self.check.results if self.check else None
        return [row.title for row in results.checks if row.is_passed] if results else []

    @property
    def check_sentence(self) -> str:
        if self.check is None or self.check.results is None or self.check.check.graded_at is None:
            return ""
        day, total = _day(self.check.check.graded_at), len(self.check.results.checks)
        return CHECKED.format(day=day, passed=len(self.passed_checks), total=total)

    @property
    def has_mentor_levels(self) -> bool:
        return self.state == WorkState.APPROVED

    @property
    def rubric(self) -> list[RubricLine]:
        """The mentor's levels if a mentor has signed it off, otherwise the learner's own."""
        source = self.decision if self.has_mentor_levels else None
        return rubric_lines(self.project, source.levels if source else self.work.self_levels)


@dataclass(frozen=True, kw_only=True)
class ShownProjectPage:
    """A project on a page of its own, with its files."""

    shown: ShownProject
    files: Sequence[FileLine]

    @property
    def pictures(self) -> list[FileLine]:
        return [line for line in self.files if line.file and line.file.is_picture]


def shown_projects(page: EvidencePage) -> list[ShownProject]:
    """The projects that the learner shows, in the order in which they were handed in. Five queries at most."""
    return _shown(page, ProjectWork.objects.public().filter(learner=page.learner_id).order_by("handed_in_at", "pk"))


def shown_project(page: EvidencePage, slug: str) -> ShownProjectPage | None:
    """One of these projects, with its files. None: the page doesn't show it. Six queries at most."""
    rows = _shown(page, ProjectWork.objects.public().filter(learner=page.learner_id, project=slug))
    if not rows:
        return None
    [shown] = rows
    files = [line for line in file_lines(shown.project, shown.work) if line.file]
    return ShownProjectPage(shown=shown, files=files)


def shown_file(page: EvidencePage, slug: str, uid: UUID) -> ProjectFile | None:
    """A file of one of these projects, under a name that isn't the learner's own."""
    rows = _shown(page, ProjectWork.objects.public().filter(learner=page.learner_id, project=slug))
    file = ProjectFile.objects.filter(work__in=[row.work for row in rows], uid=uid).first()
    if file:
        file.name = file.neutral_name
    return file


def _shown(page: EvidencePage, rows: ProjectWorkQuerySet) -> list[ShownProject]:
    """What is shown of these works. One that lacks something is left out, and so is one that the site doesn't offer."""
    projects = {work: project for work in rows if (project := work.offered_project)}
    if not projects:
        return []
    works = list(projects)
    decisions = newest_decisions(works)
    checks, peers = _checks_of(projects), _peers_of(works)
    return [
        ShownProject(
            page=page,
            work=work,
            project=project,
            state=state,
            decision=decisions.get(work.pk),
            check=checks.get(work.pk),
            peers=peers.get(work.pk, 0),
        )
        for work, project in projects.items()
        if not (state := work.state(decisions.get(work.pk))).is_open
    ]


def _checks_of(projects: Mapping[ProjectWork, Project]) -> dict[int, CheckLine]:
    """The newest check of each work, if it is about the files and the checks as they are. Two queries."""
    works = list(projects)
    newest = FileCheck.objects.filter(work=OuterRef("work"), report__isnull=False).order_by("-created_at", "-pk")
    checks = FileCheck.objects.filter(work__in=works, pk=Subquery(newest.values("pk")[:1]))
    files: dict[int, list[ProjectFile]] = {}
    for file in ProjectFile.objects.filter(work__in=works).without_content():
        files.setdefault(file.work_id, []).append(file)
    lines = {}
    for check in checks.select_related("work"):
        project = projects[check.work]
        if check.files == checked_digest(files.get(check.work_id, ()), project) and check.digest == project.digest:
            lines[check.work_id] = CheckLine(check=check, results=results_of(check), is_stale=False)
    return lines


def _peers_of(works: Sequence[ProjectWork]) -> dict[int, int]:
    """How many peers have reviewed the version that is shown. One query."""
    rows = ProjectReview.objects.of_peers().submitted().filter(Q(version=F("work__version")), work__in=works)
    return dict(rows.order_by().values_list("work").annotate(count=Count("pk")))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), DAY)
