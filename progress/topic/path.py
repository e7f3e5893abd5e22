"""The path through a topic: its parts as stations, each with its exercises, and what to do first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from lib.durations import format_minutes
from progress.topic.lines import ExerciseLine
from progress.topic.parts import PartLine
from progress.topic.rules import TopicState

MAX_EXERCISES_SHOWN = 4  # of a part; more are folded


@dataclass(frozen=True)
class ExerciseRows:
    """Exercises as rows: the first few, and the others folded unless the next one is among them."""

    exercises: tuple[ExerciseLine, ...]
    next_slug: str = ""

    @property
    def first(self) -> tuple[ExerciseLine, ...]:
        return self.exercises[:MAX_EXERCISES_SHOWN]

    @property
    def others(self) -> tuple[ExerciseLine, ...]:
        return self.exercises[MAX_EXERCISES_SHOWN:]

    @property
    def others_text(self) -> str:
        """ "4 more: 3 h 10 min"."""
        return f"{len(self.others)} more: {format_minutes(sum(exercise.minutes for exercise in self.others))}"

    @property
    def is_next_folded(self) -> bool:
        return any(exercise.slug == self.next_slug for exercise in self.others)

    @property
    def pass_count(self) -> int:
        return sum(exercise.is_passed for exercise in self.exercises)

    @property
    def is_proven(self) -> bool:
        return bool(self.exercises) and self.pass_count == len(self.exercises)


@dataclass(frozen=True, kw_only=True)
class PartStation:
    """A part that is in no other one, with the exercises of all of it. Its HTML can be cached by it, without notes."""

    part: PartLine
    rows: ExerciseRows
    is_completed: bool
    """Whether the learner is past it."""
    is_here: bool
    is_claimed: bool
    """Whether it is done only by the learner's word, on it or on the whole topic."""

    @property
    def is_finished(self) -> bool:
        return self.rows.is_proven or self.is_claimed or self.part.state.is_closed


@dataclass(frozen=True)
class StationGroup:
    """Stations under one heading of the topic, or under none."""

    title: str
    stations: tuple[PartStation, ...]

    @property
    def level(self) -> int:
        """The level of its stations' headings."""
        return 4 if self.title else 3


@dataclass(frozen=True, kw_only=True)
class TopicPath:
    stations: tuple[PartStation, ...]
    across: ExerciseRows
    """The exercises that belong to no single part."""
    next_exercise: ExerciseLine | None
    next_part: PartLine | None
    """What to do first: an exercise, or to read a part that has none. Neither: nothing is left."""

    @property
    def groups(self) -> tuple[StationGroup, ...]:
        groups = groupby(self.stations, key=lambda station: station.part.part.part)
        return tuple(StationGroup(title, tuple(stations)) for title, stations in groups)

    @property
    def finished_count(self) -> int:
        return sum(station.is_finished for station in self.stations)


def topic_path(
    parts: Sequence[PartLine],
    exercises: Sequence[ExerciseLine],
    slugs: Mapping[int, Sequence[str]],
    *,
    state: TopicState,
    is_learner: bool,
) -> TopicPath:
    """Lay the exercises out along the parts.

    Args:
        parts: the topmost ones, in order.
        exercises: those of the topic.
        slugs: those that each part lists, by the part's primary key.
        state: the learner's state with the whole topic.
        is_learner: a visitor is nowhere on the path.
    """
    free = {exercise.slug: exercise for exercise in exercises}
    exercises_of = [tuple(_take(part, slugs, free)) for part in parts]
    across = tuple(free.values())
    at = _here(parts, exercises_of, is_closed=state.is_closed)
    pool = across if at is None else exercises_of[at]
    next_exercise = next((exercise for exercise in pool if not exercise.is_passed), None)
    next_slug = next_exercise.slug if next_exercise and is_learner else ""
    stations = tuple(
        PartStation(
            part=part,
            rows=ExerciseRows(own, next_slug if position == at else ""),
            is_completed=is_learner and (state.is_learned or (not state.is_closed and (at is None or position < at))),
            is_here=is_learner and position == at and not state.is_closed,
            is_claimed=_is_claimed(part, own, state),
        )
        for position, (part, own) in enumerate(zip(parts, exercises_of, strict=True))
    )
    return TopicPath(
        stations=stations,
        across=ExerciseRows(across, next_slug if at is None else ""),
        next_exercise=next_exercise,
        next_part=parts[at] if at is not None and not next_exercise else None,
    )


def _take(part: PartLine, slugs: Mapping[int, Sequence[str]], free: dict[str, ExerciseLine]) -> Iterator[ExerciseLine]:
    """Yield the exercises of a part and of its own parts, each in the first part that lists it."""
    for slug in slugs.get(part.part.pk, ()):
        if slug in free:
            yield free.pop(slug)
    for inner in part.parts:
        yield from _take(inner, slugs, free)


def _here(parts: Sequence[PartLine], exercises: Sequence[Sequence[ExerciseLine]], *, is_closed: bool) -> int | None:
    """Return the position of the first part with something left to do.

    A part without exercises is read by then if an exercise of a later one is passed. When the whole topic is done or
    skipped, only exercises are left to do.
    """
    last_pass = max((at for at, own in enumerate(exercises) if any(line.is_passed for line in own)), default=-1)
    for at, (part, own) in enumerate(zip(parts, exercises, strict=True)):
        if own and not all(line.is_passed for line in own) and (is_closed or not part.state.is_closed):
            return at
        if not (own or is_closed or part.state.is_closed or at < last_pass):
            return at
    return None


def _is_claimed(part: PartLine, exercises: Sequence[ExerciseLine], topic_state: TopicState) -> bool:
    if exercises and all(exercise.is_passed for exercise in exercises):
        return False
    return part.state.is_learned or (topic_state.is_learned and part.state == TopicState.TODO)
