"""A review of a passed exercise begins with the starter; the pass and the draft in progress stay as they are."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import Draft, Exercise, Submission
from exercises.workspace.actions import delete_review_draft, save_draft

ClientOf = Callable[[User], Client]
PASS = "def attention(Q, K, V, mask=None):\n    return V  # it passed\n"
MINE = "def attention(Q, K, V, mask=None):\n    return V  # in progress\n"
AGAIN = "def attention(Q, K, V, mask=None):\n    return Q  # from memory\n"


@pytest.fixture
def passed(exercise: Exercise, ada: User, run: Callable[..., Submission]) -> Submission:
    save_draft(exercise=exercise, learner=ada, source=MINE, base="", browser="laptop")
    return run(exercise, ada, source=PASS)


def editor_of(html: str) -> str:
    return html.partition("data-editor")[2].partition(">")[2].partition("</textarea>")[0]


def test_the_editor_has_the_starter_and_the_pass_is_one_click_away(
    exercise: Exercise, ada: User, client_of: ClientOf, passed: Submission
) -> None:
    page = client_of(ada).get(f"{exercise.get_absolute_url()}?review").text
    assert editor_of(page).strip() == exercise.starter.strip()
    assert 'id="review-note"' in page
    assert "it passed" in page
    assert "in progress" not in page
    assert "in progress" in editor_of(client_of(ada).get(exercise.get_absolute_url()).text)


def test_what_is_written_in_a_review_has_a_draft_of_its_own(
    exercise: Exercise, ada: User, client_of: ClientOf, passed: Submission
) -> None:
    client, url = client_of(ada), exercise.get_absolute_url()
    response = client.post(f"{url}draft", {"source": AGAIN, "save": "", "review": "on"})
    assert response["Location"] == f"{url}?review"
    assert "from memory" in editor_of(client.get(f"{url}?review").text)
    assert "in progress" in editor_of(client.get(url).text)
    assert set(Draft.objects.values_list("is_review", "source")) == {(False, MINE), (True, AGAIN)}


def test_a_submission_in_a_review_leaves_the_pass_and_the_draft(
    exercise: Exercise, ada: User, client_of: ClientOf, passed: Submission
) -> None:
    url = exercise.get_absolute_url()
    client_of(ada).post(url, {"source": AGAIN, "mode": "submit", "review": "on"})
    assert Submission.objects.exclude(pk=passed.pk).get().source == AGAIN
    passed.refresh_from_db()
    assert passed.proves
    assert Draft.objects.get(is_review=False).source == MINE


def test_the_next_review_begins_with_the_starter_again(
    exercise: Exercise, ada: User, client_of: ClientOf, passed: Submission
) -> None:
    save_draft(exercise=exercise, learner=ada, source=AGAIN, base="", is_review=True)
    delete_review_draft(exercise=exercise, learner=ada)
    assert "from memory" not in client_of(ada).get(f"{exercise.get_absolute_url()}?review").text
    assert Draft.objects.get().source == MINE


def test_without_a_pass_there_is_nothing_to_review(exercise: Exercise, ada: User, client_of: ClientOf) -> None:
    save_draft(exercise=exercise, learner=ada, source=MINE, base="")
    page = client_of(ada).get(f"{exercise.get_absolute_url()}?review").text
    assert "in progress" in editor_of(page)
    assert 'id="review-note"' not in page


def test_the_interface_reads_the_draft_in_progress(
    exercise: Exercise, ada: User, client_of: ClientOf, passed: Submission
) -> None:
    save_draft(exercise=exercise, learner=ada, source=AGAIN, base="", is_review=True)
    assert client_of(ada).get(f"/api/v1/exercises/{exercise.slug}/draft/").json()["source"] == MINE
