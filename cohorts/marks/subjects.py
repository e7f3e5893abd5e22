"""What the rows of a scheme are about, in the cohort's roadmap as it is now: their parts, and when they are due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from cohorts.cohort.models import Cohort, Membership
from cohorts.marks.models import MarkRow, MarkScheme, local_text
from cohorts.marks.rules import end_of_day
from cohorts.plan.due_weeks import NO_DUE_DAYS, DueDays
from cohorts.plan.rules import late_start
from cohorts.sign_offs.models import title_of
from curriculum.models import Checkpoint, Criterion, Topic
from exercises.models import Exercise
from progress.roadmap.curriculum import Curriculum


@lru_cache(maxsize=1024)
def _url_of(view: str, name: str) -> str:
    """Cached: a page has one for each row."""
    return reverse(view, args=[name])


@dataclass(frozen=True, kw_only=True)
class Part:
    """An exercise, or a criterion with the exercises that prove it."""

    title: str
    exercises: tuple[int, ...] = ()
    criterion: int | None = None
    topic: int | None = None
    """The topic whose mark claims it."""
    takes_partial: bool = False


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A row with its parts."""

    row: MarkRow
    parts: tuple[Part, ...]
    is_retired: bool
    """Nobody can work on it any more."""
    due_on: date | None
    """The last day of the due week that it follows."""
    zone: ZoneInfo

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def url(self) -> str:
        if self.row.topic:
            return _url_of("progress:topic_detail", self.row.topic.uid)
        if self.row.checkpoint:
            return _url_of("progress:checkpoint_detail", self.row.checkpoint.uid)
        return _url_of("exercises:exercise_detail", self.row.exercise.slug) if self.row.exercise else ""

    @property
    def label(self) -> str:
        """ "topic “Dropout”"."""
        return f"{self.row.kind} “{self.title}”"

    @property
    def due_text(self) -> str:
        """When it is due for those who joined with the others."""
        due = end_of_day(self.due_on, self.zone) if self.due_on else self.row.due_at
        if due:
            return f"due {local_text(due, self.zone)}"
        return "no due week in the shared plan" if self.row.follows_due_week else "no due date"


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """An exercise that counts twice: as a row of its own, and as a part of a topic or a checkpoint."""

    exercise: Subject
    whole: Subject

    def concerns(self, keys: Collection[tuple[str, int]]) -> bool:
        """Whether one of the two rows is among these (kind, primary key)."""
        return any((subject.row.kind, subject.row.subject_id) in keys for subject in (self.exercise, self.whole))


MAX_NAMED_OVERLAPS = 5


def format_overlaps(overlaps: Sequence[Overlap]) -> str:
    """Return which exercises count twice, by topic and checkpoint. Empty if none does."""
    titles: dict[Subject, list[str]] = {}
    for overlap in overlaps:
        titles.setdefault(overlap.whole, []).append(overlap.exercise.title)
    sentences = []
    for whole, (first, *others) in list(titles.items())[:MAX_NAMED_OVERLAPS]:
        more = f" and {len(others)} other exercise{'' if len(others) == 1 else 's'}" if others else ""
        sentences.append(f"“{first}”{more} also count{'' if others else 's'} in the {whole.label}.")
    if left := len(titles) - len(sentences):
        sentences.append(
            f"The same goes for {left} more topic{'' if left == 1 else 's'} or checkpoint{'' if left == 1 else 's'}."
        )
    return " ".join([*sentences, "Passing such an exercise earns points twice."]) if sentences else ""


_title_of = lru_cache(maxsize=1024)(title_of)
"""Each page with marks shows the same criteria."""


