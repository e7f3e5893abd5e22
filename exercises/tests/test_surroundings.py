"""An exercise links the topics it belongs to, what to read about them, and the exercises before and after it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from curriculum.models import ItemKind, Resource, Subtopic, SubtopicItem, Topic
from exercises.models import Exercise
from exercises.workspace.surroundings import surroundings_of

ClientOf = Callable[[User], Client]


@pytest.fixture
def neighbours(exercise: Exercise) -> tuple[Exercise, Exercise]:
    """The exercises before and after it in the list."""
    previous_exercise, following = (
        Exercise.objects.create(uid=slug, slug=slug, section="transformers", title=slug.title(), order=order,
                                stars=3, minutes=10)
        for slug, order in (("before", 0), ("after", 2))
    )  # fmt: skip
    Exercise.objects.filter(pk=exercise.pk).update(order=1)
    return previous_exercise, following


def add_resource(topic: Topic, title: str, url: str) -> None:
    resource = Resource.objects.create(
        uid=title, roadmap=topic.section.roadmap, title=title, area="Papers", label="", medium="paper", url=url
    )
    resource.topics.add(topic)


def test_it_links_its_topic_and_what_to_read(exercise: Exercise, topic: Topic, client: Client) -> None:
    add_resource(topic, "Attention Is All You Need", "https://arxiv.org/abs/1706.03762")
    page = client.get(exercise.get_absolute_url()).text
    assert f'<a href="/roadmap/topics/{topic.uid}/">{topic.title}</a>' in page
    assert 'href="https://arxiv.org/abs/1706.03762"' in page


def test_it_links_the_part_that_lists_it(exercise: Exercise, topic: Topic, client: Client) -> None:
    part = Subtopic.objects.create(uid=f"{topic.uid}.mask", topic=topic, title="The mask")
    SubtopicItem.objects.create(node=part, kind=ItemKind.EXERCISES, text=exercise.slug)
    page = client.get(exercise.get_absolute_url()).text
    assert f'<a href="/roadmap/topics/{topic.uid}/#{part.uid}">The mask</a>' in page


def test_a_resource_without_an_address_is_left_to_the_topic(exercise: Exercise, topic: Topic) -> None:
    add_resource(topic, "A book", "")
    assert surroundings_of(exercise).resources == ()


def test_a_retired_topic_is_not_linked(exercise: Exercise, topic: Topic) -> None:
    topic.retired = True
    topic.save()
    assert surroundings_of(exercise).topics == ()


def test_it_leads_to_the_exercises_before_and_after(
    exercise: Exercise, neighbours: tuple[Exercise, Exercise], ada: User, client_of: ClientOf
) -> None:
    page = client_of(ada).get(exercise.get_absolute_url()).text
    for neighbour, direction in zip(neighbours, ("prev", "next"), strict=True):
        assert f'<a href="{neighbour.get_absolute_url()}" rel="{direction}">' in page


def test_the_first_has_none_before_it_and_the_last_none_after(neighbours: tuple[Exercise, Exercise]) -> None:
    previous_exercise, following = neighbours
    assert surroundings_of(previous_exercise).previous is None
    assert surroundings_of(following).next is None


def test_a_retired_neighbour_is_passed_over(exercise: Exercise, neighbours: tuple[Exercise, Exercise]) -> None:
    neighbours[1].retired = True
    neighbours[1].save()
    assert surroundings_of(exercise).next is None
