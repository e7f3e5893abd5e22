"""One search finds topics, their parts, exercises, resources, checkpoints, pages, and your own notes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Subtopic, Topic
from exercises.models import Exercise
from progress.notes.actions import save_note
from progress.search.queries import HITS_PER_KIND, NO_MATCH, search_page

ClientOf = Callable[[User], Client]
SEARCH = reverse("progress:search")


def titles(query: str, learner: User | None = None) -> dict[str, list[str]]:
    return {kind: [entry.title for entry in entries] for kind, entries in search_page(learner, query).groups}


def write_note(learner: User, of: Topic | Subtopic, text: str) -> None:
    save_note(learner=learner, of=of, text=text, base="")


@pytest.mark.parametrize(
    ("query", "kind", "title"),
    [
        ("linear alg", "Topics", "Linear algebra"),
        ("LINEAR ALGEBRA", "Topics", "Linear algebra"),
        ("norms", "Parts of topics", "Norms"),
        ("phase 3", "Phases and checkpoints", "Phase 3: Deep learning"),
        ("status", "Pages", "Status"),
    ],
)
@pytest.mark.usefixtures("linear_algebra")
def test_the_beginning_of_a_word_finds_it(query: str, kind: str, title: str) -> None:
    assert any(title in name for name in titles(query).get(kind, [])), titles(query)


def test_the_initials_of_a_title_find_it(exercise: Exercise) -> None:
    Exercise.objects.filter(pk=exercise.pk).update(title="Grouped-query attention with a cache")
    assert "Grouped-query attention with a cache" in titles("GQA")["Exercises"]


def test_it_finds_an_exercise_by_its_summary(exercise: Exercise) -> None:
    Exercise.objects.filter(pk=exercise.pk).update(summary="Whiten a matrix of zebras.")
    assert titles("zebra") == {"Exercises": [exercise.title]}


@pytest.mark.usefixtures("linear_algebra")
def test_all_words_must_match() -> None:
    assert titles("linear zebra") == {}
    assert "Linear algebra" in titles("algebra linear")["Topics"]


def test_a_title_comes_before_a_mention(linear_algebra: Topic, exercise: Exercise) -> None:
    Exercise.objects.filter(pk=exercise.pk).update(summary="Uses linear algebra.")
    assert next(iter(titles("linear algebra"))) == "Topics"


@pytest.mark.usefixtures("linear_algebra")
def test_parts_of_a_topic_with_such_a_title_give_way_to_titles() -> None:
    entries = [entry for _, entries in search_page(None, "soft").groups for entry in entries]
    assert any(entry.title.startswith("Software") for entry in entries)
    for entry in entries:
        assert "soft" in entry.title.casefold() or entry.kind not in ("Parts of topics", "Exercises")


@pytest.mark.usefixtures("linear_algebra")
def test_each_kind_is_limited() -> None:
    assert max(len(entries) for _, entries in search_page(None, "a").groups) <= HITS_PER_KIND


def test_a_retired_topic_is_gone_at_once(linear_algebra: Topic) -> None:
    assert "Topics" in titles("linear algebra")
    linear_algebra.retired = True
    linear_algebra.save()
    assert "Linear algebra" not in titles("linear algebra").get("Topics", [])


def test_it_finds_your_notes_and_shows_the_words_around(ada: User, linear_algebra: Topic) -> None:
    write_note(ada, linear_algebra, "x" * 200 + " the zebra norm " + "y" * 200)
    (note_hit,) = search_page(ada, "Zebra").notes
    assert "zebra norm" in note_hit.excerpt
    assert note_hit.url == reverse("progress:topic_detail", args=["linear-algebra"]) + "#note-linear-algebra"


def test_it_hides_other_learners_notes(ada: User, carl: User, linear_algebra: Topic, client_of: ClientOf) -> None:
    write_note(ada, linear_algebra, "A zebra")
    assert search_page(carl, "zebra").notes == []
    assert "A zebra" not in client_of(carl).get(SEARCH, {"q": "zebra"}).text


@pytest.mark.usefixtures("linear_algebra")
def test_a_visitor_finds_no_pages_that_need_an_account(client: Client) -> None:
    assert "Pages" not in titles("settings")
    assert reverse("accounts:settings") not in client.get(SEARCH, {"q": "settings"}).text


@pytest.mark.usefixtures("linear_algebra")
def test_without_a_match_it_says_what_to_try(client: Client) -> None:
    assert NO_MATCH.format("xyzzy") in client.get(SEARCH, {"q": "xyzzy"}).text


@pytest.mark.usefixtures("linear_algebra")
def test_nothing_typed_gives_the_empty_form(client: Client) -> None:
    page = client.get(SEARCH).text
    assert 'role="search"' in page
    assert '<ul class="list">' not in page


@pytest.mark.usefixtures("linear_algebra")
@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", "%_\\", "\u202e", "🙂", "a" * 5_000, "((((", "' OR 1=1"]
)
def test_odd_queries_are_text(client: Client, query: str) -> None:
    answer = client.get(SEARCH, {"q": query})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.usefixtures("linear_algebra")
def test_by_htmx_it_comes_without_the_page_around(client: Client) -> None:
    assert "<html" not in client.get(SEARCH, {"q": "norms"}, headers={"HX-Request": "true"}).text
