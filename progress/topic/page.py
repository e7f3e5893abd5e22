"""One topic: what it says, its parts with their exercises and the learner's marks, and hours against the estimate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.urls import reverse

from accounts.models import Background, User
from curriculum.models import Activity, Checkpoint, ItemKind, Phase, Resource, Subtopic, Topic
from lib.durations import HoursRange
from progress.facts import Facts, facts_of
from progress.forecast.forecast import Factor
from progress.hours.models import StudyEntry
from progress.notes.models import Note
from progress.notes.queries import NotePlace, notes_on
from progress.outline.outline import pace_of
from progress.roadmap.curriculum import Curriculum, WorkItem
from progress.roadmap.roadmaps import curricula_for
from progress.topic.experience import Experience, experience_of, minutes_of_others
from progress.topic.lines import TopicLine, added_parts, counted_marks, topic_line
from progress.topic.models import ResourceMark
from progress.topic.pace import OwnHours, hours_at_pace, own_hours
from progress.topic.parts import ItemList, item_lists, part_lines
from progress.topic.path import ExerciseRows, TopicPath, topic_path
from progress.topic.rules import TopicState, parts_sentence, skip_sentence

RECENT_ENTRIES = 5
MIN_PARTS_TO_FOLD = 9  # fewer are read as one page
MAX_RESOURCES_SHOWN = 3


@dataclass(frozen=True)
class ResourceLine:
    """A resource, and whether the learner ticked it."""

    resource: Resource
    is_ticked: bool


@dataclass(frozen=True)
class CheckpointCount:
    """A checkpoint, and how many of its criteria are proven."""

    checkpoint: Checkpoint
    proven_count: int
    total: int


@dataclass(frozen=True)
class FirstThing:
    """The first thing to do in a topic: its button's words and address."""

    verb: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class TopicPage:
    topic: Topic
    line: TopicLine
    path: TopicPath
    hours: OwnHours
    course: Curriculum
    facts: Facts
    learner: User | None
    lists: Mapping[str, ItemList]
    activities: Sequence[tuple[WorkItem, HoursRange | None]]
    """The activities about the topic, with their hours."""
    checkpoints: Sequence[CheckpointCount]
    resources: Sequence[ResourceLine]
    entries: Sequence[StudyEntry]
    is_refresher: bool
    experience: Experience | None
    notes: Mapping[int | None, Note]
    """By part; the key of the topic's own note is None."""

    @property
    def nodes(self) -> tuple[Topic | Subtopic, ...]:
        """The topic and its parts: what has a text."""
        return (self.topic, *self._parts)

    @property
    def note_place(self) -> NotePlace:
        """The topic's own note."""
        return NotePlace(self.topic, self.notes.get(None))

    @property
    def is_long(self) -> bool:
        """Whether the texts of its parts fold."""
        return len(self._parts) >= MIN_PARTS_TO_FOLD

    @property
    def _parts(self) -> Sequence[Subtopic]:
        return self.course.parts.get(self.topic.pk, ())

    @cached_property
    def phase(self) -> Phase | None:
        """The phase that studies it."""
        phases = self.course.phase_topics
        return next((phase for phase in self.course.phases if self.topic.pk in phases.get(phase.pk, ())), None)

    @property
    def phase_url(self) -> str:
        return self.course.addresses.phase(self.phase.number) if self.phase else self.course.addresses.roadmap

    @property
    def optional(self) -> ExerciseRows:
        """Its exercises in beta."""
        return ExerciseRows(self.line.optional_exercises)

    @property
    def exercise_minutes(self) -> int:
        return sum(exercise.minutes for exercise in self.line.exercises)

    @property
    def first_thing(self) -> FirstThing | None:
        """None if nothing is left, or nothing is to be done."""
        path = self.path
        if self.is_retired:
            return None
        if exercise := path.next_exercise:
            url = reverse("exercises:exercise_detail", args=[exercise.slug])
            return FirstThing(self._verb, exercise.title, url)
        if part := path.next_part:
            return FirstThing("Read", part.part.title, f"#{part.part.uid}")
        return None

    @property
    def _verb(self) -> str:
        if self.line.is_claimed:
            return "Prove it"
        return "Continue" if self.learner and self.line.state == TopicState.DOING else "Start"

    @property
    def progress(self) -> str:
        """The count of its parts that are done. Empty if it has none, or if the whole topic is done without them."""
        if self.learner is None or self.open_parts:
            return ""
        return parts_sentence(counted_marks(self.course, self.topic, self.facts.part_marks))

    @property
    def open_parts(self) -> int:
        """The number of parts still open although the learner finished the topic."""
        if self.is_retired or not self.line.state.is_learned:
            return 0
        marks = (self.facts.part_marks.get(part.pk) for part in self._parts)
        return sum(not mark or not TopicState(mark).is_closed for mark in marks)

    @property
    def is_retired(self) -> bool:
        """Whether it, or its section, is no longer part of the roadmap."""
        return self.topic.pk in self.course.retired_topics

    @property
    def successor(self) -> Topic | Subtopic | None:
        """The topic or part that has the content of a retired topic now."""
        return _successor(self.course, self.topic) if self.is_retired else None

    @property
    def additions_sentence(self) -> str:
        """ "1 part was added since you finished"."""
        count = added_parts(self.course, self.topic, self.facts) if self.line.state.is_closed else 0
        if not count:
            return ""
        return f"{count} part{' was' if count == 1 else 's were'} added since you finished. The topic stays done."

    @property
    def estimate_then(self) -> str:
        """The estimate that counts for the learner's pace, where it isn't today's."""
        mark = self.facts.topic_marks.get(self.topic.pk)
        if not self.line.state.is_learned or not mark or not mark.hours or mark.hours == self.line.budget.estimate:
            return ""
        return f"The estimate was {mark.hours} when you finished, and your pace is measured against that."

    @property
    def resources_shown(self) -> Sequence[ResourceLine]:
        return self.resources[:MAX_RESOURCES_SHOWN]

    @property
    def other_resources(self) -> Sequence[ResourceLine]:
        return self.resources[MAX_RESOURCES_SHOWN:]

    @property
    def to_skip(self) -> int:
        """The number of things that the roadmap says to skip. They don't count as parts."""
        return len(self.lists[ItemKind.SKIP].lines) if ItemKind.SKIP in self.lists else 0

    @property
    def advice(self) -> str:
        return skip_sentence(self.line.state, is_skip_advised=bool(self.topic.skip_if))

    @property
    def work(self) -> list[ItemList]:
        """The lists of things to do, in order."""
        return self._some(ItemKind.PATH, ItemKind.PRACTICE, ItemKind.KEY_IDEAS, ItemKind.TIME_ALLOCATION)

    @property
    def aside(self) -> list[ItemList]:
        """The lists of things not to do, or not yet."""
        return self._some(
            ItemKind.SURVEY, ItemKind.WHAT_YOU_NEED, ItemKind.SKIP, ItemKind.DONT_IMPLEMENT, ItemKind.GOOD_TO_HAVE,
            ItemKind.ADD_LATER, ItemKind.WHEN,
        )  # fmt: skip

    def _some(self, *kinds: str) -> list[ItemList]:
        return [self.lists[kind] for kind in kinds if kind in self.lists]


