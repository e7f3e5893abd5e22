"""The evidence behind a cell of the grid: one learner's work on a phase, a topic or an exercise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from cohorts.cohort.models import Membership
from cohorts.grid.cells import CellFacts, GridCell, cells_of, columns_of, criterion_statuses
from cohorts.grid.choice import ALL_PHASES, Dimension
from cohorts.needs.activity import stuck_of
from cohorts.sign_offs.queries import signed_off_in
from curriculum.models import Criterion
from exercises.models import ModeChoice, Submission, SubmissionQuerySet
from progress.checkpoints.rules import Status
from progress.facts import Mark
from progress.hours.models import StudyEntry
from progress.learners import LearnerProgress, progress_of
from progress.roadmap.roadmaps import curriculum
from progress.topic.rules import TopicState

MAX_SUBMISSIONS = 10
MAX_ENTRIES = 8


@dataclass(frozen=True)
class CriterionEvidence:
    """A criterion of a checkpoint with its status, and what the learner wrote about it."""

    criterion: Criterion
    status: Status
    note: str


@dataclass(frozen=True, kw_only=True)
class CellEvidence:
    """The evidence that a mentor sees when they open a cell. A phase has topics and criteria; the others have
    submissions.
    """

    learner: User
    by: Dimension
    cell: GridCell
    topics: Sequence[GridCell] = ()
    criteria: Sequence[CriterionEvidence] = ()
    mark: Mark | None = None
    """The learner's mark of the topic."""
    submissions: Sequence[Submission] = ()
    submissions_total: int = 0
    entries: Sequence[StudyEntry] = ()

    @property
    def title(self) -> str:
        column = self.cell.column
        return f"{column.over}: {column.title}" if self.by == Dimension.PHASE else column.title

    @property
    def mark_text(self) -> str:
        return f"Marked as {TopicState(self.mark.state).label}" if self.mark else ""

    @property
    def figures(self) -> str:
        return ", ".join(self.cell.lines)

    @property
    def is_empty(self) -> bool:
        return not (self.topics or self.mark or self.submissions or self.entries)


def cell_evidence(member: Membership, query: Mapping[str, str]) -> CellEvidence | None:
    """Return the evidence for the cell that a query names, such as topic=calculus; None if there is no such cell.
    Eleven queries at most.
    """
    course = curriculum(member.cohort.roadmap_id)
    for by in Dimension:
        columns = columns_of(by, ALL_PHASES, course)
        column = next((column for column in columns if column.key == f"{by}={query.get(by, '')}"), None)
        if column:
            learner = member.user
            facts = _facts(member, progress_of([learner], course)[learner.pk])
            [cell] = cells_of(by, [column], facts)
            return _READERS[by](learner, cell, facts)
    return None


def _facts(member: Membership, progress: LearnerProgress) -> CellFacts:
    exercise = stuck_of([member.user_id]).get(member.user_id)
    return CellFacts(
        progress=progress,
        stuck_exercise=exercise.exercise_id if exercise else None,
        signed_off=signed_off_in(member.cohort_id, [member.user_id]).get(member.user_id, frozenset()),
    )


def _of_phase(learner: User, cell: GridCell, facts: CellFacts) -> CellEvidence:
    course, answers = facts.progress.curriculum, facts.progress.facts.answers
    pk = cell.column.pk
    number = next(phase.number for phase in course.phases if phase.pk == pk)
    topics = columns_of(Dimension.TOPIC, number, course)
    criteria = [
        CriterionEvidence(criterion, status, answers[criterion.pk].note if criterion.pk in answers else "")
        for criterion, status in criterion_statuses(pk, facts)
    ]
    cells = cells_of(Dimension.TOPIC, topics, facts) if course.phase_topics.get(pk) else ()
    return CellEvidence(learner=learner, by=Dimension.PHASE, cell=cell, topics=cells, criteria=criteria)


def _of_topic(learner: User, cell: GridCell, facts: CellFacts) -> CellEvidence:
    pk = cell.column.pk
    exercises = [exercise.pk for exercise in facts.progress.curriculum.exercises.get(pk, ())]
    runs = _submissions(learner, exercises)
    entries = StudyEntry.objects.filter(learner=learner, topic=pk).newest_first()
    return CellEvidence(
        learner=learner,
        by=Dimension.TOPIC,
        cell=cell,
        mark=facts.progress.facts.topic_marks.get(pk),
        submissions=list(runs[:MAX_SUBMISSIONS]),
        submissions_total=runs.count(),
        entries=list(entries[:MAX_ENTRIES]),
    )


def _of_exercise(learner: User, cell: GridCell, facts: CellFacts) -> CellEvidence:
    runs = _submissions(learner, [cell.column.pk])
    return CellEvidence(
        learner=learner,
        by=Dimension.EXERCISE,
        cell=cell,
        submissions=list(runs[:MAX_SUBMISSIONS]),
        submissions_total=facts.progress.submissions.get(cell.column.pk, 0),
    )


def _submissions(learner: User, exercises: Sequence[int]) -> SubmissionQuerySet:
    """Return the newest submissions first, without their code."""
    runs = Submission.objects.filter(learner=learner, mode=ModeChoice.SUBMIT, exercise__in=exercises)
    return runs.newest_first().select_related("exercise").defer("source", "source_html", "output")


_READERS = {Dimension.PHASE: _of_phase, Dimension.TOPIC: _of_topic, Dimension.EXERCISE: _of_exercise}
