"""The exercises: one by its slug, and the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max, Prefetch, Q
from django.http import Http404

from accounts.models import User
from curriculum.models import CurriculumVersion, Topic
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice
from lib.cache import FragmentCache, VersionedCache
from lib.compiled_queries import CompiledObjects, Param

_OPEN = CompiledObjects(lambda: Exercise.objects.open().filter(slug=Param("slug")))


def exercise_or_404(slug: str, person: User) -> Exercise:
    """Return the exercise, or raise Http404 if there is none that this person may open."""
    exercise: Exercise | None = _OPEN.first(slug=slug) or Exercise.objects.open_to(person).filter(slug=slug).first()
    if exercise is None:
        raise Http404(f"There is no exercise {slug} that {person} may open.")
    return exercise


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseRow:
    """An exercise as one learner sees it."""

    exercise: Exercise
    is_passed: bool
    is_begun: bool

    @property
    def progress(self) -> str:
        """How far the learner is, under the name that the filter uses."""
        return "passed" if self.is_passed else "begun" if self.is_begun else "open"

    def contains(self, query: str) -> bool:
        """Whether each word of the query is in the title, the summary or the name of a topic."""
        topics = " ".join(topic.title for topic in self.exercise.topics.all())
        text = f"{self.exercise.title} {self.exercise.summary} {topics}".casefold()
        return all(word in text for word in query.casefold().split())


@dataclass(frozen=True, slots=True)
class ExerciseSection:
    title: str
    exercises: list[ExerciseRow]
    is_open: bool
    """Whether the next exercise is in it."""

    @property
    def pass_count(self) -> int:
        return sum(row.is_passed for row in self.exercises)


@dataclass(frozen=True)
class Catalogue:
    """The open exercises in order, with their topics. Everybody shares it."""

    exercises: list[Exercise]
    topics: list[Topic]
    fragments: FragmentCache


@dataclass(frozen=True, kw_only=True)
class ExerciseList:
    """The exercises as one learner sees them. ``matches`` are those that the filter selects."""

    rows: list[ExerciseRow]
    matches: list[ExerciseRow]
    topics: list[Topic]
    newest_run: Mapping[int, int]
    """The primary key of the newest run, by that of its exercise."""
    fragments: FragmentCache
    is_read_only: bool
    """Whether a visitor reads it, who has no state."""

    @cached_property
    def pass_count(self) -> int:
        return sum(row.is_passed for row in self.rows)

    @cached_property
    def hours_left(self) -> str:
        """The total time of the exercises without a pass; for a visitor, of all exercises."""
        minutes = sum(row.exercise.minutes for row in self.rows if not row.is_passed)
        return f"{round(minutes / 60, 1):g} h" if minutes >= 60 else f"{minutes} min"

    @cached_property
    def next(self) -> ExerciseRow | None:
        """The exercise started last. If there is none, the first open one after the last submission's."""
        open_rows = [row for row in self.rows if not row.is_passed]
        if not open_rows:
            return None
        if in_progress := [row for row in open_rows if row.is_begun]:
            return max(in_progress, key=self._newest_run)
        newest = self.rows.index(max(self.rows, key=self._newest_run))
        return next((row for row in self.rows[newest:] if not row.is_passed), open_rows[0])

    def _newest_run(self, row: ExerciseRow) -> int:
        return self.newest_run.get(row.exercise.pk, 0)

    @cached_property
    def sections(self) -> list[ExerciseSection]:
        by_section: dict[str, list[ExerciseRow]] = {}
        for row in self.matches:
            by_section.setdefault(row.exercise.section_title, []).append(row)
        return [ExerciseSection(title, rows, self.next in rows) for title, rows in by_section.items()]


def exercise_list(
    learner: User | None, *, topic: str = "", state: str = "", difficulty: str = "", query: str = ""
) -> ExerciseList:
    """All open exercises with the learner's state, and those that fit the filter.

    ``topic`` is a uid, ``state`` one of passed, begun and open, ``difficulty`` 1, 2 or 3, and ``query`` as for
    `ExerciseRow.contains`. Without a learner, for a visitor, the rows show no state.
    """
    course, runs = catalogue(), _runs_of(learner) if learner else {}
    rows = [
        ExerciseRow(
            exercise=exercise,
            is_passed=exercise.pk in runs and runs[exercise.pk][0] > 0,
            is_begun=exercise.pk in runs,
        )
        for exercise in course.exercises
    ]
    matches = [
        row
        for row in rows
        if (not topic or any(row_topic.uid == topic for row_topic in row.exercise.topics.all()))
        and (not state or row.progress == state)
        and (not difficulty or str(row.exercise.difficulty_level) == difficulty)
        and row.contains(query)
    ]
    newest_run = {exercise: newest for exercise, (_, newest) in runs.items()}
    return ExerciseList(
        rows=rows, matches=matches, topics=course.topics, newest_run=newest_run, fragments=course.fragments,
        is_read_only=learner is None,
    )  # fmt: skip


def _runs_of(learner: User) -> dict[int, tuple[int, int]]:
    """Return (number of passes, primary key of the newest run) for each exercise that the learner ran."""
    runs = Submission.objects.filter(learner=learner).order_by().values_list("exercise")
    passes = Count("pk", filter=Q(mode=ModeChoice.SUBMIT, verdict=VerdictChoice.PASSED))
    return {exercise: (count, newest) for exercise, count, newest in runs.annotate(count=passes, newest=Max("pk"))}


def _read_catalogue() -> Catalogue:
    with_topics = Prefetch("topics", Topic.objects.select_related("section__roadmap"))
    rows = Exercise.objects.on_offer().in_order().prefetch_related(with_topics)
    exercises = list(rows.without_texts())
    topics_by_uid = {topic.uid: topic for exercise in exercises for topic in exercise.topics.all()}
    topics = sorted(topics_by_uid.values(), key=_position)
    return Catalogue(exercises, topics, FragmentCache())


def _position(topic: Topic) -> tuple[int, ...]:
    """Return the topic's position, by roadmap and section."""
    section = topic.section
    return section.roadmap.order, section.roadmap_id, section.order, topic.order


catalogue = VersionedCache(_read_catalogue, current_version=CurriculumVersion.current)