class Subjects:
    """The rows of a scheme in order. Two queries, and one more for each kind of subject that is retired."""

    def __init__(self, scheme: MarkScheme, course: Curriculum) -> None:
        self.scheme, self._course = scheme, course
        self.rows = {row.pk: row for row in MarkRow.objects.filter(scheme=scheme)}
        """The removed ones too: exceptions name them."""
        attach_subjects(self.rows.values(), course)
        rows = [row for row in self.rows.values() if not row.removed_at]
        self._own_weeks = due_weeks_of(scheme.cohort) if any(row.follows_due_week for row in rows) else {}
        self._weeks = self._own_weeks.pop(None, NO_DUE_DAYS)
        self.all: Sequence[Subject] = [self._subject(row) for row in rows]

    @cached_property
    def exercises(self) -> frozenset[int]:
        return frozenset(pk for subject in self.all for part in subject.parts for pk in part.exercises)

    @cached_property
    def partial_exercises(self) -> frozenset[int]:
        """Those of which passed checks count in part."""
        if not self.scheme.counts_partial:
            return frozenset()
        parts = [part for subject in self.all for part in subject.parts if part.takes_partial]
        return frozenset(pk for part in parts for pk in part.exercises)

    @cached_property
    def criteria(self) -> frozenset[int]:
        return frozenset(part.criterion for subject in self.all for part in subject.parts if part.criterion)

    @cached_property
    def topics(self) -> frozenset[int]:
        return frozenset(part.topic for subject in self.all for part in subject.parts if part.topic)

    @cached_property
    def overlaps(self) -> Sequence[Overlap]:
        """The exercises that count twice, in the order of the rows."""
        wholes: dict[int, list[Subject]] = {}
        for subject in self.all:
            if subject.row.exercise_id is None:
                for exercise in {pk for part in subject.parts for pk in part.exercises}:
                    wholes.setdefault(exercise, []).append(subject)
        return [
            Overlap(exercise=subject, whole=whole)
            for subject in self.all
            for whole in wholes.get(subject.row.exercise_id or 0, ())
        ]

    @property
    def warning(self) -> str:
        return format_overlaps(self.overlaps)

    @property
    def points(self) -> int:
        return sum(subject.row.points for subject in self.all)

    def base_due(self, subject: Subject, member: Membership) -> datetime | None:
        """Return when a row is due for a member, before any extension.

        A due week counts from the day they joined, as in the shared plan. A week of their own comes first. A date that
        had passed on that day isn't theirs.
        """
        zone = self.scheme.zone
        if due_on := self._due_on(subject, member):
            start = late_start(self.scheme.cohort.started_on, member.joined_on)
            return end_of_day(due_on + (start.delay if start else timedelta()), zone)
        due = subject.row.due_at
        return None if due and due.astimezone(zone).date() < member.joined_on else due

    def _due_on(self, subject: Subject, member: Membership) -> date | None:
        """The last day of the due week that a row follows: of the member's own, or of the cohort's."""
        own = self._own_weeks.get(member.pk) if subject.row.follows_due_week else None
        return (own and due_day(own, subject.row, self._course)) or subject.due_on

    def _subject(self, row: MarkRow) -> Subject:
        parts = self._parts(row)
        is_retired = not (row.exercise.is_offered if row.exercise else parts)
        due_on = due_day(self._weeks, row, self._course) if row.follows_due_week else None
        return Subject(row=row, parts=parts, is_retired=is_retired, due_on=due_on, zone=self.scheme.zone)

    def _parts(self, row: MarkRow) -> tuple[Part, ...]:
        course = self._course
        if row.exercise:
            return (Part(title=row.exercise.title, exercises=(row.exercise.pk,), takes_partial=True),)
        if row.topic:
            exercises = course.exercises.get(row.topic.pk, ()) if row.topic.pk in course.topics else ()
            return tuple(
                Part(title=exercise.title, exercises=(exercise.pk,), topic=row.topic.pk, takes_partial=True)
                for exercise in exercises
            )
        checkpoint = row.checkpoint
        gates = course.checkpoints.get(checkpoint.phase_id, ()) if checkpoint else ()
        keys = [gate.pk for gate in gates if checkpoint and gate.pk == checkpoint.pk]
        return tuple(self._criterion_part(criterion) for key in keys for criterion in course.criteria.get(key, ()))

    def _criterion_part(self, criterion: Criterion) -> Part:
        proofs = tuple(self._course.proofs.get(criterion.pk, ()))
        return Part(title=_title_of(criterion.text_html), exercises=proofs, criterion=criterion.pk)


def attach_subjects(rows: Iterable[MarkRow], course: Curriculum) -> None:
    """Give each row what it is about: from the roadmap, which is read already, or from the database where it is retired
    or belongs to another roadmap.
    """
    gates = {gate.pk: gate for of_phase in course.checkpoints.values() for gate in of_phase}
    for name, known, objects in (
        ("exercise", course.open_exercises, Exercise.objects.without_texts()),
        ("topic", {**course.retired_topics, **course.topics}, Topic.objects.all()),
        ("checkpoint", gates, Checkpoint.objects.all()),
    ):
        keys = {row: getattr(row, f"{name}_id") for row in rows if getattr(row, f"{name}_id")}
        missing = set(keys.values()) - known.keys()
        subjects: Mapping[int, Any] = {**known, **objects.in_bulk(missing)} if missing else known
        for row, key in keys.items():
            setattr(row, name, subjects[key])


def due_day(days: DueDays, row: MarkRow, course: Curriculum) -> date | None:
    """Return the day of a row's own topic or, without one, of its phase. None: neither has a due week."""
    if row.checkpoint:
        return days.phases.get(row.checkpoint.phase_id)
    topic = row.topic_id or _main_topic(row, course)
    phase = next((pk for pk, topics in course.phase_topics.items() if topic in topics), None)
    return days.topics.get(topic or 0) or days.phases.get(phase or 0)


def _main_topic(row: MarkRow, course: Curriculum) -> int | None:
    uid = course.main_topics.get(row.exercise_id or 0)
    return next((pk for pk, topic in course.topics.items() if topic.uid == uid), None)


def due_weeks_of(cohort: Cohort) -> dict[int | None, DueDays]:
    """Return the days of a cohort's shared plan, by None, and those of members with weeks of their own. One query."""
    return DueDays.by_member(cohort, cohort.due_weeks.values_list("member_id", "phase_id", "topic_id", "week"))
