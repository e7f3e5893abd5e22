"""Every change to a row of the cached curriculum gives it a new token, in the same transaction."""

from collections.abc import Callable, Iterator

import pytest
from django.db import models, transaction

from curriculum.models import CurriculumVersion, Node, Topic, TopicItem
from curriculum.models.version import versioned_models
from exercises.models import Exercise

pytestmark = pytest.mark.usefixtures("roadmap")


def _changes() -> Iterator[Callable[[], object]]:
    topic, other = Topic.objects.all()[:2]
    exercise = Exercise.objects.first()
    assert exercise is not None
    yield topic.save
    yield exercise.save
    yield lambda: Topic.objects.filter(pk=topic.pk).update(order=7)
    yield lambda: topic.section.topics.update(retired=True)
    yield lambda: Exercise.objects.open().update(retired=True)
    yield lambda: Topic.objects.bulk_update([topic], ["title"])
    yield lambda: TopicItem.objects.bulk_create([TopicItem(node=topic, kind="practice", text="Read")])
    yield lambda: TopicItem.objects.filter(node=topic).delete()
    yield lambda: exercise.topics.set([other])
    yield lambda: other.exercises.clear()


def test_whatever_changes_it_renews_the_token() -> None:
    seen = [CurriculumVersion.current()]
    for change in _changes():
        change()
        seen.append(CurriculumVersion.current())
    assert len(set(seen)) == 11


def test_a_rollback_restores_the_token() -> None:
    before = CurriculumVersion.current()
    with transaction.atomic():
        Topic.objects.update(order=1)
        assert CurriculumVersion.current() != before
        transaction.set_rollback(True)
    assert CurriculumVersion.current() == before


def test_reading_leaves_the_token_alone() -> None:
    before = CurriculumVersion.current()
    assert list(Topic.objects.all())
    assert CurriculumVersion.current() == before


def test_all_nodes_and_lines_and_the_exercises_are_watched() -> None:
    def below(model: type[models.Model]) -> set[type[models.Model]]:
        return {model} | {lower for child in model.__subclasses__() for lower in below(child)}

    models_with_tokens = set(versioned_models())
    nodes = {model for model in below(Node) if not model._meta.abstract and model._meta.app_label == "curriculum"}
    assert {model for model in nodes if not model.__name__.startswith("Historical")} | {
        TopicItem,
        Exercise,
    } <= models_with_tokens
