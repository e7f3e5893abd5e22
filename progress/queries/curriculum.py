"""The curriculum as all learners see it, read once in a process and kept until it changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from accounts.models import Background
from curriculum.kept import Kept, Pieces
from curriculum.models import (
    Activity,
    Checkpoint,
    Criterion,
    PaceProfile,
    Phase,
    Roadmap,
    Section,
    Subtopic,
    Topic,
)
from curriculum.ranges import HoursRange
from exercises.models import Exercise
from progress.log_line import TopicName, words_of
from progress.pace import for_background

ON_THE_WAY_FROM = 3  # stars: what no activity names, but matters this much, is walked beside its neighbour


@dataclass(frozen=True)
class ExerciseFacts:
    """What the lists of exercises need of one."""

    pk: int
    slug: str
    title: str
    stars: int
    minutes: int


@dataclass(frozen=True, eq=False)
class Leg:
    """A piece of the way that takes hours: an activity, or a topic on the way for which no activity has any."""

    of: Activity | Topic
    topics: tuple[int, ...]
    hours: Mapping[str, HoursRange | None]
    """By background."""

    @property
    def title(self) -> str:
        return self.of.title

    @property
    def address(self) -> str:
        if isinstance(self.of, Topic):
            return reverse("progress:topic_detail", args=[self.of.uid])
        return f"{reverse('progress:phase_detail', args=[self.of.phase.number])}#{self.of.uid}"


@dataclass(frozen=True)
class Curriculum:
    """What is not retired, in its order. Shared by all requests: nobody changes it or the rows in it.

    Mappings are by primary key: topics by their own, parts and exercises by that of their topic, legs and checkpoints
    of their phase, criteria of their checkpoint. ``proofs`` are the exercises of each criterion, ``places`` the topics
    of each phase's stretch of the way.
    """

    roadmap: Roadmap
    sections: tuple[Section, ...]
    topics: Mapping[int, Topic]
    parts: Mapping[int, Sequence[Subtopic]]
    phases: tuple[Phase, ...]
    legs: Mapping[int, Sequence[Leg]]
    checkpoints: Mapping[int, Sequence[Checkpoint]]
    criteria: Mapping[int, Sequence[Criterion]]
    exercises: Mapping[int, Sequence[ExerciseFacts]]
    proofs: Mapping[int, Sequence[int]]
    open_exercises: Mapping[int, Exercise]
    """By their own keys, without their statements."""
    paces: tuple[PaceProfile, ...]
    places: Mapping[int, Sequence[int]]
    main_topics: Mapping[int, str]
    """The uid of the topic that each exercise names first."""
    names: tuple[TopicName, ...]
    """What a line of the study log may call each topic."""
    pieces: Pieces = field(default_factory=Pieces)

    def hours_of(self, phase: Phase, background: str) -> HoursRange:
        """Of its stretch of the way."""
        return HoursRange.total(filter(None, (leg.hours[background] for leg in self.legs.get(phase.pk, ()))))


def _read() -> Curriculum:
    roadmap = Roadmap.objects.current()[:1].get()
    exercises = Exercise.objects.defer("statement", "statement_html", "hints_html", "starter")
    rows = Topic.objects.current().filter(section__retired=False).select_related("section")
    rows = rows.prefetch_related("items", "resources")
    topics = {topic.pk: topic for topic in rows.order_by("section__order", "order", "pk")}
    parts = _by(Subtopic.objects.current().prefetch_related("items"), "topic_id")
    current = Activity.objects.current().filter(phase__retired=False).select_related("phase")
    activities = list(current.prefetch_related("topics", "items", "resources").order_by("phase__order", "order", "pk"))
    places = _places(topics, activities)
    phases = tuple(Phase.objects.current())
    criteria = Criterion.objects.current().select_related("checkpoint")
    return Curriculum(
        roadmap=roadmap,
        sections=tuple(Section.objects.current()),
        topics=topics,
        parts=parts,
        phases=phases,
        legs=_legs(activities, topics, places),
        checkpoints=_by(Checkpoint.objects.current().select_related("phase"), "phase_id"),
        criteria=_by(criteria.prefetch_related("topics", Prefetch("exercises", exercises)), "checkpoint_id"),
        exercises=_exercises(),
        proofs=_proofs(),
        open_exercises={exercise.pk: exercise for exercise in exercises.filter(retired=False)},
        paces=tuple(roadmap.pace_profiles.current()),
        places=places,
        main_topics=_main_topics(),
        names=_names(parts),
    )


def _by(rows: Iterable[Any], attribute: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, attribute)].append(row)
    return dict(groups)


def _legs(
    activities: Iterable[Activity], topics: Mapping[int, Topic], places: Mapping[int, Sequence[int]]
) -> dict[int, list[Leg]]:
    """The activities of each phase, and right behind those about it or its neighbour what none of them counts."""
    legs: dict[int, list[Leg]] = defaultdict(list)
    for row in activities:
        about = tuple(topic.pk for topic in row.topics.all())
        legs[row.phase_id].append(Leg(row, about, _by_background(row, [topics[pk] for pk in about if pk in topics])))
    counted = {topic for row in activities if row.hours for topic in row.topics.all()}
    for phase, stretch in places.items():
        for before, pk in zip([None, *stretch], stretch, strict=False):
            topic, found = topics[pk], legs[phase]
            if topic not in counted:
                near = [at for at, leg in enumerate(found) if {before, pk} & set(leg.topics)]
                hours = {background: topic.hours_for(background) for background in Background.values}
                found.insert(max(near) + 1, Leg(topic, (pk,), hours))
    return dict(legs)


def _by_background(activity: Activity, topics: Iterable[Topic]) -> dict[str, HoursRange | None]:
    """The roadmap gives an activity's hours as a refresher; from scratch they grow as its topics' do."""
    hours: dict[str, HoursRange | None] = {}
    for background in Background.values:
        pairs = [(topic.hours_refresher, topic.hours_for(background)) for topic in topics]
        known = [(base, own) for base, own in pairs if base and own]
        hours[background] = for_background(activity.hours, known) if activity.hours else None
    return hours


def _proofs() -> dict[int, list[int]]:
    proofs: dict[int, list[int]] = defaultdict(list)
    for exercise, criterion in Exercise.objects.filter(criteria__isnull=False).values_list("pk", "criteria"):
        proofs[criterion].append(exercise)
    return proofs


def _main_topics() -> dict[int, str]:
    rows = Exercise.topics.through.objects.order_by("-pk")  # the first one of each exercise is the last to be kept
    return dict(rows.values_list("exercise", "topic__uid"))


def _exercises() -> dict[int, list[ExerciseFacts]]:
    """By topic, in the catalogue's order."""
    found: dict[int, list[ExerciseFacts]] = defaultdict(list)
    rows = Exercise.objects.open().in_order().filter(topics__isnull=False)
    for topic, *facts in rows.values_list("topics", "pk", "slug", "title", "stars", "minutes"):
        found[topic].append(ExerciseFacts(*facts))
    return dict(found)


