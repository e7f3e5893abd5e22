"""The roadmaps of the site, read once in a process until they change, and a learner's choice among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.models import User
from curriculum.models import CurriculumVersion, Roadmap
from lib.cache import VersionedCache
from lib.compiled_queries import CompiledObjects, Param
from progress.log_line.topic_names import TopicName
from progress.roadmap.curriculum import Curriculum, RoadmapAddresses
from progress.roadmap.models import RoadmapChoice
from progress.roadmap.reading import read_curriculum


@dataclass(frozen=True)
class Roadmaps:
    """The roadmaps that aren't retired, in order. A curriculum is read when a page asks for it first."""

    rows: tuple[Roadmap, ...]
    _curricula: dict[int, Curriculum] = field(default_factory=dict, init=False)
    _names: dict[int, tuple[TopicName, ...]] = field(default_factory=dict, init=False)

    def curriculum(self, key: int | None = None) -> Curriculum:
        """Return the curriculum of this roadmap, by primary key, or else of the first."""
        roadmap = next((row for row in self.rows if row.pk == key), self.rows[0] if self.rows else None)
        if roadmap is None:
            raise Roadmap.DoesNotExist
        course = self._curricula.get(roadmap.pk)
        if course is None:
            course = self._curricula[roadmap.pk] = read_curriculum(roadmap, self.rows)
        return course

    def names(self, key: int | None) -> tuple[TopicName, ...]:
        """Return the names of all topics in a line of the study log, those of this roadmap first.

        The others have no number, because it may mean another topic here. Raises Roadmap.DoesNotExist if there is none.
        """
        course = self.curriculum(key)
        if course.roadmap.pk not in self._names:
            own_uids = {name.uid for name in course.names}
            others = {name.uid: name for other in self.others(course) for name in other.names}
            self._names[course.roadmap.pk] = course.names + tuple(
                replace(name, number="", is_elsewhere=True) for uid, name in others.items() if uid not in own_uids
            )
        return self._names[course.roadmap.pk]

    def all(self) -> Iterator[Curriculum]:
        return (self.curriculum(row.pk) for row in self.rows)

    def others(self, course: Curriculum) -> Iterator[Curriculum]:
        """The curricula of all other roadmaps."""
        return (self.curriculum(row.pk) for row in self.rows if row.pk != course.roadmap.pk)


def read_roadmaps() -> Roadmaps:
    return Roadmaps(tuple(Roadmap.objects.current()))


roadmaps = VersionedCache(read_roadmaps, current_version=CurriculumVersion.current)
"""Gives the roadmaps of the site."""


def curriculum(key: int | None = None) -> Curriculum:
    """Return the curriculum of this roadmap, by primary key, or else of the site's first.

    One query.
    """
    return roadmaps().curriculum(key)


def curriculum_named(uid: str) -> Curriculum | None:
    """Return the curriculum of the roadmap with this uid. None if there is no such roadmap."""
    all_roadmaps = roadmaps()
    return next((all_roadmaps.curriculum(row.pk) for row in all_roadmaps.rows if row.uid == uid), None)


def curriculum_of(learner: User | None) -> Curriculum:
    """Return the curriculum of the learner's roadmap, or the site's first for a visitor."""
    return curricula_for(learner)[0]


def curricula_for(learner: User | None) -> tuple[Curriculum, Iterator[Curriculum]]:
    """The learner's curriculum, and those of the other roadmaps, which are read only when they are needed.

    One query, and where there are several roadmaps another one for the learner's choice.
    """
    all_roadmaps = roadmaps()
    course = all_roadmaps.curriculum(roadmap_key_of(learner, all_roadmaps.rows))
    return course, all_roadmaps.others(course)


def roadmap_key_of(learner: User | None, site_roadmaps: Sequence[Roadmap]) -> int | None:
    """The primary key of the learner's roadmap, which for a visitor is the site's first; None if there is none."""
    keys = [row.pk for row in site_roadmaps]
    choice = _choice_of(learner) if learner and len(keys) > 1 else None
    return choice.roadmap_id if choice and choice.roadmap_id in keys else next(iter(keys), None)


def _choice_of(learner: User) -> RoadmapChoice | None:
    """Return ``learner.roadmap_choice``, by a compiled query. Both remember the answer, so a page asks once."""
    relation: Any = User._meta.get_field("roadmap_choice")
    if not relation.is_cached(learner):
        relation.set_cached_value(learner, _CHOICE.first(learner=learner.pk))
    choice: RoadmapChoice | None = relation.get_cached_value(learner)
    return choice


_CHOICE = CompiledObjects(lambda: RoadmapChoice.objects.filter(learner=Param("learner")))


@dataclass(frozen=True, kw_only=True)
class RoadmapOption:
    uid: str
    title: str
    summary: str
    url: str
    is_open: bool
    """It is the one on this page."""
    is_chosen: bool
    """It is the learner's own."""


def roadmap_options(learner: User | None, course: Curriculum) -> Sequence[RoadmapOption]:
    """Return the roadmaps in their order, for the page of one of them. Empty if the site has only one."""
    rows = course.site_roadmaps
    if len(rows) == 1:
        return ()
    own = roadmap_key_of(learner, rows) if learner else None
    return [
        RoadmapOption(
            uid=row.uid,
            title=row.title,
            summary=row.summary,
            url=RoadmapAddresses.among(rows, row).roadmap,
            is_open=row.pk == course.roadmap.pk,
            is_chosen=row.pk == own,
        )
        for row in rows
    ]
