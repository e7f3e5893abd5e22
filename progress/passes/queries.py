"""What a pass moved: its topic, the criteria that it proves, and the path to the next exercise."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from curriculum.models import Criterion, Topic
from exercises.models import Exercise, Submission
from lib.durations import format_hours, format_minutes, unbroken
from progress.checkpoints.evidence import proving_exercises
from progress.checkpoints.queries import Gate, gates_of_exercise, statuses_of
from progress.checkpoints.rules import Status
from progress.facts import first_passes_of
from progress.passes.trail import Stop, Trail, draw_trail, window
from progress.roadmap.curriculum import ExerciseFacts
from progress.roadmap.roadmaps import curricula_for, roadmaps
from progress.timer.models import Timer, timer_of


@dataclass(frozen=True, kw_only=True)
class GateMove:
    """A checkpoint with a criterion that the exercise proves. ``earlier`` is its count of proven criteria before."""

    uid: str
    title: str
    criterion: Criterion
    earlier: int
    proven: int
    total: int


@dataclass(frozen=True, kw_only=True)
class PassNews:
    """``is_first`` is False for an exercise that the learner had passed before: then nothing has moved."""

    exercise: Exercise
    next_exercise: Exercise | None
    topic: Topic | None
    exercises: Sequence[ExerciseFacts]
    """Those of the topic, in order."""
    passed: frozenset[int]
    is_first: bool
    gates: Sequence[GateMove]
    timer: Timer | None

    @property
    def place(self) -> str:
        """ "exercise 3 of 10": its position in the topic."""
        return f"exercise {self.position} of {len(self.exercises)}"

    @property
    def description(self) -> str:
        """The path in words."""
        total = f"{self.proven} of {len(self.exercises)} exercises proven"
        return f"{total}. The path leads on to {self.next_exercise}." if self.next_exercise else f"{total}."

    @property
    def position(self) -> int:
        return [row.pk for row in self.exercises].index(self.exercise.pk) + 1

    @property
    def proven(self) -> int:
        return sum(row.pk in self.passed for row in self.exercises)

    @property
    def earlier(self) -> int:
        return self.proven - self.is_first

    @property
    def time_left(self) -> str:
        """The minutes of the topic's open exercises, as their authors estimate them."""
        minutes = sum(row.minutes for row in self.exercises if row.pk not in self.passed)
        if minutes < 60:
            return unbroken(format_minutes(minutes)) if minutes else ""
        return unbroken(format_hours(minutes))

    @property
    def timer_text(self) -> str:
        return unbroken(format_minutes(self.timer.minutes)) if self.timer else ""

    @cached_property
    def trails(self) -> list[Trail]:
        """The same path for a wide page and for a phone."""
        stops = window(self._stops) if self.topic else []
        if len(stops) < 2:
            return []
        sizes = (("broad", 760.0, 220.0), ("narrow", 380.0, 170.0))
        return [draw_trail(stops, kind=kind, width=width, height=height) for kind, width, height in sizes]

    @property
    def _stops(self) -> list[Stop]:
        """An exercise of another topic that comes next is the last stop."""
        follower = self.next_exercise
        stops = [
            Stop(
                title=row.title,
                is_passed=row.pk in self.passed,
                is_now=row.pk == self.exercise.pk,
                is_next=bool(follower and row.pk == follower.pk),
            )
            for row in self.exercises
        ]
        if follower and not any(stop.is_next for stop in stops):
            stops = [*stops[: self.position], Stop(title=follower.title, is_passed=False, is_next=True)]
        return stops


def pass_news(submission: Submission, next_exercise: Exercise | None) -> PassNews:
    """Three queries at most, with the curriculum cached: passes, answers and timer."""
    learner, exercise = submission.learner, submission.exercise
    first_passes = first_passes_of(learner)
    passed = frozenset(first_passes)
    is_first = first_passes.get(exercise.pk, submission.created_at) >= submission.created_at
    topic, exercises = _topic_of(exercise, learner)
    gates = gates_of_exercise(exercise.pk)
    earlier = passed - {exercise.pk} if is_first else passed
    moves = [
        _gate_move(gate, statuses.statuses, exercise.pk, earlier)
        for gate, statuses in zip(gates, statuses_of(learner, gates, passed=passed) if gates else (), strict=True)
    ]
    return PassNews(
        exercise=exercise, next_exercise=next_exercise, topic=topic, exercises=exercises, passed=passed,
        is_first=is_first, gates=moves, timer=timer_of(learner),
    )  # fmt: skip


def _topic_of(exercise: Exercise, learner: User) -> tuple[Topic | None, Sequence[ExerciseFacts]]:
    """The exercise's main topic and that topic's exercises, in the learner's roadmap or else in another one."""
    if not roadmaps().rows:
        return None, ()
    own, others = curricula_for(learner)
    for course in (own, *others):
        uid = course.main_topics.get(exercise.pk)
        for topic in course.topics.values():
            rows = course.exercises.get(topic.pk, ())
            if topic.uid == uid and any(row.pk == exercise.pk for row in rows):
                return topic, rows
    return None, ()


def _gate_move(gate: Gate, statuses: Sequence[Status], exercise: int, earlier: frozenset[int]) -> GateMove:
    checkpoint, criteria = gate
    proofs = {row.pk: {proof.pk for proof in proving_exercises(row)} for row in criteria}
    own = [row for row in criteria if exercise in proofs[row.pk]]
    proven = sum(status == Status.PROVEN for status in statuses)
    return GateMove(
        uid=checkpoint.uid,
        title=checkpoint.title,
        criterion=own[0],
        earlier=proven - sum(not proofs[row.pk] & earlier for row in own),
        proven=proven,
        total=len(criteria),
    )
