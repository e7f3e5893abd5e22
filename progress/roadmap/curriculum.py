"""A roadmap as all learners see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from curriculum.models import Activity, Checkpoint, Criterion, PaceProfile, Phase, Roadmap, Section, Subtopic, Topic
from exercises.models import DeviceChoice, Exercise
from lib.cache import FragmentCache, LruCache
from lib.durations import HoursRange
from progress.forecast.forecast import ForecastItem
from progress.log_line.topic_names import TopicName

MAX_EXAMPLES = 3  # topics of which one is in the example of the study log
MAX_LEARNERS = 2_000  # in one process, some 25 kB each


@dataclass(frozen=True, kw_only=True)
class ExerciseFacts:
    """An exercise in such a list."""

    pk: int
    uid: str
    slug: str
    title: str
    stars: int
    minutes: int
    difficulty: int
    """1 to 3, measured or declared."""
    device: str
    is_proof: bool
    """Whether a pass proves a question of a checkpoint."""


@dataclass(frozen=True, eq=False, kw_only=True)
class WorkItem:
    """A piece of the path that takes hours: an activity, or a topic that no activity counts hours for."""

    of: Activity | Topic
    topics: tuple[int, ...]
    hours: Mapping[str, HoursRange | None]
    """By background."""
    url: str

    @property
    def title(self) -> str:
        return self.of.title

    @property
    def key(self) -> str:
        """Its name in a forecast that is stored."""
        return f"{self.of._meta.model_name}:{self.of.pk}"


@dataclass(frozen=True, kw_only=True)
class RoadmapAddresses:
    """``/roadmap/`` shows everybody their own roadmap. Among several, each also has addresses that name it.

    Phases keep the short address in the site's first roadmap, whatever else is there.
    """

    uid: str
    is_first: bool
    is_only: bool

    @classmethod
    def among(cls, site_roadmaps: Sequence[Roadmap], roadmap: Roadmap) -> "RoadmapAddresses":
        """The addresses of ``roadmap`` on a site that has these, in this order."""
        return cls(uid=roadmap.uid, is_first=site_roadmaps[:1] == (roadmap,), is_only=len(site_roadmaps) == 1)

    @property
    def roadmap(self) -> str:
        return reverse("progress:roadmap") if self.is_only else reverse("progress:roadmap_detail", args=[self.uid])

    @property
    def guide(self) -> str:
        return reverse("progress:guide") if self.is_only else reverse("progress:roadmap_guide", args=[self.uid])

    @property
    def reference(self) -> str:
        return reverse("progress:reference") if self.is_only else reverse("progress:roadmap_reference", args=[self.uid])

    def phase(self, number: int) -> str:
        if self.is_first:
            return reverse("progress:phase_detail", args=[number])
        return reverse("progress:roadmap_phase", args=[self.uid, number])


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
    part_exercises: Mapping[int, Sequence[str]]
    """The slugs of the exercises that each part lists."""
    phases: tuple[Phase, ...]
    work_items: Mapping[int, Sequence[WorkItem]]
    work: Mapping[str, ForecastItem]
    """The work items of all phases as a forecast knows them, by key."""
    checkpoints: Mapping[int, Sequence[Checkpoint]]
    criteria: Mapping[int, Sequence[Criterion]]
    exercises: Mapping[int, Sequence[ExerciseFacts]]
    optional_exercises: Mapping[int, Sequence[ExerciseFacts]]
    """Betas, by topic. They count towards none."""
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

    @cached_property
    def hardest_exercises(self) -> Mapping[int, ExerciseFacts]:
        """The most difficult exercise of each topic, then the longest: of those mainly about it, else of all.

        Those that need a GPU are left out, since not every site can grade them.
        """
        hardest = {}
        for pk, topic in self.topics.items():
            rows = [row for row in self.exercises.get(pk, ()) if row.device != DeviceChoice.GPU]
            own = [row for row in rows if self.main_topics.get(row.pk) == topic.uid]
            if rows:
                hardest[pk] = max(own or rows, key=lambda row: (row.difficulty, row.minutes))
        return hardest

    @cached_property
    def example_topic(self) -> str:
        """The shortest name among its first topics, as people type it. Empty if it has none."""
        path = [pk for phase in self.phases for pk in self.phase_topics.get(phase.pk, ())]
        names = [self.topics[pk].short_title for pk in (path or [*self.topics])[:MAX_EXAMPLES] if pk in self.topics]
        return min(names, key=len, default="").lower()

    def hours_of(self, phase: Phase, background: str) -> HoursRange:
        """The hours of all its work items."""
        return HoursRange.total(filter(None, (item.hours[background] for item in self.work_items.get(phase.pk, ()))))
