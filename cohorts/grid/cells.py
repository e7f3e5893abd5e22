"""The columns and cells of the mentor's grid: learners by phase, topic or exercise."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cohorts.grid import rules
from cohorts.grid.choice import ALL_PHASES, Dimension
from cohorts.grid.rules import CellState, ExerciseRuns
from curriculum.models import Criterion, Phase
from lib.durations import HoursRange
from progress.checkpoints.rules import Status, criterion_status, status_of_all
from progress.learners import LearnerProgress
from progress.roadmap.curriculum import Curriculum
from progress.topic.rules import HoursBudget, TopicState


@dataclass(frozen=True, kw_only=True)
class GridColumn:
    """A phase, a topic or an exercise. ``key`` is its part of an address: "topic=calculus"."""

    pk: int
    uid: str
    phase: int
    """The number of its phase."""
    key: str
    label: str
    title: str
    over: str = ""
    """A line above the label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFigures:
    """The numbers of a cell. None is what cells of its kind don't have."""

    done: int | None = None
    """Of a phase the topics that are done or skipped, of a topic the solved exercises."""
    of: int | None = None
    statuses: tuple[Status, ...] | None = None
    """Of the criteria of a phase's checkpoints."""
    minutes: int | None = None
    estimate: HoursRange | None = None
    submissions: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GridCell:
    """The cell of one learner in one column, with what it says below its state."""

    column: GridColumn
    state: CellState
    lines: tuple[str, ...]
    figures: CellFigures


@dataclass(frozen=True, kw_only=True)
class CellFacts:
    """The facts that the cells of one learner show."""

    progress: LearnerProgress
    stuck_exercise: int | None
    signed_off: frozenset[int] = frozenset()
    """The criteria that a mentor of the cohort signed off. Only where phases are the columns."""


def columns_of(by: Dimension, phase: int, course: Curriculum) -> list[GridColumn]:
    """Return the topics or exercises of the phase with that number, or of all phases."""
    if by == Dimension.PHASE:
        return [_phase_column(row) for row in course.phases]
    make = _topic_columns if by == Dimension.TOPIC else _exercise_columns
    return [column for row in course.phases if phase in (ALL_PHASES, row.number) for column in make(row, course)]


def phase_of_most(progress: Iterable[LearnerProgress], course: Curriculum) -> int:
    """Return the number of the phase in which most learners sent their newest submission; of the first without any."""
    numbers = {column.pk: phase.number for phase in course.phases for column in _exercise_columns(phase, course)}
    newest_exercises = [learner_progress.newest_exercise for learner_progress in progress]
    counts = Counter(numbers[exercise] for exercise in newest_exercises if exercise in numbers)
    return max(sorted(counts), key=counts.__getitem__, default=min(numbers.values(), default=ALL_PHASES))


def _phase_column(phase: Phase) -> GridColumn:
    return GridColumn(
        pk=phase.pk,
        uid=phase.uid,
        phase=phase.number,
        key=f"phase={phase.number}",
        label=phase.label,
        title=phase.title,
        over=f"Phase {phase.number}",
    )


def _topic_columns(phase: Phase, course: Curriculum) -> list[GridColumn]:
    topics = [course.topics[pk] for pk in course.phase_topics.get(phase.pk, ())]
    return [
        GridColumn(
            pk=topic.pk,
            uid=topic.uid,
            phase=phase.number,
            key=f"topic={topic.uid}",
            label=topic.short_title,
            title=topic.title,
            over=f"Phase {phase.number}",
        )
        for topic in topics
    ]


def _exercise_columns(phase: Phase, course: Curriculum) -> list[GridColumn]:
    """Return a column for each exercise, below its main topic."""
    topics = [course.topics[pk] for pk in course.phase_topics.get(phase.pk, ())]
    return [
        GridColumn(
            pk=exercise.pk,
            uid=exercise.uid,
            phase=phase.number,
            key=f"exercise={exercise.slug}",
            label=exercise.title,
            title=exercise.title,
            over=topic.short_title,
        )
        for topic in topics
        for exercise in course.exercises.get(topic.pk, ())
        if course.main_topics.get(exercise.pk) == topic.uid
    ]


def cells_of(by: Dimension, columns: Sequence[GridColumn], facts: CellFacts) -> tuple[GridCell, ...]:
    """Return the cells of one learner. They are cached with the progress that they follow from."""
    memo = facts.progress.memo
    names = tuple(column.pk for column in columns)
    key = ("cells", by, names, facts.stuck_exercise, facts.signed_off)
    cells: tuple[GridCell, ...] = memo.get(key) or tuple(_MAKERS[by](column, facts) for column in columns)
    memo[key] = cells
    return cells