def _names(parts: Mapping[int, Sequence[Subtopic]]) -> tuple[TopicName, ...]:
    topics = Topic.objects.current().order_by("section__order", "order").only("uid", "number", "label", "title")
    return tuple(
        TopicName(
            topic.uid,
            topic.number,
            topic.short_title,
            topic.title,
            frozenset(word for part in parts.get(topic.pk, ()) for word in words_of(part.title)),
        )
        for topic in topics
    )


def _places(topics: Mapping[int, Topic], activities: Iterable[Activity]) -> dict[int, list[int]]:
    """The topics of each phase's stretch: each lies where most activities are about it, the earlier phase on a tie."""
    order = {topic: place for place, topic in enumerate(topics)}
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for activity in activities:
        named = [topic.pk for topic in activity.topics.all() if topic.pk in order]
        for topic in sorted(named, key=order.__getitem__):
            counts[topic][activity.phase_id] += 1
    stretches: dict[int, list[int]] = defaultdict(list)
    for topic, by_phase in counts.items():
        stretches[max(by_phase, key=lambda phase: by_phase[phase])].append(topic)
    return _with_neighbours(stretches, topics.values())


def _with_neighbours(stretches: Mapping[int, list[int]], topics: Iterable[Topic]) -> dict[int, list[int]]:
    """Put what matters but is in no activity right behind the topic before it in its section."""
    placed = {topic: phase for phase, stretch in stretches.items() for topic in stretch}
    result = {phase: list(stretch) for phase, stretch in stretches.items()}
    before: Topic | None = None
    for topic in topics:
        beside = before if before and before.section_id == topic.section_id else None
        if topic.pk not in placed and beside and beside.pk in placed and (topic.stars or 0) >= ON_THE_WAY_FROM:
            phase = placed[topic.pk] = placed[beside.pk]
            result[phase].insert(result[phase].index(beside.pk) + 1, topic.pk)
        before = topic
    return result


curriculum = Kept(_read)
"""Gives the curriculum. Raises Roadmap.DoesNotExist when none is loaded."""