@dataclass(frozen=True, kw_only=True)
class RetiredTopic:
    """A topic that left the roadmap, as anyone may see it: where its content went."""

    title: str
    successor: Topic | Subtopic | None


def retired_topic(uid: str) -> RetiredTopic | None:
    """Find a topic that left the roadmap. None if there never was such a topic, or it is still shown."""
    match = _find_topic(None, uid)
    if match is None or match[1].pk not in match[0].retired_topics:
        return None
    course, topic = match
    return RetiredTopic(title=topic.title, successor=_successor(course, topic))


def _find_topic(learner: User | None, uid: str) -> tuple[Curriculum, Topic] | None:
    """Find it in the learner's roadmap, or else in another one. One that shows it comes before one that retired it."""
    own, others = curricula_for(learner)
    old_match: tuple[Curriculum, Topic] | None = None
    for course in chain([own], others):
        for topic in course.topics.values():
            if topic.uid == uid:
                return course, topic
        for topic in course.retired_topics.values():
            if topic.uid == uid and old_match is None:
                old_match = course, topic
    return old_match


def _successor(course: Curriculum, topic: Topic) -> Topic | Subtopic | None:
    """The topic or part that has the content now. If that was retired too, its own successor."""
    uid = topic.successor
    topics = {row.uid: row for row in course.topics.values()}
    successors = {row.uid: row.successor for row in course.retired_topics.values()}
    for _ in successors:  # at most: two topics may name each other
        uid = successors.get(uid, uid)
    parts = (part for key in course.topics for part in course.parts.get(key, ()))
    return topics.get(uid) or next((part for part in parts if part.uid == uid), None)