def _phase_cell(column: GridColumn, facts: CellFacts) -> GridCell:
    course, states, progress = facts.progress.curriculum, facts.progress.states, facts.progress
    topics = course.phase_topics.get(column.pk, ())
    statuses = tuple(status for _, status in criterion_statuses(column.pk, facts))
    closed_count = sum(states[pk].is_closed for pk in topics)
    counted_topics = [course.topics[pk] for pk in topics if states[pk] != TopicState.SKIPPED]  # a skip costs no hours
    estimate = _estimate(tuple(topic.hours_for(progress.background) for topic in counted_topics))
    minutes = sum(progress.facts.minutes.get(pk, 0) for pk in topics)
    lines = (f"{closed_count} of {len(topics)} topics", status_text(statuses), _hours_text(minutes, estimate))
    state = rules.cell_state(
        rules.phase_state([states[pk] for pk in topics]),
        status=status_of_all(statuses),
        is_stuck=any(_has_stuck(pk, facts) for pk in topics),
    )
    figures = CellFigures(done=closed_count, of=len(topics), statuses=statuses, minutes=minutes, estimate=estimate)
    return GridCell(column=column, state=state, lines=tuple(line for line in lines if line), figures=figures)


def criterion_statuses(phase: int, cell_facts: CellFacts) -> list[tuple[Criterion, Status]]:
    """Return each criterion of the phase's checkpoints with its status."""
    course, facts = cell_facts.progress.curriculum, cell_facts.progress.facts
    rows = []
    for gate in course.checkpoints.get(phase, ()):
        for criterion in course.criteria.get(gate.pk, ()):
            answer = facts.answers.get(criterion.pk)
            is_proven = any(proof in facts.first_passes for proof in course.proofs.get(criterion.pk, ()))
            status = criterion_status(answer=answer.answer if answer else None, is_proven=is_proven)
            rows.append((criterion, status.with_sign_off if criterion.pk in cell_facts.signed_off else status))
    return rows


@lru_cache(maxsize=4096)
def status_text(statuses: tuple[Status, ...]) -> str:
    """Count the criteria that are met, by how we know: "2 proven, 1 claimed (of 4)". Empty if none is met."""
    counts = Counter(status for status in statuses if status.holds)
    parts = [f"{counts[status]} {status.word}" for status in Status if counts[status]]
    return f"{', '.join(parts)} (of {len(statuses)})" if parts else ""


def _topic_cell(column: GridColumn, facts: CellFacts) -> GridCell:
    progress = facts.progress
    exercises = progress.curriculum.exercises.get(column.pk, ())
    solved_count = sum(exercise.pk in progress.facts.first_passes for exercise in exercises)
    minutes = progress.facts.minutes.get(column.pk, 0)
    estimate = _estimate((progress.curriculum.topics[column.pk].hours_for(progress.background),))
    lines = [f"{solved_count} of {len(exercises)} solved"] if solved_count else []
    if minutes:
        lines.append(_hours_text(minutes, estimate))
    state = rules.cell_state(
        progress.states[column.pk],
        status=Status.PROVEN if 0 < solved_count == len(exercises) else Status.CLAIMED,
        is_stuck=_has_stuck(column.pk, facts),
    )
    figures = CellFigures(done=solved_count, of=len(exercises), minutes=minutes, estimate=estimate)
    return GridCell(column=column, state=state, lines=tuple(lines), figures=figures)


def _has_stuck(topic: int, facts: CellFacts) -> bool:
    exercises = facts.progress.curriculum.exercises.get(topic, ())
    return facts.stuck_exercise is not None and any(exercise.pk == facts.stuck_exercise for exercise in exercises)


def _exercise_cell(column: GridColumn, facts: CellFacts) -> GridCell:
    count = facts.progress.submissions.get(column.pk, 0)
    is_passed = column.pk in facts.progress.facts.first_passes
    runs = ExerciseRuns(count, is_passed, is_stuck=column.pk == facts.stuck_exercise)
    lines = (f"{count} submission{'' if count == 1 else 's'}",) if count else ()
    figures = CellFigures(submissions=count) if count else _NO_SUBMISSIONS
    return GridCell(column=column, state=runs.state, lines=lines, figures=figures)


@lru_cache(maxsize=4096)
def _estimate(hours: tuple[HoursRange | None, ...]) -> HoursRange | None:
    """Return the sum, or None if it is nothing. Cached, since many learners have the same."""
    total = HoursRange.total(hours_range for hours_range in hours if hours_range)
    return total if total.high else None


@lru_cache(maxsize=4096)
def _hours_text(minutes: int, estimate: HoursRange | None) -> str:
    """ "3.5 of 10 to 15 h". Cached, since many learners have the same."""
    return HoursBudget(minutes, estimate).logged_of_estimate


_NO_SUBMISSIONS = CellFigures(submissions=0)


_MAKERS: Mapping[Dimension, Callable[[GridColumn, CellFacts], GridCell]] = {
    Dimension.PHASE: _phase_cell,
    Dimension.TOPIC: _topic_cell,
    Dimension.EXERCISE: _exercise_cell,
}
