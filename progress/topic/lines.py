"""Topics as one learner sees them: state, hours, exercises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from curriculum.models import Topic
from lib.durations import HoursRange
from progress.facts import Facts, Mark
from progress.roadmap.curriculum import Curriculum, ExerciseFacts
from progress.topic.rules import CLAIM_ONLY, HoursBudget, TopicState, effective_mark, sentence_to_test_out, topic_state


@dataclass(frozen=True, kw_only=True)
class ExerciseLine:
    slug: str
    title: str
    stars: int
    minutes: int
    difficulty: int
    is_proof: bool
    is_passed: bool
    is_begun: bool


@dataclass(frozen=True, kw_only=True)
class TopicLine:
    """A topic as one learner sees it."""

    pk: int
    uid: str
    section_id: int
    number: str
    label: str
    title: str
    stars: int | None
    note: str
    why_html: str
    state: TopicState
    budget: HoursBudget
    exercise_facts: Sequence[ExerciseFacts]
    optional_facts: Sequence[ExerciseFacts]
    """Its exercises in beta. They count nowhere on this line."""
    hardest_facts: ExerciseFacts | None
    facts: Facts
    doing_since: datetime | None
    longest_estimate: HoursRange | None
    """The estimate from scratch: how large it is on the map, which is the same for everybody."""

    @cached_property
    def exercises(self) -> tuple[ExerciseLine, ...]:
        """A page asks for those of one topic or two."""
        return tuple(_exercise_line(exercise, self.facts) for exercise in self.exercise_facts)

    @cached_property
    def optional_exercises(self) -> tuple[ExerciseLine, ...]:
        return tuple(_exercise_line(exercise, self.facts) for exercise in self.optional_facts)

    @property
    def exercise_count(self) -> int:
        return len(self.exercise_facts)

    @cached_property
    def pass_count(self) -> int:
        return sum(exercise.pk in self.facts.first_passes for exercise in self.exercise_facts)

    @property
    def open_exercise(self) -> ExerciseLine | None:
        return next((exercise for exercise in self.exercises if not exercise.is_passed), None)

    @property
    def open_exercises(self) -> tuple[ExerciseLine, ...]:
        return tuple(exercise for exercise in self.exercises if not exercise.is_passed)

    @property
    def is_proven(self) -> bool:
        """Whether the learner passed all its exercises, and there are some."""
        return bool(self.exercise_count) and self.pass_count == self.exercise_count

    @property
    def standing(self) -> str:
        """The state, where done is proven, known by a pass of the hardest exercise, or claimed."""
        if self.is_proven or self.state != TopicState.DONE:
            return "proven" if self.is_proven else self.state.value
        return "known" if self.is_known else "claimed"

    @property
    def is_claimed(self) -> bool:
        """Whether it is done only by the learner's word."""
        return self.state.is_learned and not (self.is_proven or self.is_known)

    @property
    def hardest_exercise(self) -> ExerciseLine | None:
        """The one by which a learner who knows the topic shows it."""
        return _exercise_line(self.hardest_facts, self.facts) if self.hardest_facts else None

    @property
    def is_known(self) -> bool:
        """Whether the learner passed its hardest exercise. The mark that follows from it is no mere claim."""
        return self.hardest_exercise is not None and self.hardest_exercise.is_passed

    @property
    def test_out_sentence(self) -> str:
        hardest = self.hardest_exercise
        if hardest is None:
            return CLAIM_ONLY
        return sentence_to_test_out(hardest.title, hardest.minutes, len(self.exercises), is_passed=hardest.is_passed)

    @property
    def exercises_text(self) -> str:
        total = len(self.exercises)
        return f"{self.pass_count} of {total} exercise{'' if total == 1 else 's'} solved"


def topic_line(topic: Topic, course: Curriculum, facts: Facts, background: str) -> TopicLine:
    pk = topic.pk
    exercises = course.exercises.get(pk, ())
    mark, minutes = facts.topic_marks.get(pk), facts.minutes.get(pk, 0)
    is_begun = bool(minutes) or any(exercise.pk in facts.tried_exercises for exercise in exercises)
    state = state_of(topic, course, mark, facts.part_marks, is_begun=is_begun)
    return TopicLine(
        pk=pk,
        uid=topic.uid,
        section_id=topic.section_id,
        number=topic.number,
        label=topic.short_title,
        title=topic.title,
        stars=topic.stars,
        note=topic.note,
        why_html=topic.why_html,
        state=state,
        budget=HoursBudget(minutes, topic.hours_for(background), is_closed=state.is_closed),
        exercise_facts=exercises,
        optional_facts=course.optional_exercises.get(pk, ()),
        hardest_facts=course.hardest_exercises.get(pk),
        facts=facts,
        doing_since=mark.marked_at if mark and mark.is_doing else None,
        longest_estimate=topic.hours_from_scratch,
    )


def state_of(
    topic: Topic, course: Curriculum, mark: Mark | None, part_marks: Mapping[int, str], *, is_begun: bool = False
) -> TopicState:
    """The state from the topic's mark, else from its parts. Parts added since the last mark don't count."""
    if mark and mark.settled_state:
        return TopicState(mark.settled_state)
    part_uids = mark.parts if mark else ()
    parts = counted_marks(course, topic, part_marks, part_uids=part_uids)
    return topic_state(mark=None, parts=parts, is_begun=is_begun)


def counted_marks(
    course: Curriculum, topic: Topic, marks: Mapping[int, str], *, part_uids: Sequence[str] = ()
) -> list[str | None]:
    """The marks of the parts as they count, None for unmarked ones. ``part_uids`` leaves out other unmarked parts.

    A skip that the roadmap advises is done.
    """
    return [
        effective_mark(marks.get(part.pk), is_skip_advised=bool(part.skip_if or topic.skip_if))
        for part in course.parts.get(topic.pk, ())
        if not part_uids or part.uid in part_uids or part.pk in marks
    ]


def added_parts(course: Curriculum, topic: Topic, facts: Facts) -> int:
    """Count the parts that the topic gained since the learner finished it, without those they have marked."""
    mark = facts.topic_marks.get(topic.pk)
    if not mark or not mark.parts:
        return 0
    parts = course.parts.get(topic.pk, ())
    return sum(part.uid not in mark.parts and part.pk not in facts.part_marks for part in parts)


def _exercise_line(exercise: ExerciseFacts, facts: Facts) -> ExerciseLine:
    return ExerciseLine(
        slug=exercise.slug,
        title=exercise.title,
        stars=exercise.stars,
        minutes=exercise.minutes,
        difficulty=exercise.difficulty,
        is_proof=exercise.is_proof,
        is_passed=exercise.pk in facts.first_passes,
        is_begun=exercise.pk in facts.tried_exercises,
    )
