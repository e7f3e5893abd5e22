"""The path through a topic: its exercises below the part that teaches them, and what comes first."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Checkpoint, SubtopicItem, Topic
from exercises.models import Exercise, StageChoice
from progress.topic.actions import mark_subtopic, mark_topic
from progress.topic.page import TopicPage, topic_page
from progress.topic.path import MAX_EXERCISES_SHOWN
from progress.topic.rules import TopicState

ClientOf = Callable[[User], Client]
Run = Callable[..., object]
UID = "optimizers"
MOMENTUM, ADAM = "sgd-momentum", "adam"


@pytest.fixture
def topic(roadmap: None) -> Topic:
    row: Topic = Topic.objects.get(uid=UID)
    return row


def read(learner: User | None, uid: str = UID) -> TopicPage:
    page = topic_page(learner, uid)
    assert page
    return page


def slugs(page: TopicPage) -> dict[str, list[str]]:
    return {
        station.part.part.uid: [exercise.slug for exercise in station.rows.exercises] for station in page.path.stations
    }


def first_title(page: TopicPage) -> str:
    assert page.first_thing
    return page.first_thing.title


def test_exercises_are_below_the_part_that_lists_them_or_one_of_its_own(ada: User, topic: Topic) -> None:
    stations = slugs(read(ada))
    assert stations["optimizers.momentum"] == [MOMENTUM]
    assert stations["optimizers.adaptive"] == ["rmsprop", ADAM, "adamw"]


def test_a_remapped_exercise_moves_and_one_without_a_part_comes_last(ada: User, topic: Topic) -> None:
    SubtopicItem.objects.filter(kind="exercises", text=ADAM).delete()
    momentum = topic.subtopics.get(uid="optimizers.momentum")
    SubtopicItem.objects.filter(kind="exercises", text="rmsprop").update(node=momentum)
    page = read(ada)
    assert slugs(page)["optimizers.momentum"] == [MOMENTUM, "rmsprop"]
    assert [exercise.slug for exercise in page.path.across.exercises] == [ADAM]


def test_more_than_four_exercises_of_a_part_fold(ada: User, roadmap: None) -> None:
    page = read(ada, "transformers")
    rows = next(station.rows for station in page.path.stations if len(station.rows.exercises) > MAX_EXERCISES_SHOWN)
    assert len(rows.first) == MAX_EXERCISES_SHOWN
    assert rows.others_text.startswith(f"{len(rows.exercises) - MAX_EXERCISES_SHOWN} more: ")


def test_the_first_thing_is_to_read_a_part_without_exercises_and_then_its_first_open_exercise(
    ada: User, topic: Topic, run: Run
) -> None:
    first, second, *_ = topic.subtopics.filter(parent=None)
    assert first_title(read(ada)) == first.title
    mark_subtopic(learner=ada, subtopic=first, state=TopicState.DONE)
    page = read(ada)
    assert first_title(page) == Exercise.objects.get(slug=MOMENTUM).title
    assert [station.part.part for station in page.path.stations if station.is_here] == [second]
    run(Exercise.objects.get(slug=MOMENTUM), ada)
    assert first_title(read(ada)) == Exercise.objects.get(slug="rmsprop").title


def test_a_part_to_read_is_passed_by_with_an_exercise_of_a_later_one(ada: User, topic: Topic, run: Run) -> None:
    run(Exercise.objects.get(slug=MOMENTUM), ada)
    assert first_title(read(ada)) == Exercise.objects.get(slug="rmsprop").title


def test_a_topic_done_by_word_is_claimed_until_its_exercises_are_passed(ada: User, topic: Topic, run: Run) -> None:
    mark_topic(learner=ada, topic=topic, state=TopicState.DONE)
    page = read(ada)
    assert page.line.is_claimed
    assert page.first_thing
    assert page.first_thing.verb == "Prove it"
    assert page.progress == ""  # "0 of 4 parts done" would contradict it
    for exercise in topic.exercises.all():
        run(exercise, ada)
    page = read(ada)
    assert not page.line.is_claimed
    assert page.first_thing is None
    assert all(station.is_claimed is not station.rows.is_proven for station in page.path.stations)


def test_rows_show_state_difficulty_minutes_and_what_they_prove(
    ada: User, client_of: ClientOf, topic: Topic, run: Run
) -> None:
    exercise = Exercise.objects.get(slug=MOMENTUM)
    criterion = Checkpoint.objects.filter(phase__number=3)[0].criteria.all()[0]
    Exercise.objects.get(slug=ADAM).criteria.add(criterion)
    run(exercise, ada)
    page = client_of(ada).get(reverse("progress:topic_detail", args=[UID])).text
    rows = {slug: _row(page, slug) for slug in (MOMENTUM, ADAM)}
    assert "proven" in rows[MOMENTUM]
    assert f"{exercise.minutes} min" in rows[MOMENTUM]
    assert "Difficulty" in rows[MOMENTUM]
    assert "checkpoint" in rows[ADAM]


def test_visitors_see_the_same_rows_and_are_nowhere_on_the_path(topic: Topic) -> None:
    page = Client().get(reverse("progress:topic_detail", args=[UID])).text
    assert all(f"{exercise.minutes} min" in _row(page, exercise.slug) for exercise in topic.exercises.all())
    assert "you are here" not in page
    assert 'class="next"' not in page


def _row(page: str, slug: str) -> str:
    link = re.search(rf'<a href="/exercises/{slug}/">(.*?)</a>', page.partition('class="route"')[2], re.DOTALL)
    assert link, slug
    return link[1]


def test_a_beta_is_listed_as_optional_and_not_counted(ada: User, topic: Topic, client_of: ClientOf) -> None:
    total = read(ada).line.exercise_count
    Exercise.objects.filter(slug=ADAM).update(stage=StageChoice.BETA)
    page = read(ada)
    assert [exercise.slug for exercise in page.optional.exercises] == [ADAM]
    assert ADAM not in slugs(page)["optimizers.adaptive"]
    assert page.line.exercise_count == total - 1
    answer = client_of(ada).get(reverse("progress:topic_detail", args=[UID]))
    optional = answer.text.split("Optional exercises")[1]
    assert reverse("exercises:exercise_detail", args=[ADAM]) in optional
