"""Exercises by REST: found by what they are about, hints one at a time, and our solution afterwards."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from curriculum.models import Topic
from exercises.catalogue.reference_solutions import SHOWN_AFTERWARDS
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
EXERCISES = "/api/v1/exercises/"
ONE = f"{EXERCISES}causal-attention/"


@pytest.fixture
def client(ada: User, api_of: ClientOf, exercise: Exercise) -> Client:
    return api_of(ada)


def test_exercises_are_found_by_topic_section_and_progress(
    client: Client, exercise: Exercise, ada: User, run: Run
) -> None:
    elsewhere = Topic.objects.create(uid="text", section=Topic.objects.get().section, number="5.3", title="Text")
    slugs = {}
    for position, slug in enumerate(("begun", "passed"), start=1):
        made = Exercise.objects.create(
            uid=slug, slug=slug, title=slug, section="text", stars=4, minutes=75, order=position
        )
        made.topics.add(elsewhere)
        slugs[slug] = made
    Exercise.objects.filter(slug="passed").update(measured_difficulty=3)
    run(slugs["begun"], ada, VerdictChoice.FAILED)
    run(slugs["begun"], ada, VerdictChoice.PASSED, ModeChoice.TRY)
    run(slugs["passed"], ada)
    for query, expected in {
        "topic=transformers": ["causal-attention"],
        "topic=text": ["begun", "passed"],
        "section=text": ["begun", "passed"],
        "progress=open": ["causal-attention"],
        "progress=begun": ["begun"],
        "progress=passed": ["passed"],
        "topic=text&progress=open": [],
        "difficulty=2": ["causal-attention", "begun"],
        "difficulty=3": ["passed"],
    }.items():
        data = client.get(f"{EXERCISES}?{query}").json()
        assert [row["slug"] for row in data["results"]] == expected, query


@pytest.mark.parametrize("query", ["topic=alchemy", "progress=far", "difficulty=4"])
def test_invalid_parameters_are_named(client: Client, query: str) -> None:
    response = client.get(f"{EXERCISES}?{query}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [query.partition("=")[0]]


# ---------------------------------------------------------------- hints


def test_the_difficulty_is_the_measured_one_if_there_is_one(client: Client, exercise: Exercise) -> None:
    assert client.get(ONE).json()["difficulty"] == 2
    Exercise.objects.filter(pk=exercise.pk).update(measured_difficulty=1)
    assert client.get(ONE).json()["difficulty"] == 1


def test_hints_come_one_at_a_time_with_the_number_of_the_next(client: Client, exercise: Exercise) -> None:
    exercise.hints_html = ["<p>Think of a triangle.</p>", "<p>Of a lower one.</p>"]
    exercise.save()
    whole = client.get(ONE)
    assert whole.json()["hints"] == 2
    assert "triangle" not in whole.text
    first, second, third = (client.get(f"{ONE}hints/{number}/") for number in (1, 2, 3))
    assert first.json() == {"number": 1, "html": "<p>Think of a triangle.</p>", "next": 2}
    assert second.json() == {"number": 2, "html": "<p>Of a lower one.</p>", "next": None}
    assert (third.status_code, third.json()["detail"]) == (404, "This exercise has 2 hints.")


@pytest.mark.parametrize("number", ["0", "-1", "01", "x", "1000000"])
def test_invalid_hint_numbers_are_not_found(client: Client, number: str) -> None:
    assert client.get(f"{ONE}hints/{number}/").status_code == 404


# ---------------------------------------------------------------- our solution


@pytest.fixture
def backprop(roadmap: None) -> Exercise:
    return Exercise.objects.get(slug="two-layer-backprop")


@pytest.mark.parametrize(
    "before",
    [(), (VerdictChoice.FAILED, ModeChoice.SUBMIT), (VerdictChoice.PASSED, ModeChoice.TRY)],
    ids=["nothing", "failed", "try run"],
)
def test_our_solution_is_shown_after_a_pass(
    backprop: Exercise, ada: User, carl: User, api_of: ClientOf, run: Run, before: tuple[str, str]
) -> None:
    url, client = f"{EXERCISES}{backprop.slug}/solutions/", api_of(ada)
    run(backprop, carl)  # another's pass opens nothing
    if before:
        run(backprop, ada, *before)
    response = client.get(url)
    assert (response.status_code, response.json()["detail"]) == (403, SHOWN_AFTERWARDS)
    run(backprop, ada)
    first, *others = client.get(url).json()
    assert first["title"] == "Our solution"
    assert "def loss_and_grads(" in first["source"]
    assert others
    assert Client().get(url).status_code == 401
    assert client.get(f"{EXERCISES}no-such/solutions/").status_code == 404
