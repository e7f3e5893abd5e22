"""Passes and claims come back for review, ever later and a few a day, and block nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.review import scheduler as review
from progress.review.actions import answer_review, undo_review
from progress.review.models import Recall, ReviewCard
from progress.review.queries import due_for, review_page
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
Run = Callable[..., Submission]
URL = "/review/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def passed(exercise: Exercise, ada: User, run: Run) -> Exercise:
    """Passed ten days ago."""
    run(exercise, ada)
    Submission.objects.update(created_at=timezone.now() - timedelta(days=10))
    return exercise


@pytest.fixture
def attested(ada: User, roadmap: None) -> Criterion:
    """Answered with yes five days ago."""
    criterion = Criterion.objects.get(uid="phase-1.derive-gradient")
    answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES, note="in all three")
    CriterionMark.objects.update(marked_at=timezone.now() - timedelta(days=5))
    return criterion


def answer(client: Client, exercise: Exercise, recall: Recall) -> str:
    return client.post(f"{URL}exercise/{exercise.uid}/", {"recall": int(recall)}, follow=True).text


# ---------------------------------------------------------------- the schedule


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12))
def test_an_answer_always_moves_it_at_least_a_day_ahead(ratings: list[int]) -> None:
    card, now = None, NOON
    for rating in ratings:
        card, due = review.reschedule(card, rating, now)
        assert due >= now + timedelta(days=1)
        now = due


def test_recall_lengthens_the_interval_and_forgetting_shortens_it() -> None:
    card, now, gaps = None, NOON, []
    for _ in range(5):
        card, due = review.reschedule(card, Recall.RECALLED, now)
        gaps.append(due - now)
        now = due
    assert gaps == sorted(gaps)
    assert gaps[-1] > 10 * gaps[0]
    _, soon = review.reschedule(card, Recall.FORGOTTEN, now)
    assert soon - now < gaps[-1] / 5


# ---------------------------------------------------------------- what is due


def test_a_pass_comes_back_after_three_days(exercise: Exercise, ada: User, run: Run) -> None:
    submission = run(exercise, ada)
    assert due_for(ada, now=submission.created_at + timedelta(days=2)) == []
    [due] = due_for(ada, now=submission.created_at + timedelta(days=3, minutes=1))
    assert due.of == exercise


def test_the_longest_due_comes_first(passed: Exercise, attested: Criterion, ada: User) -> None:
    assert [due.of for due in due_for(ada, now=timezone.now())] == [passed, attested]


def test_example_runs_failures_and_other_learners_passes_do_not(
    exercise: Exercise, ada: User, carl: User, run: Run
) -> None:
    run(exercise, ada, mode=ModeChoice.TRY)
    run(exercise, ada, verdict=VerdictChoice.FAILED)
    run(exercise, carl)
    assert due_for(ada, now=timezone.now() + timedelta(days=30)) == []


def test_retired_items_do_not_come_back(passed: Exercise, ada: User) -> None:
    answer_review(learner=ada, of=passed, recall=Recall.FORGOTTEN)
    Exercise.objects.update(retired=True)
    assert due_for(ada, now=timezone.now() + timedelta(days=30)) == []


def test_an_overturned_pass_does_not_come_back_until_it_is_passed_again(passed: Exercise, ada: User) -> None:
    much_later = timezone.now() + timedelta(days=400)
    Submission.objects.update(verdict=VerdictChoice.FAILED)
    assert due_for(ada, now=much_later) == []
    Submission.objects.update(verdict=VerdictChoice.PASSED)
    answer_review(learner=ada, of=passed, recall=Recall.FORGOTTEN)  # from now on it has a card
    Submission.objects.update(verdict=VerdictChoice.FAILED)
    assert due_for(ada, now=much_later) == []
    Submission.objects.update(verdict=VerdictChoice.PASSED)
    assert [due.of for due in due_for(ada, now=much_later)] == [passed]


def test_a_criterion_answered_not_yet_does_not_come_back(attested: Criterion, ada: User) -> None:
    answer_review(learner=ada, of=attested, recall=Recall.RECALLED)
    answer_criterion(learner=ada, criterion=attested, answer=CriterionMark.Answer.NOT_YET)
    assert due_for(ada, now=timezone.now() + timedelta(days=400)) == []


def test_five_a_day_are_enough(ada: User, exercise: Exercise, run: Run) -> None:
    for number in range(8):
        name = f"more-{number}"
        more = Exercise.objects.create(uid=name, slug=name, section="more", title="More", stars=1, minutes=5)
        run(more, ada)
    Submission.objects.update(created_at=timezone.now() - timedelta(days=10))
    shown_page = review_page(ada, now=timezone.now())
    assert (len(shown_page.reviews), shown_page.due_count, shown_page.minutes) == (5, 8, 10)
    for due in shown_page.reviews:
        answer_review(learner=ada, of=due.of, recall=Recall.RECALLED)
    after = review_page(ada, now=timezone.now())
    assert (after.reviews, after.due_count, after.done_today) == ([], 3, 5)


# ---------------------------------------------------------------- the page


def test_the_home_page_offers_reviews_as_optional(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    page = client_of(ada).get("/").text
    assert "1 item to review" in page


def test_my_own_code_that_passed_is_behind_the_question(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    page = client_of(ada).get(URL).text
    assert "The chain rule by hand" in page
    assert 'aria-label="Your code that passed"' in page
    assert "gradient" in page


def test_a_criterion_comes_with_the_learners_note(client_of: ClientOf, ada: User, attested: Criterion) -> None:
    page = client_of(ada).get(URL).text
    assert attested.text_html in page
    assert "in all three" in page


def test_an_answer_shows_the_next_date_and_can_be_undone(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    client = client_of(ada)
    page = answer(client, passed, Recall.AT_ONCE)
    assert 'name="recall"' not in page
    undo_token = page.partition('name="undo_token" value="')[2].partition('"')[0]
    assert "The chain rule by hand" in client.post(f"{URL}undo/", {"undo_token": undo_token}, follow=True).text
    assert not ReviewCard.objects.exists()


def test_after_an_answer_the_focus_is_at_the_next_question(
    client_of: ClientOf, ada: User, passed: Exercise, attested: Criterion
) -> None:
    client, answered = client_of(ada), {"recall": int(Recall.RECALLED)}
    page = client.post(f"{URL}exercise/{passed.uid}/", answered, headers={"HX-Request": "true"}, follow=True).text
    assert '<h1 tabindex="-1" autofocus>Can you still do this?</h1>' in squeeze(page)
    assert "autofocus" not in client.get(URL).text


def test_undoing_a_later_answer_restores_the_earlier(ada: User, carl: User, passed: Exercise) -> None:
    answer_review(learner=ada, of=passed, recall=Recall.RECALLED)
    before = ReviewCard.objects.values("card", "due_at", "reviewed_at").get()
    undo_token = answer_review(learner=ada, of=passed, recall=Recall.FORGOTTEN).undo_token
    assert ReviewCard.objects.values("card", "due_at", "reviewed_at").get() != before
    with pytest.raises(PermissionDenied):
        undo_review(learner=carl, undo_token=undo_token)
    undo_review(learner=ada, undo_token=undo_token)
    assert ReviewCard.objects.values("card", "due_at", "reviewed_at").get() == before


@pytest.mark.parametrize("path", ["exercise/nothing/", "topic/calculus/", "exercise/tests.chain-rule/"])
def test_only_due_items_can_be_answered(client_of: ClientOf, ada: User, exercise: Exercise, path: str) -> None:
    """An item that doesn't exist, or that this learner never passed, can't be answered."""
    assert '<ul class="messages">' in client_of(ada).post(URL + path, {"recall": "3"}, follow=True).text
    assert not ReviewCard.objects.exists()


def test_a_second_click_answers_nothing_more(client_of: ClientOf, ada: User, passed: Exercise) -> None:
    client = client_of(ada)
    answer(client, passed, Recall.RECALLED)
    before = ReviewCard.objects.values("card", "due_at").get()
    assert '<ul class="messages">' in answer(client, passed, Recall.RECALLED)
    assert ReviewCard.objects.values("card", "due_at").get() == before


@pytest.mark.parametrize("recall", ["", "9", "yes"])
def test_a_made_up_answer_changes_nothing(client_of: ClientOf, ada: User, passed: Exercise, recall: str) -> None:
    client_of(ada).post(f"{URL}exercise/{passed.uid}/", {"recall": recall})
    assert not ReviewCard.objects.exists()


def test_an_empty_review_explains_the_page(client_of: ClientOf, ada: User, roadmap: None) -> None:
    page = client_of(ada).get(URL).text
    assert "three days" in page
    assert 'name="recall"' not in page
