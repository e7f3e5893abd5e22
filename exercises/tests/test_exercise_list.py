"""The list: how far I am, what comes next, and the same number of queries whatever it holds."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from exercises.tests.reports import record_report, report_on

ClientOf = Callable[[User], Client]
URL = "/exercises/"


@pytest.fixture
def byte_pairs(exercise: Exercise) -> Exercise:
    """A second exercise, of another topic, later on the roadmap."""
    second = Exercise.objects.create(
        uid="byte-pairs",
        slug="byte-pairs",
        section="text",
        title="Byte pairs",
        stars=4,
        minutes=75,
        order=1,
        starter="#",
    )
    topics = Topic.objects.all()[0].section.topics
    second.topics.add(topics.create(uid="tokenization", number="5.3", title="Tokenization", order=1))
    return second


def html_of(client: Client, query: str = "") -> str:
    return " ".join(client.get(URL + query).content.decode().split())


def test_it_counts_passes_and_names_the_next_exercise(
    submitted: Submission, byte_pairs: Exercise, ada: User, client_of: ClientOf
) -> None:
    html = html_of(client_of(ada))
    assert "0 of 2 solved, about 1.9 h to go." in html
    assert "Continue “Causal attention”" in html
    record_report(data=report_on(submitted))
    html = html_of(client_of(ada))
    assert "1 of 2 solved, about 1.2 h to go." in html
    assert "Start “Byte pairs”" in html


def test_it_shows_and_filters_by_difficulty(
    exercise: Exercise, byte_pairs: Exercise, ada: User, client_of: ClientOf
) -> None:
    Exercise.objects.filter(pk=exercise.pk).update(difficulty=1)
    Exercise.objects.filter(pk=byte_pairs.pk).update(difficulty=1, measured_difficulty=3)
    client = client_of(ada)
    assert "Difficulty: 1 of 3" in html_of(client)
    assert "Difficulty: 3 of 3" in html_of(client)
    for level, match, hidden in (("1", exercise, byte_pairs), ("3", byte_pairs, exercise)):
        items = html_of(client, f"?difficulty={level}").partition('role="search"')[2]
        assert match.get_absolute_url() in items
        assert hidden.get_absolute_url() not in items
    assert exercise.get_absolute_url() not in html_of(client, "?difficulty=2").partition('role="search"')[2]


def test_it_continues_at_the_learners_place(
    exercise: Exercise, byte_pairs: Exercise, ada: User, client_of: ClientOf
) -> None:
    """Who began in the middle is not sent back to the first exercise, until nothing else is left."""
    record_report(data=report_on(Submission.objects.create(exercise=byte_pairs, learner=ada, source="x")))
    assert "Start “Causal attention”" in html_of(client_of(ada))
    behind = Exercise.objects.create(
        uid="behind", slug="behind", section="text", title="Behind", stars=2, minutes=5, order=2
    )
    behind.topics.set(byte_pairs.topics.all())
    assert "Start “Behind”" in html_of(client_of(ada))
    for begun in (behind, exercise):
        Submission.objects.create(exercise=begun, learner=ada, source="x")
    assert "Continue “Causal attention”" in html_of(client_of(ada))


def test_whole_hours_have_no_decimal(exercise: Exercise, byte_pairs: Exercise, ada: User, client_of: ClientOf) -> None:
    Exercise.objects.update(minutes=60)
    assert "about 2 h to go." in html_of(client_of(ada))


def test_another_learners_pass_is_not_mine(submitted: Submission, carl: User, client_of: ClientOf) -> None:
    record_report(data=report_on(submitted))
    assert "0 of 1 solved" in html_of(client_of(carl))


def test_sections_follow_the_roadmap_not_the_alphabet(
    exercise: Exercise, byte_pairs: Exercise, ada: User, client_of: ClientOf
) -> None:
    html = html_of(client_of(ada))
    assert html.index("<h2>Transformers</h2>") < html.index("<h2>Text</h2>")


@pytest.mark.parametrize(
    ("query", "match", "hidden"),
    [
        ("?state=begun", "Causal attention</a>", "Byte pairs</a>"),
        ("?state=open", "Byte pairs</a>", "Causal attention</a>"),
        ("?topic=tokenization", "Byte pairs</a>", "Causal attention</a>"),
        ("?topic=transformers&state=begun", "Causal attention</a>", "Byte pairs</a>"),
        ("?q=pairs+BYTE", "Byte pairs</a>", "Causal attention</a>"),
        ("?q=tokenization", "Byte pairs</a>", "Causal attention</a>"),
        ("?q=attention&state=begun", "Causal attention</a>", "Byte pairs</a>"),
    ],
)
def test_it_filters_by_topic_by_state_and_by_words(
    submitted: Submission, byte_pairs: Exercise, ada: User, client_of: ClientOf, query: str, match: str, hidden: str
) -> None:
    listed = html_of(client_of(ada), query).partition('aria-label="Filter"')[2]
    assert match in listed
    assert hidden not in listed


def test_a_filter_without_matches_offers_all_exercises(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    assert "No exercises match." in html_of(client_of(ada), "?state=passed")


def test_the_search_stays_in_its_field(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    html = html_of(client_of(ada), "?q=attention")
    assert 'type="search" value="attention"' in html
    assert "?q=attention&amp;state=passed" in html


def test_a_retired_exercise_is_not_listed(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    Exercise.objects.update(retired=True)
    assert exercise.get_absolute_url() not in html_of(client_of(ada))


def test_the_number_of_queries_is_the_same_for_one_and_for_forty(
    exercise: Exercise, ada: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(ada)
    with django_assert_num_queries(9):  # session, user, version, exercises, topics, my runs, timer, notices, my cohorts
        client.get(URL)
    with django_assert_num_queries(7):  # the exercises are kept
        client.get(URL)
    for number in range(40):
        more = Exercise.objects.create(
            uid=f"e{number}", slug=f"e{number}", section="more", title=f"E{number}", stars=3, minutes=20, starter="#"
        )
        more.topics.add(*exercise.topics.all())
        Submission.objects.create(exercise=more, learner=ada, source="x = 1")
    with django_assert_num_queries(9):
        client.get(URL)
    with django_assert_num_queries(7):
        client.get(URL)
