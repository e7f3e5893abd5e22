"""A mentor walks through the questions of one exercise, topic or learner, and sees how much of today is done."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_queue.actions import claim_next
from cohorts.mentor_queue.choice import WHOLE_ROADMAP_KEY, QueueChoice, QueueOrder, read_choice
from cohorts.mentor_queue.queries import MentorQueue
from cohorts.tests.conftest import Learner, Submit
from cohorts.tests.threads import begin, write
from cohorts.threads.models import About, Comment, Thread
from curriculum.models import Topic
from exercises.models import Exercise

ClientOf = Callable[[User], Client]
QUEUE = "/questions/queue/"
BACKPROP = "two-layer-backprop"

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def bo(spring: Cohort, new_learner: Learner) -> User:
    return new_learner(spring, "Bo Li")


@pytest.fixture
def questions(ada: User, bo: User, emmy: User, submit: Submit) -> list[Thread]:
    """Alternately Ada's and Bo's, the oldest first."""
    backprop, topic = Exercise.objects.get(slug=BACKPROP), Topic.objects.get(uid="calculus")
    asked: list[tuple[User, About]] = [(ada, submit(ada)), (bo, topic), (ada, topic), (bo, backprop), (ada, None)]
    threads = [begin(who, who, f"Question {number}?", about=about) for number, (who, about) in enumerate(asked)]
    for number, thread in enumerate(threads):
        thread.comments.update(written_at=timezone.now() - timedelta(hours=9 - number))
    return threads


def queue_of(client: Client, query: str = "") -> MentorQueue:
    queue: MentorQueue = client.get(QUEUE + query).context["queue"]
    return queue


def numbers(queue: MentorQueue) -> list[int]:
    """Which questions it has, in its order."""
    return [int(item.beginning.split()[1].strip("?")) for item in queue.items]


# ---------------------------------------------------------------- choosing


def test_it_shows_those_of_an_exercise_a_topic_or_a_learner(
    ada: User, bo: User, emmy: User, questions: list[Thread], client_of: ClientOf
) -> None:
    client = client_of(emmy)
    of_exercise = f"?exercise={BACKPROP}"
    for query, expected in (
        ("", [0, 1, 2, 3, 4]), (of_exercise, [0, 3]), ("?topic=calculus", [1, 2]), (f"?learner={ada.uid}", [0, 2, 4]),
        (f"{of_exercise}&learner={bo.uid}", [3]), ("?exercise=no-such", []), (f"?learner={uuid4()}", []),
    ):  # fmt: skip
        assert numbers(queue_of(client, query)) == expected, query


def test_a_topic_has_the_questions_about_its_exercises(
    emmy: User, questions: list[Thread], client_of: ClientOf
) -> None:
    Exercise.objects.get(slug=BACKPROP).topics.set(Topic.objects.filter(uid="calculus"))
    queue = queue_of(client_of(emmy), "?topic=calculus")
    assert numbers(queue) == [0, 1, 2, 3]
    values = [(option.value, option.count) for option in queue.options.topics]
    assert values == [("calculus", 4), (WHOLE_ROADMAP_KEY, 1)]
    assert numbers(queue_of(client_of(emmy), f"?topic={WHOLE_ROADMAP_KEY}")) == [4]


def test_the_order_goes_by_exercise_or_by_learner(emmy: User, questions: list[Thread], client_of: ClientOf) -> None:
    client = client_of(emmy)
    titles = [item.title for item in queue_of(client, "?by=exercise").items]
    assert titles == sorted(titles)
    assert numbers(queue_of(client, "?by=exercise"))[:2] == [0, 3]
    assert numbers(queue_of(client, "?by=learner")) == [0, 2, 4, 1, 3]
    assert numbers(queue_of(client, "?by=made-up")) == [0, 1, 2, 3, 4]


def test_the_options_count_what_waits(emmy: User, questions: list[Thread], client_of: ClientOf) -> None:
    write(emmy, questions[0], "Answered.")
    options = queue_of(client_of(emmy), f"?exercise={BACKPROP}").options
    assert [(option.value, option.count) for option in options.exercises] == [(BACKPROP, 1)]
    assert [(option.label, option.count) for option in options.learners] == [("Ada", 2), ("Bo Li", 2)]
    assert options.waiting == 4


@pytest.mark.parametrize("query", ["exercise=a%20b", f"topic={'x' * 5_000}", "learner=x", "by=%E2%80%94", "section=x"])
def test_made_up_choices_are_harmless(emmy: User, questions: list[Thread], client_of: ClientOf, query: str) -> None:
    assert client_of(emmy).get(f"{QUEUE}?{query}").status_code == 200
    assert client_of(emmy).post(f"{reverse('cohorts:claim_next')}?{query}").status_code == 302


def test_an_address_says_the_same_when_it_is_read_again() -> None:
    choice = QueueChoice(exercise=BACKPROP, learner=str(uuid4()), by=QueueOrder.LEARNER, everybody=True)
    fields = dict(pair.split("=") for pair in choice.query.split("&"))
    assert read_choice(fields) == choice
    assert read_choice({}).query == ""


# ---------------------------------------------------------------- walking


def test_next_stays_within_the_choice_until_it_is_done(
    emmy: User, questions: list[Thread], client_of: ClientOf
) -> None:
    client, query = client_of(emmy), f"?exercise={BACKPROP}"
    opened = client.post(f"{reverse('cohorts:claim_next')}{query}")["Location"]
    assert opened == f"{questions[0].get_absolute_url()}{query}#thread"
    address = opened.removesuffix("#thread")
    assert f"{QUEUE}{query}" in client.get(address).text
    opened = client.post(address, {"text": "Like this.", "next": "1"})["Location"]
    assert opened == f"{questions[3].get_absolute_url()}{query}#thread"
    opened = client.post(opened.removesuffix("#thread"), {"text": "Like this.", "next": "1"})["Location"]
    assert opened == f"{QUEUE}{query}"
    page = client.get(opened)
    assert page.context["queue"].options.waiting == 3
    assert f'href="?{page.context["queue"].choice.unfiltered.query}"' in page.text


def test_walking_by_learner_finishes_one_before_the_next(emmy: User, questions: list[Thread]) -> None:
    walk = []
    for _ in questions:
        thread = claim_next(mentor=emmy, choice=QueueChoice(by=QueueOrder.LEARNER))
        assert thread
        walk.append(questions.index(thread))
        write(emmy, thread, "Like this.")
    assert walk == [0, 2, 4, 1, 3]


def test_it_skips_what_a_colleague_is_answering(emmy: User, lena: User, questions: list[Thread]) -> None:
    choice = QueueChoice(exercise=BACKPROP)
    assert claim_next(mentor=lena, choice=choice) == questions[0]
    assert claim_next(mentor=emmy, choice=choice) == questions[3]
    assert claim_next(mentor=emmy, choice=choice) is None


@pytest.mark.parametrize("name", ["claim_thread", "settle", "reopen", "release_claim"])
def test_each_button_of_a_thread_keeps_the_choice(
    emmy: User, questions: list[Thread], client_of: ClientOf, name: str
) -> None:
    client, query = client_of(emmy), f"?exercise={BACKPROP}&by=learner"
    client.post(reverse("cohorts:claim_thread", args=[questions[0].uid]))
    seen = str(questions[0].comments.get().uid)
    answer = client.post(reverse(f"cohorts:{name}", args=[questions[0].uid]) + query, {"seen": seen})
    assert answer["Location"].endswith(query)


def test_a_sent_answer_and_another_run_keep_the_choice(
    ada: User, emmy: User, questions: list[Thread], submit: Submit, client_of: ClientOf
) -> None:
    submit(ada)
    client, address = client_of(emmy), f"{questions[0].get_absolute_url()}?by=learner"
    page = client.get(address).text
    assert 'href="?run=' not in page
    assert 'href="?by=learner&amp;run=' in page
    assert "?by=learner#comment-" in client.post(address, {"text": "Like this."})["Location"]


# ---------------------------------------------------------------- done today


def test_it_says_how_many_were_answered_today_and_by_whom(
    ada: User, emmy: User, lena: User, questions: list[Thread], client_of: ClientOf
) -> None:
    client = client_of(emmy)
    assert not queue_of(client).progress
    write(emmy, questions[0], "Like this.")
    write(lena, questions[1], "Like that.")
    queue = queue_of(client)
    assert (queue.answered, queue.total, queue.answered_by_reader) == (2, 5, 1)
    assert queue.progress in client.get(QUEUE).text
    of_exercise = queue_of(client, f"?exercise={BACKPROP}")
    assert (of_exercise.answered, of_exercise.total) == (1, 2)


def test_an_answer_of_yesterday_a_follow_up_and_a_mentors_own_thread_do_not_count(
    ada: User, emmy: User, questions: list[Thread], client_of: ClientOf
) -> None:
    write(emmy, questions[0], "Like this.")
    Comment.objects.filter(from_mentor=True).update(written_at=timezone.now() - timedelta(hours=25))
    Comment.objects.filter(thread=questions[0], from_mentor=False).update(
        written_at=timezone.now() - timedelta(hours=30)
    )
    write(emmy, questions[1], "Like that.")
    write(questions[1].learner, questions[1], "And then?")
    begin(emmy, ada, "How is it going?")
    queue = queue_of(client_of(emmy))
    assert (queue.answered, queue.total) == (0, 4)


def test_the_queries_do_not_grow(
    emmy: User, spring: Cohort, questions: list[Thread], new_learner: Learner, submit: Submit, client_of: ClientOf
) -> None:
    client, query = client_of(emmy), f"{QUEUE}?exercise={BACKPROP}&by=exercise"
    client.get(query)
    with CaptureQueriesContext(connection) as few:
        client.get(query)
    for number in range(6):
        learner = new_learner(spring, f"Learner{number}")
        thread = begin(learner, learner, f"Question {number}?", about=submit(learner))
        if number % 2:
            write(emmy, thread, "Like this.")
    with CaptureQueriesContext(connection) as many:
        client.get(query)
    assert len(many) == len(few)
