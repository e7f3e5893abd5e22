"""The curriculum as all learners see it, read once in a process and cached until it changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from curriculum.models import (
    Activity,
    Checkpoint,
    Criterion,
    CurriculumVersion,
    PaceProfile,
    Phase,
    Roadmap,
    Section,
    Subtopic,
    Topic,
)
from exercises.models import Exercise
from lib.cache import FragmentCache, LruCache, VersionedCache
from lib.ranges import HoursRange
from progress.forecast.forecast import ForecastItem
from progress.log_names import TopicName
from progress.queries.curriculum.exercises import ExerciseFacts, exercises_by_topic
from progress.queries.curriculum.names import names_of
from progress.queries.curriculum.path import topics_by_phase
from progress.queries.curriculum.wording import wording_dates
from progress.queries.curriculum.work_items import WorkItem, work_items_by_phase

MAX_LEARNERS = 2_000  # in one process, some 25 kB each


@dataclass(frozen=True, kw_only=True)
class Curriculum:
    """All rows that are not retired, in order. Shared by all requests: never change it or its rows.

    Mappings are by primary key: topics by their own, parts and exercises by that of their topic, work items and
    checkpoints by that of their phase, criteria by that of their checkpoint. ``proofs`` are the exercises of each
    criterion, ``phase_topics`` the topics of each phase.
    """

    roadmap: Roadmap
    sections: tuple[Section, ...]
    topics: Mapping[int, Topic]
    retired_topics: Mapping[int, Topic]
    """The topics that are no longer shown: retired, or in a retired section."""
    parts: Mapping[int, Sequence[Subtopic]]
    phases: tuple[Phase, ...]
    work_items: Mapping[int, Sequence[WorkItem]]
    work: Mapping[str, ForecastItem]
    """The work items of all phases as a forecast knows them, by key."""
    checkpoints: Mapping[int, Sequence[Checkpoint]]
    criteria: Mapping[int, Sequence[Criterion]]
    exercises: Mapping[int, Sequence[ExerciseFacts]]
    wording_dates: Mapping[int, datetime]
    """When the text of a criterion was last changed, or when it was added to its checkpoint; not if it never was."""
    proofs: Mapping[int, Sequence[int]]
    open_exercises: Mapping[int, Exercise]
    """By their own keys, without their statements."""
    paces: tuple[PaceProfile, ...]
    phase_topics: Mapping[int, Sequence[int]]
    main_topics: Mapping[int, str]
    """The uid of the topic that each exercise names first."""
    names: tuple[TopicName, ...]
    """The names of each topic in a line of the study log."""
    fragments: FragmentCache = field(default_factory=FragmentCache)
    learners: LruCache[Any] = field(default_factory=lambda: LruCache(MAX_LEARNERS), init=False)
    """What follows from learners' rows in it, by those rows."""

    def hours_of(self, phase: Phase, background: str) -> HoursRange:
        """The hours of all its work items."""
        return HoursRange.total(filter(None, (item.hours[background] for item in self.work_items.get(phase.pk, ()))))


def read_curriculum() -> Curriculum:
    """From the database, as it is now. Raises Roadmap.DoesNotExist when none is loaded."""
    roadmap = Roadmap.objects.current()[:1].get()
    exercises = Exercise.objects.defer("statement", "statement_html", "hints_html", "starter")
    rows = Topic.objects.select_related("section").prefetch_related("items", "resources")
    all_topics = {topic.pk: topic for topic in rows.order_by("section__order", "order", "pk")}
    topics = {pk: topic for pk, topic in all_topics.items() if not (topic.retired or topic.section.retired)}
    parts = _by(Subtopic.objects.current().prefetch_related("items"), "topic_id")
    current = Activity.objects.current().filter(phase__retired=False).select_related("phase")
    activities = list(current.prefetch_related("topics", "items", "resources").order_by("phase__order", "order", "pk"))
    phase_topics = topics_by_phase(all_topics, activities)
    work_items = work_items_by_phase(activities, topics, all_topics, phase_topics)
    phases = tuple(Phase.objects.current())
    criteria = Criterion.objects.current().select_related("checkpoint")
    return Curriculum(
        roadmap=roadmap,
        sections=tuple(Section.objects.current()),
        topics=topics,
        retired_topics={pk: topic for pk, topic in all_topics.items() if pk not in topics},
        parts=parts,
        phases=phases,
        work_items=work_items,
        work={
            item.key: ForecastItem(item.title, item.hours, item.topics)
            for phase in phases
            for item in work_items.get(phase.pk, ())
        },
        checkpoints=_by(Checkpoint.objects.current().select_related("phase"), "phase_id"),
        criteria=_by(criteria.prefetch_related("topics", Prefetch("exercises", exercises)), "checkpoint_id"),
        exercises=exercises_by_topic(),
        wording_dates=wording_dates(),
        proofs=_proofs(),
        open_exercises={exercise.pk: exercise for exercise in exercises.filter(retired=False)},
        paces=tuple(roadmap.pace_profiles.current()),
        phase_topics={phase: [pk for pk in topic_keys if pk in topics] for phase, topic_keys in phase_topics.items()},
        main_topics=_main_topics(),
        names=names_of(topics.values(), parts),
    )


def _by(rows: Iterable[Any], attribute: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, attribute)].append(row)
    return dict(groups)


def _proofs() -> dict[int, list[int]]:
    proofs: dict[int, list[int]] = defaultdict(list)
    for exercise, criterion in Exercise.objects.filter(criteria__isnull=False).values_list("pk", "criteria"):
        proofs[criterion].append(exercise)
    return proofs


def _main_topics() -> dict[int, str]:
    rows = Exercise.topics.through.objects.order_by("-pk")  # in this order the first row of each exercise wins
    return dict(rows.values_list("exercise", "topic__uid"))


curriculum = VersionedCache(read_curriculum, current_version=CurriculumVersion.current)
"""Gives the curriculum. Raises Roadmap.DoesNotExist when none is loaded."""
