"""The pages of a learner's projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from cohorts.threads.queries import Readers, readers_of
from curriculum.models import Topic
from exercises.grading.reports import read_report
from exercises.models import Submission
from exercises.submissions.report_rows import check_rows, verdict_fields
from exercises.submissions.results import Results, verdict_results
from projects.catalogue import FileSlot, Milestone, Project, RubricRow, projects
from projects.file_checks import checked_digest
from projects.models import FileCheck, ProjectFile, ProjectReview, ProjectWork, WorkState


@dataclass(frozen=True, kw_only=True)
class ProjectLine:
    """A project in the list. ``work`` is the reader's."""

    project: Project
    work: ProjectWork | None
    state: WorkState | None


@dataclass(frozen=True, kw_only=True)
class MilestoneLine:
    milestone: Milestone
    due_on: date | None
    """None: the work isn't started."""
    reached_on: date | None
    is_late: bool
    """Whether its day has passed and it isn't reached."""


@dataclass(frozen=True, kw_only=True)
class FileLine:
    slot: FileSlot
    file: ProjectFile | None


@dataclass(frozen=True, kw_only=True)
class CheckLine:
    """The newest check of the files of a work."""

    check: FileCheck
    results: Results | None
    """None: it waits, or no runner answered in time."""
    is_stale: bool
    """Whether a file, or the project's checks, have changed since."""


@dataclass(frozen=True, kw_only=True)
class RubricLine:
    row: RubricRow
    level: int | None
    """None: nobody has chosen one."""

    @property
    def text(self) -> str:
        return "" if self.level is None else self.row.levels[self.level]


@dataclass(frozen=True, kw_only=True)
class ProjectPage:
    """A project, and the reader's work on it."""

    project: Project
    topics: Sequence[Topic]
    milestones: Sequence[MilestoneLine]
    files: Sequence[FileLine]
    work: ProjectWork | None = None
    state: WorkState | None = None
    decision: ProjectReview | None = None
    check: CheckLine | None = None
    readers: Sequence[Readers] = ()

    @property
    def is_open(self) -> bool:
        return self.state is not None and self.state.is_open

    @property
    def next_milestone(self) -> MilestoneLine | None:
        return next((line for line in self.milestones if line.reached_on is None), None)

    @property
    def reached_count(self) -> int:
        return sum(line.reached_on is not None for line in self.milestones)

    @property
    def has_checked_files(self) -> bool:
        return any(line.slot.checked and line.file for line in self.files)

    @property
    def mentor_rubric(self) -> list[RubricLine]:
        return rubric_lines(self.project, self.decision.levels) if self.decision else []

    @property
    def own_rubric(self) -> list[RubricLine]:
        return rubric_lines(self.project, self.work.self_levels) if self.work else []

    @property
    def has_reader(self) -> bool:
        """Whether somebody can still assess the work that was handed in."""
        return self.work is not None and any(group.cohort.pk == self.work.cohort_id for group in self.readers)


def offered_projects() -> list[Project]:
    """The projects that build on topics of this site: with another curriculum, ours may not belong. One query."""
    uids = {uid for project in projects().values() for uid in project.topics}
    known = set(Topic.objects.current().filter(uid__in=uids).values_list("uid", flat=True))
    return [project for project in projects().values() if known.intersection(project.topics)]


def project_lines(learner: User | None) -> list[ProjectLine]:
    """The projects that the site offers, with the learner's work on each. Three queries at most."""
    works = {work.project: work for work in ProjectWork.objects.filter(learner=learner)} if learner else {}
    decisions = newest_decisions(list(works.values())) if works else {}
    lines = []
    for project in offered_projects():
        work = works.get(project.slug)
        state = work.state(decisions.get(work.pk)) if work else None
        lines.append(ProjectLine(project=project, work=work, state=state))
    return lines


def newest_decisions(works: Sequence[ProjectWork]) -> dict[int, ProjectReview]:
    """The newest assessment of a mentor of each work, by the work's primary key. One query."""
    rows = ProjectReview.objects.decisions().filter(work__in=works).reverse()
    return {row.work_id: row for row in rows}  # the newest comes last


def project_page(project: Project, learner: User | None, today: date) -> ProjectPage:
    """Eight queries at most."""
    work = ProjectWork.objects.filter(learner=learner, project=project.slug).first() if learner else None
    topics = project.topic_rows()
    if work is None or learner is None:
        return ProjectPage(
            project=project,
            topics=topics,
            milestones=milestone_lines(project, None, today),
            files=[FileLine(slot=slot, file=None) for slot in project.files],
        )
    decision = work.reviews.decisions().select_related("reviewer").first()
    return ProjectPage(
        project=project,
        topics=topics,
        milestones=milestone_lines(project, work, today),
        files=file_lines(project, work),
        work=work,
        state=work.state(decision),
        decision=decision,
        check=check_line(work, project),
        readers=readers_of(learner),
    )


def milestone_lines(project: Project, work: ProjectWork | None, today: date) -> list[MilestoneLine]:
    """The milestones in order. One query, or none without a work."""
    marks = dict(work.milestones.values_list("milestone", "reached_on")) if work else {}
    lines = []
    for milestone in project.milestones:
        due_on, reached_on = work.due_on(milestone) if work else None, marks.get(milestone.uid)
        is_late = due_on is not None and reached_on is None and due_on < today
        lines.append(MilestoneLine(milestone=milestone, due_on=due_on, reached_on=reached_on, is_late=is_late))
    return lines


def file_lines(project: Project, work: ProjectWork) -> list[FileLine]:
    """The files to hand in, each with what is uploaded. One query."""
    files = {file.slot: file for file in work.files.without_content()}
    return [FileLine(slot=slot, file=files.get(slot.uid)) for slot in project.files]


def check_line(work: ProjectWork, project: Project) -> CheckLine | None:
    """The newest check of the work's files. Two queries."""
    check = work.checks.order_by("-created_at", "-pk").first()
    if check is None:
        return None
    now = checked_digest(work.files.without_content(), project)
    is_stale = check.files != now or check.digest != project.digest
    return CheckLine(check=check, results=results_of(check), is_stale=is_stale)


def results_of(check: FileCheck) -> Results | None:
    """The verdict as for a submission, so that it is shown in the same way. No query."""
    if check.report is None:
        return None
    report = read_report(check.report)
    row = Submission(state=Submission.State.DONE, **verdict_fields(report))
    return verdict_results(row, check_rows(report, row))


def rubric_lines(project: Project, levels: object) -> list[RubricLine]:
    """The rubric with these levels. What isn't one of its levels counts as not chosen: an archive may hold anything."""
    chosen = levels if isinstance(levels, dict) else {}
    return [
        RubricLine(row=row, level=level if (level := chosen.get(row.uid)) in range(len(row.levels)) else None)
        for row in project.rubric
    ]
