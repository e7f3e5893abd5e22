"""A roadmap as all learners see it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from curriculum.models import Activity, Checkpoint, Criterion, PaceProfile, Phase, Roadmap, Section, Subtopic, Topic
from exercises.models import Exercise
from lib.cache import FragmentCache, LruCache
from lib.ranges import HoursRange
from progress.forecast.forecast import ForecastItem
from progress.log_line.topic_names import TopicName
from progress.roadmap.addresses import RoadmapAddresses
from progress.roadmap.exercises import (
    ExerciseFacts,
    exercises_by_topic,
    main_topics,
    open_exercises,
    proofs_by_criterion,
)
from progress.roadmap.names import names_of
from progress.roadmap.phase_topics import topics_by_phase
from progress.roadmap.placement import topics_of
from progress.roadmap.wording import wording_dates
from progress.roadmap.work_items import WorkItem, work_items_by_phase

MAX_LEARNERS = 2_000  # in one process, some 25 kB each


@dataclass(frozen=True, kw_only=True)
class Curriculum:
    """All rows of a roadmap that are not retired, in order. Shared by all requests: never change it or its rows.

    Mappings are by primary key: topics by their own, parts and exercises by that of their topic, work items and
    checkpoints by that of their phase, criteria by that of their checkpoint. ``proofs`` are the exercises of each
    criterion, ``phase_topics`` the topics of each phase.
    """

    roadmap: Roadmap
    site_roadmaps: tuple[Roadmap, ...]
    """All roadmaps of the site, this one among them."""
    addresses: RoadmapAddresses
    sections: tuple[Section, ...]
    topics: Mapping[int, Topic]
    retired_topics: Mapping[int, Topic]
    """The topics that are no longer shown: retired, or in a retired section."""
    shared_topics: frozenset[int]
    """Those that belong to another roadmap."""
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
    """The uid of the topic that each exercise names first, of this roadmap if it names one."""
    names: tuple[TopicName, ...]
    """The names of each topic in a line of the study log."""
    fragments: FragmentCache = field(default_factory=FragmentCache)
    learners: LruCache[Any] = field(default_factory=lambda: LruCache(MAX_LEARNERS), init=False)
    """What follows from learners' rows in it, by those rows."""
    page_values: LruCache[Any] = field(default_factory=lambda: LruCache(MAX_LEARNERS), init=False)
    """What other pages derive from ``learners``, by their own keys."""

    def hours_of(self, phase: Phase, background: str) -> HoursRange:
        """The hours of all its work items."""
        return HoursRange.total(filter(None, (item.hours[background] for item in self.work_items.get(phase.pk, ()))))


def read_curriculum(roadmap: Roadmap, site_roadmaps: tuple[Roadmap, ...] = ()) -> Curriculum:
    """From the database, as it is now. The addresses of its pages depend on the site's roadmaps."""
    sections = list(Section.objects.filter(roadmap=roadmap))
    all_topics, shared_topics = topics_of(roadmap, sections)
    topics = {pk: topic for pk, topic in all_topics.items() if not (topic.retired or topic.section.retired)}
    parts = _by(Subtopic.objects.current().filter(topic__in=all_topics).prefetch_related("items"), "topic_id")
    activities = _activities(roadmap)
    phases = tuple(Phase.objects.current().filter(roadmap=roadmap))
    site_roadmaps = site_roadmaps or (roadmap,)
    addresses = RoadmapAddresses.among(site_roadmaps, roadmap)
    phase_topics = topics_by_phase(all_topics, activities)
    work_items = work_items_by_phase(activities, topics, all_topics, phase_topics, addresses)
    criteria = _criteria(roadmap)
    return Curriculum(
        roadmap=roadmap,
        site_roadmaps=site_roadmaps,
        addresses=addresses,
        sections=tuple(section for section in sections if not section.retired),
        topics=topics,
        retired_topics={pk: topic for pk, topic in all_topics.items() if pk not in topics},
        shared_topics=shared_topics,
        parts=parts,
        phases=phases,
        work_items=work_items,
        work=_work(phases, work_items),
        checkpoints=_by(
            Checkpoint.objects.current().filter(phase__roadmap=roadmap).select_related("phase"), "phase_id"
        ),
        criteria=criteria,
        exercises=exercises_by_topic(),
        wording_dates=wording_dates(),
        proofs=proofs_by_criterion(),
        open_exercises=open_exercises(all_topics, [row.pk for rows in criteria.values() for row in rows]),
        paces=tuple(roadmap.pace_profiles.current()),
        phase_topics={phase: [pk for pk in topic_keys if pk in topics] for phase, topic_keys in phase_topics.items()},
        main_topics=main_topics({topic.uid for topic in all_topics.values()}),
        names=names_of(topics.values(), parts),
    )


def _work(phases: Iterable[Phase], work_items: Mapping[int, Sequence[WorkItem]]) -> dict[str, ForecastItem]:
    items = (item for phase in phases for item in work_items.get(phase.pk, ()))
    return {item.key: ForecastItem(item.title, item.hours, item.topics) for item in items}


def _activities(roadmap: Roadmap) -> list[Activity]:
    current = Activity.objects.current().filter(phase__retired=False, phase__roadmap=roadmap).select_related("phase")
    return list(current.prefetch_related("topics", "items", "resources").order_by("phase__order", "order", "pk"))


def _criteria(roadmap: Roadmap) -> dict[int, list[Criterion]]:
    exercises = Exercise.objects.without_texts()
    rows = Criterion.objects.current().filter(checkpoint__phase__roadmap=roadmap).select_related("checkpoint")
    return _by(rows.prefetch_related("topics", Prefetch("exercises", exercises)), "checkpoint_id")


def _by(rows: Iterable[Any], attribute: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, attribute)].append(row)
    return dict(groups)
