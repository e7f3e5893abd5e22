"""A review card shows a call of the exercise and asks for its value. It forgives rounding, and stores nothing."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from exercises.catalogue.example_calls import ExampleCall
from exercises.models import Exercise, Submission
from progress.review.models import Recall, ReviewCard
from progress.review.predictions import (
    MAX_PREDICTION_CHARS,
    UNREADABLE,
    PredictionCard,
    UnreadablePredictionError,
    prediction_card,
)
from progress.review.queries import review_page
from progress.review.views import OLD_CARD
from runner.protocol import EXAMPLES_FILE, ExampleCalls, write_example_calls
from tests.markup import squeeze
from tests.processor import processor_bound

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
URL = "/review/prediction/"
CALL = ExampleCall("gradient(x=[2.0, 1.0])", "[0.731, -0.731]")


def matches(value: str, answer: str) -> list[bool]:
    return list(PredictionCard(key="", example=ExampleCall("f()", value), comes_first=True).check(answer).matches)


# ---------------------------------------------------------------- what is right


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ("0.7311", "0.73"),
        ("0.7311", " .731 "),
        ("-1.386", "−1.39"),
        ("2.0", "2"),
        ("[0.0, 1000.0]", "[0.4, 1000]"),
        ("[[0.25, 0.75]]", "[[0.25, 0.75]]"),
        ("[[0.25, 0.75]]", "0.25, 0.75"),
        ("[[9.0]]", "9"),
        ("(7, 4)", "[7, 4]"),
        ("['una', '##ble']", "[“una”, '##ble']"),
        ("{'w': [3.0]}", "{'w': [3]}"),
        ("[True, False]", "True, False"),
        ("None, 1", "None, 1"),
    ],
)
def test_two_digits_and_other_brackets_are_right(value: str, answer: str) -> None:
    assert all(matches(value, answer))


@pytest.mark.parametrize(
    ("value", "answer", "right"),
    [
        ("0.7311", "0.7", [False]),
        ("-1.386", "1.386", [False]),
        ("256", "257", [False]),
        ("'overfitting'", "'good fit'", [False]),
        ("0.5", "'0.5'", [False]),
        ("0.5", "9" * 199, [False]),
        ("[0.0, 1.0]", "[0.1, 1]", [False, True]),
        ("[1.0, 2.0]", "[1, 2, 3]", [False, False]),
        ("[[1.0, 2.0], [3.0, 4.0]]", "[[1, 3], [2, 4]]", [True, False, False, True]),
        ("{'a': 1.0, 'b': 2.0}", "{'a': 1}", [False, False]),
        ("(3.0, [1.0, 2.0])", "3, 1", [True, False, False]),
        ("[1, 2]", "", [False, False]),
    ],
)
def test_each_value_is_compared_in_its_place(value: str, answer: str, right: list[bool]) -> None:
    assert matches(value, answer) == right


@pytest.mark.parametrize(
    "answer", ["[1, 2", "x", "1 +", "print(1)", "{[1]: 2}", "1\0", "1" * (MAX_PREDICTION_CHARS + 1)]
)
def test_what_is_no_literal_is_refused(answer: str) -> None:
    with pytest.raises(UnreadablePredictionError):
        matches("1", answer)


@pytest.mark.parametrize(
    "repeated", ["(", "[", "{", "-", "~", "[[", "{1:", "f'{", "'\\", "9", "9e", "not ", "1+1j*", "\n", "\t\\"]
)
def test_no_prediction_takes_long(repeated: str) -> None:
    text = (repeated * MAX_PREDICTION_CHARS)[:MAX_PREDICTION_CHARS]
    with processor_bound(0.1, repeated), suppress(UnreadablePredictionError):
        matches("[1.0]", text)


@given(st.text("0123456789.e-+,[](){}'\" :TrueNonj", max_size=60))
def test_any_text_is_compared_or_refused(answer: str) -> None:
    try:
        assert len(matches("(1.0, ['a', True])", answer)) == 3
    except UnreadablePredictionError:
        assert answer.strip()


# ---------------------------------------------------------------- the page


@pytest.fixture
def passed(exercise: Exercise, ada: User, run: Run, settings: LazySettings, tmp_path: Path) -> Exercise:
    """Passed ten days ago. Its code has nothing to leave out, so that its card is always a prediction."""
    Exercise.objects.filter(pk=exercise.pk).update(
        statement_html="<p>Write it.</p><h2>A worked example</h2><p>The steps.</p><h2>Limits</h2><p>The end.</p>"
    )
    settings.EXERCISE_CATALOGS = (tmp_path,)
    write_example_calls(tmp_path, {exercise.slug: ExampleCalls(exercise.digest, (CALL,))})
    run(exercise, ada, source="def gradient(): ...")
    Submission.objects.update(created_at=timezone.now() - timedelta(days=10))
    return exercise


def due_card(learner: User) -> PredictionCard:
    card = review_page(learner, now=timezone.now()).prediction
    assert card
    return card


def post(client: Client, card: PredictionCard, answer: str) -> str:
    return client.post(URL, {"card": card.key, "answer": answer}, follow=True).text


def test_the_page_shows_the_call_and_not_its_value(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    page = unescape(client_of(ada).get("/review/").text)
    assert CALL.call in page
    assert "0.731" not in page


def test_a_right_prediction_suggests_yes_and_records_nothing_yet(
    client_of: ClientOf, ada: User, passed: Exercise
) -> None:
    page = squeeze(post(client_of(ada), due_card(ada), "[0.73, -0.73]"))
    assert f'<button name="recall" value="{int(Recall.RECALLED)}">' in page
    assert CALL.value in page
    assert not ReviewCard.objects.exists()


def test_the_steps_of_the_worked_example_are_shown_afterwards(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    page = post(client_of(ada), due_card(ada), "")
    assert "The steps." in page
    assert "Write it." not in page
    assert "The end." not in page


def test_a_wrong_prediction_is_shown_beside_the_value_and_can_be_right_too(
    client_of: ClientOf, ada: User, passed: Exercise
) -> None:
    page = squeeze(post(client_of(ada), due_card(ada), "[0.73, '<b>']"))
    assert "1 of 2 values right" in page
    assert "&lt;b&gt;" in page
    assert f'<button name="recall" value="{int(Recall.EFFORT)}">' in page
    assert page.count(f'name="recall" value="{int(Recall.RECALLED)}"') == 2


def test_an_unreadable_prediction_says_so_and_stays_in_its_field(
    client_of: ClientOf, ada: User, passed: Exercise
) -> None:
    page = unescape(post(client_of(ada), due_card(ada), "[0.73"))
    assert UNREADABLE in page
    assert 'value="[0.73"' in page


def test_each_form_can_be_sent(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    client, content, card = client_of(ada), {"HX-Request": "true"}, due_card(ada)
    answers = [client.post(URL, {"card": card.key, "answer": answer}, headers=content).text for answer in ("", "[")]
    for page in (client.get("/review/", headers=content).text, *answers):
        assert page.count("csrfmiddlewaretoken") == page.count("<form") > 0


def test_about_half_of_the_reviews_ask_for_gaps_instead(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    Submission.objects.update(source="def gradient(x):\n    return x.sum() / 2\n")
    kinds = set()
    for day in range(20):
        Submission.objects.update(created_at=timezone.now() - timedelta(days=10 + day))
        page = review_page(ada, now=timezone.now())
        assert (page.card is None) != (page.prediction is None)
        kinds.add(page.card is None)
    assert kinds == {True, False}


def test_the_same_seed_gives_the_same_card_and_others_ask_for_other_calls() -> None:
    calls = [ExampleCall(f"f({number})", str(number)) for number in range(3)]
    cards = [prediction_card(calls, seed=str(number)) for number in range(30)]
    assert cards == [prediction_card(calls, seed=str(number)) for number in range(30)]
    assert {card.example for card in cards if card} == set(calls)
    assert prediction_card([], seed="") is None


def test_the_calls_of_another_version_are_not_asked_for(ada: User, passed: Exercise) -> None:
    Exercise.objects.filter(pk=passed.pk).update(digest="f" * 16)
    assert review_page(ada, now=timezone.now()).prediction is None


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"chain-rule-by-hand": {"digest": "0123456789abcdef"}})])
def test_a_broken_file_leaves_the_other_reviews(ada: User, passed: Exercise, tmp_path: Path, text: str) -> None:
    (tmp_path / EXAMPLES_FILE).write_text(text)
    assert review_page(ada, now=timezone.now()).prediction is None


def test_nobody_checks_another_learners_card(client_of: ClientOf, ada: User, carl: User, passed: Exercise) -> None:
    assert OLD_CARD in post(client_of(carl), due_card(ada), "1")


def test_a_check_asks_the_database_the_same_however_much_was_passed(
    client_of: ClientOf, ada: User, passed: Exercise, run: Run
) -> None:
    client, card = client_of(ada), due_card(ada)
    post(client, card, "1")  # what is cached is cached
    before = _queries(client, card)
    for number in range(10):
        name = f"more-{number}"
        more = Exercise.objects.create(uid=name, slug=name, section="more", title="More", stars=1, minutes=5)
        run(more, ada, created_at=timezone.now() - timedelta(days=5))
    assert review_page(ada, now=timezone.now()).due_count == 11
    assert (before, _queries(client, card)) == (11, 11)


def _queries(client: Client, card: PredictionCard) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.post(URL, {"card": card.key, "answer": "1"}).status_code == 200
    return len(queries)