def topic_page(learner: User | None, uid: str) -> TopicPage | None:
    """Read the page. None if there is no such topic. A retired topic is shown only to learners who worked on it."""
    match = _find_topic(learner, uid)
    if match is None:
        return None
    course, topic = match
    background = learner.hours_background if learner else Background.FROM_SCRATCH
    facts = facts_of(learner)
    notes = notes_on(learner, topic) if learner else {}
    if topic.retired and not (notes or _has_progress(course, topic, facts)):
        return None
    line = topic_line(topic, course, facts, background)
    parts = part_lines(course, topic, facts, background, notes)
    return TopicPage(
        topic=topic,
        line=line,
        path=topic_path(parts, line.exercises, course.part_exercises, state=line.state, is_learner=learner is not None),
        hours=own_hours(line.budget, pace_of(course, facts)),
        course=course,
        facts=facts,
        learner=learner,
        lists={items.kind: items for items in item_lists(topic)},
        activities=_activities(course, topic, background, pace_of(course, facts)),
        checkpoints=_checkpoints(course, topic, facts),
        resources=_resources(learner, course, topic),
        entries=_latest_entries(learner, topic) if learner else (),
        is_refresher=background == Background.REFRESHER,
        notes=notes,
        experience=experience_of(minutes_of_others(learner, topic, background), line.budget.estimate),
    )


def _activities(
    course: Curriculum, topic: Topic, background: str, pace: Factor
) -> list[tuple[WorkItem, HoursRange | None]]:
    work_items = (item for work_items in course.work_items.values() for item in work_items if topic.pk in item.topics)
    activities = (item for item in work_items if isinstance(item.of, Activity))
    return [(item, hours_at_pace(item.hours[background], pace)) for item in activities]


def _resources(learner: User | None, course: Curriculum, topic: Topic) -> tuple[ResourceLine, ...]:
    """Return its resources in this roadmap, or in all if the topic belongs to another one. One query for a learner."""
    ticks = _ticked_resources(learner, topic) if learner else set()
    rows = [row for row in topic.resources.all() if not row.retired]
    is_shared = topic.pk in course.shared_topics
    return tuple(ResourceLine(row, row.pk in ticks) for row in rows if is_shared or row.roadmap_id == course.roadmap.pk)


def _ticked_resources(learner: User, topic: Topic) -> set[int]:
    marks = ResourceMark.objects.filter(learner=learner, resource__topics=topic)
    return set(marks.values_list("resource", flat=True))


def _has_progress(course: Curriculum, topic: Topic, facts: Facts) -> bool:
    """Whether the learner marked it or one of its parts, or logged time on it."""
    parts = course.parts.get(topic.pk, ())
    return topic.pk in facts.topic_marks or topic.pk in facts.minutes or any(p.pk in facts.part_marks for p in parts)


def _latest_entries(learner: User, topic: Topic) -> Sequence[StudyEntry]:
    return list(StudyEntry.objects.of(learner).filter(topic=topic).newest_first()[:RECENT_ENTRIES])


def _checkpoints(course: Curriculum, topic: Topic, facts: Facts) -> list[CheckpointCount]:
    """The checkpoints with a criterion about it."""
    counts = []
    for phase in course.phases:
        for row in course.checkpoints.get(phase.pk, ()):
            criteria = course.criteria.get(row.pk, ())
            if any(topic in criterion.topics.all() for criterion in criteria):
                proofs = [course.proofs.get(criterion.pk, ()) for criterion in criteria]
                proven_count = sum(any(pk in facts.first_passes for pk in pks) for pks in proofs)
                counts.append(CheckpointCount(row, proven_count, len(criteria)))
    return counts
