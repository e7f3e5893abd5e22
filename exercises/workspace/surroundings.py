"""The topics of an exercise, what to read and explore about them, and its neighbours along the roadmap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from curriculum.models import CurriculumVersion, ItemKind, Resource, SubtopicItem, Topic
from exercises.explorables.catalogue import explorables_of_exercise
from exercises.models import Exercise
from lib.cache import VersionedCache

MAX_RESOURCES = 3


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicLink:
    """A topic, and the part of it that lists the exercise."""

    title: str
    url: str
    part: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """``resources`` with an address, of its first topic. The neighbours are those in the exercise list."""

    topics: tuple[TopicLink, ...] = ()
    resources: tuple[Link, ...] = ()
    explorables: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None


def surroundings_of(exercise: Exercise) -> Surroundings:
    """One query, for the version of the curriculum, when they are cached."""
    return _surroundings().get(exercise.pk, Surroundings())


def _read_surroundings() -> Mapping[int, Surroundings]:
    """Those of all exercises on offer, in five queries."""
    topics = Topic.objects.current().filter(section__retired=False, section__roadmap__retired=False)
    topics = topics.order_by("section__roadmap__order", "section__order", "order")
    resources = Prefetch("resources", Resource.objects.current().exclude(url=""))
    rows = list(
        Exercise.objects.on_offer()
        .in_order()
        .without_texts()
        .prefetch_related(Prefetch("topics", topics.prefetch_related(resources)))
    )
    parts = _parts()
    links = [Link(row.title, row.get_absolute_url()) for row in rows]
    neighbours = zip([None, *links[:-1]], [*links[1:], None], strict=True) if links else ()
    return {
        row.pk: Surroundings(
            topics=tuple(
                TopicLink(topic.title, _url_of(topic), parts.get((row.slug, topic.pk))) for topic in row.topics.all()
            ),
            resources=_resources(row.topics.all()),
            explorables=tuple(Link(idea.title, idea.get_absolute_url()) for idea in explorables_of_exercise(row.slug)),
            previous=previous,
            next=following,
        )
        for row, (previous, following) in zip(rows, neighbours, strict=True)
    }


def _parts() -> dict[tuple[str, int], Link]:
    """The part that lists each exercise, by its slug and the topic; the first of several."""
    items = SubtopicItem.objects.filter(kind=ItemKind.EXERCISES, node__retired=False).order_by("-node__order", "-node")
    columns = items.values_list("text", "node__topic", "node__topic__uid", "node__uid", "node__title")
    return {
        (slug, topic): Link(title, reverse("progress:topic_detail", args=[topic_uid]) + f"#{uid}")
        for slug, topic, topic_uid, uid, title in columns
    }


def _url_of(topic: Topic) -> str:
    return reverse("progress:topic_detail", args=[topic.uid])


def _resources(topics: Iterable[Topic]) -> tuple[Link, ...]:
    first = next(iter(topics), None)
    rows = list(first.resources.all())[:MAX_RESOURCES] if first else []
    return tuple(Link(resource.title, resource.url) for resource in rows)


_surroundings = VersionedCache(_read_surroundings, current_version=CurriculumVersion.current)
