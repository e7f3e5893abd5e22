"""A review card leaves gaps in the learner's own code. It asks for what carries meaning, and stores nothing."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from exercises.models import Exercise, Submission
from progress.review.gaps import MAX_ANSWER_CHARS, MAX_SOURCE_CHARS, GapCard, Kind, gap_card
from progress.review.models import Recall, ReviewCard
from progress.review.queries import review_page
from progress.review.views import OLD_CARD
from tests.markup import squeeze
from tests.processor import processor_bound

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
URL = "/review/gaps/"
SOURCE = '''\
import numpy as np


def softmax(x, axis=-1):
    """Shifted by 99, so that exp can't overflow."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))  # at most 1
    if not 2 <= x.ndim:
        raise ValueError("one axis is not 2")
    return e[:, None] / e.sum(axis=-1, keepdims=True) ** 3
'''
GAPS_OF_SOURCE = {
    ("exp", Kind.FUNCTION),
    ("-", Kind.OPERATOR),
    ("max", Kind.FUNCTION),
    ("True", Kind.ARGUMENT),
    ("2", Kind.NUMBER),
    ("<=", Kind.OPERATOR),
    ("None", Kind.BOUND),
    ("/", Kind.OPERATOR),
    ("sum", Kind.FUNCTION),
    ("-1", Kind.ARGUMENT),
    ("**", Kind.OPERATOR),
    ("3", Kind.NUMBER),
}


def card_of(source: str, *, given_code: str = "", seed: str = "") -> GapCard:
    card = gap_card(source, given=given_code, seed=seed)
    assert card
    return card


# ---------------------------------------------------------------- which gaps


def test_it_asks_for_what_carries_meaning_and_never_for_texts_comments_or_names() -> None:
    cards = [card_of(SOURCE, seed=str(number)) for number in range(300)]
    assert {(gap.text, gap.kind) for card in cards for gap in card.gaps} == GAPS_OF_SOURCE


def test_three_gaps_are_on_lines_of_their_own_and_of_different_kinds() -> None:
    for number in range(50):
        gaps = card_of(SOURCE, seed=str(number)).gaps
        assert len({gap.line for gap in gaps}) == len({gap.kind for gap in gaps}) == 3


def test_a_source_without_anything_else_is_asked_for_names() -> None:
    assert {gap.kind for gap in card_of("def swap(a, b):\n    return b, a\n").gaps} == {Kind.NAME}


def test_lines_of_the_starter_have_no_gaps() -> None:
    starter = "    if not 2 <= x.ndim:\n    return e[:, None] / e.sum(axis=-1, keepdims=True) ** 3"
    assert {gap.line for gap in card_of(SOURCE, given_code=starter).gaps} == {6}
    assert gap_card(SOURCE, given=SOURCE, seed="") is None


def test_the_same_seed_gives_the_same_card_and_another_one_other_gaps() -> None:
    assert card_of(SOURCE, seed="1") == card_of(SOURCE, seed="1")
    assert len({tuple(card_of(SOURCE, seed=str(number)).gaps) for number in range(10)}) > 5


@pytest.mark.parametrize(
    "source",
    ["", "def f(:", "x = 'open", "(" * 4_000, "if 1:\n    x\n  y", "x = 1\0 + 2", "a = 1 + 2\n" * MAX_SOURCE_CHARS],
)
def test_there_is_no_card_for_a_source_that_is_empty_broken_or_long(source: str) -> None:
    assert gap_card(source, given="", seed="") is None


@given(st.text("ab1.(['\"\\\n #f{}:=+-é\t", max_size=200))
def test_the_text_with_its_gaps_is_the_source_whatever_was_written(source: str) -> None:
    if card := gap_card(source, given="", seed=""):
        *pieces, last = card.check().pieces
        assert "".join(piece.text + piece.gap.text for piece in pieces if piece.gap) + last.text == card.source
        assert all(0 < len(piece.gap.text) <= MAX_ANSWER_CHARS for piece in pieces if piece.gap)


@pytest.mark.parametrize("repeated", ["a;", "é;", "a+", "a.", "a(", "'\\", "f'{", "\\\n", "a\n", "9", " "])
def test_no_source_takes_long(repeated: str) -> None:
    source = (repeated * MAX_SOURCE_CHARS)[:MAX_SOURCE_CHARS]
    with processor_bound(0.25, repeated):
        gap_card(source, given=source[1:], seed="")


# ---------------------------------------------------------------- what is right


def test_whitespace_and_windows_line_ends_make_no_difference() -> None:
    card = card_of(SOURCE.replace("\n", "\r\n"))
    assert not card.check([f" {' '.join(gap.text)} " for gap in card.gaps]).wrong


@pytest.mark.parametrize(
    ("right", "recall"), [(3, Recall.RECALLED), (2, Recall.EFFORT), (1, Recall.FORGOTTEN), (0, Recall.FORGOTTEN)]
)
def test_the_suggested_answer_follows_from_the_gaps(right: int, recall: Recall) -> None:
    card = card_of(SOURCE)
    checked = card.check([gap.text for gap in card.gaps][:right])
    assert (checked.right_count, checked.recall, checked.has_wrong_answer) == (right, recall, False)


# ---------------------------------------------------------------- the page


@pytest.fixture
def passed(exercise: Exercise, ada: User, run: Run) -> Exercise:
    """Passed ten days ago."""
    run(exercise, ada, source=SOURCE)
    Submission.objects.update(created_at=timezone.now() - timedelta(days=10))
    return exercise


def due_card(learner: User) -> GapCard:
    card = review_page(learner, now=timezone.now()).card
    assert card
    return card


def post(client: Client, card: GapCard, answers: list[str]) -> str:
    return client.post(URL, {"card": card.key, "gap": answers}, follow=True).text


def test_the_page_shows_the_code_without_what_it_asks_for(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    card, page = due_card(ada), unescape(client_of(ada).get("/review/").text)
    before_gap = SOURCE[card.gaps[0].start - 10 : card.gaps[0].start]
    assert page.count('name="gap"') == len(card.gaps) == 3
    assert f"{before_gap}<input" in page


def test_the_time_to_rewrite_is_that_of_the_exercise(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    Exercise.objects.filter(pk=passed.pk).update(minutes=47)
    assert "47 min" in client_of(ada).get("/review/").text


def test_code_without_gaps_is_rated_as_before(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    Submission.objects.update(source="def gradient(): ...")
    page = client_of(ada).get("/review/").text
    assert 'name="gap"' not in page
    assert 'name="recall"' in page


def test_right_gaps_suggest_yes_and_record_nothing_yet(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    card = due_card(ada)
    page = post(client_of(ada), card, [gap.text for gap in card.gaps])
    assert f'<button name="recall" value="{int(Recall.RECALLED)}">' in page
    assert page.count('class="quiet" name="recall"') == 3
    assert not ReviewCard.objects.exists()


def test_each_form_can_be_sent(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    client, content = client_of(ada), {"HX-Request": "true"}
    checked = client.post(URL, {"card": due_card(ada).key}, headers=content).text
    for page in (client.get("/review/", headers=content).text, checked):
        assert page.count("csrfmiddlewaretoken") == page.count("<form") > 0


def test_a_wrong_gap_is_shown_beside_the_code_and_can_be_right_too(
    client_of: ClientOf, ada: User, passed: Exercise
) -> None:
    card = due_card(ada)
    page = squeeze(post(client_of(ada), card, ["<b>x</b>", *(gap.text for gap in card.gaps[1:])]))
    assert "<del>&lt;b&gt;x&lt;/b&gt;</del>" in page
    assert f"<ins>{card.gaps[0].text}</ins>" in unescape(page)
    assert f'<button name="recall" value="{int(Recall.EFFORT)}">' in page
    assert page.count(f'name="recall" value="{int(Recall.RECALLED)}"') == 2


def test_the_card_stays_until_it_is_answered_and_then_has_other_gaps(ada: User, passed: Exercise) -> None:
    key = due_card(ada).key
    tomorrow = review_page(ada, now=timezone.now() + timedelta(days=1)).card
    assert tomorrow
    assert tomorrow.key == key
    now = timezone.now()
    ReviewCard.objects.create(learner=ada, exercise=passed, card={}, due_at=now, reviewed_at=now - timedelta(days=2))
    assert due_card(ada).key != key


def test_an_old_card_is_not_checked_against_other_code(
    client_of: ClientOf, ada: User, passed: Exercise, run: Run
) -> None:
    card = due_card(ada)
    run(passed, ada, source=SOURCE.replace("e", "f"))
    assert OLD_CARD in post(client_of(ada), card, [])


def test_nobody_checks_another_learners_card(client_of: ClientOf, ada: User, carl: User, passed: Exercise) -> None:
    assert OLD_CARD in post(client_of(carl), due_card(ada), [])


def test_extra_and_long_answers_are_cut(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    page = post(client_of(ada), due_card(ada), ["w" * 10_000] * 50)
    assert "w" * MAX_ANSWER_CHARS in page
    assert "w" * (MAX_ANSWER_CHARS + 1) not in page


def test_a_check_asks_the_database_the_same_however_much_was_passed(
    client_of: ClientOf, ada: User, passed: Exercise, run: Run
) -> None:
    client, card = client_of(ada), due_card(ada)
    post(client, card, [])  # what is cached is cached
    before = _queries(client, card)
    for number in range(10):
        name = f"more-{number}"
        more = Exercise.objects.create(uid=name, slug=name, section="more", title="More", stars=1, minutes=5)
        run(more, ada, source=SOURCE, created_at=timezone.now() - timedelta(days=5))
    assert review_page(ada, now=timezone.now()).due_count == 11
    assert (before, _queries(client, card)) == (10, 10)


def _queries(client: Client, card: GapCard) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.post(URL, {"card": card.key}).status_code == 200
    return len(queries)
