"""Struggles and shared replies for scripts: the same queries and actions as the pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.shared_replies.models import SharedReply
from cohorts.tests.conftest import Submit
from exercises.models import Submission

ClientOf = Callable[[User], Client]
V1 = "/api/v1/cohorts/spring/"
REPLIES = f"{V1}shared-replies/"
JSON = "application/json"
ANSWER = {"exercise": "two-layer-backprop", "mistake": "sign_flipped", "text": "The sign."}


@pytest.fixture
def flipped(ada: User, spring: Cohort, submit: Submit) -> Submission:
    run = submit(ada)
    fields = {"mistake": "sign_flipped", "mistake_message": "You flipped a sign.", "normal_digest": "a" * 32}
    Submission.objects.filter(pk=run.pk).update(**fields)
    return run


def test_a_mentor_reads_the_rankings(emmy: User, flipped: Submission, api_of: ClientOf) -> None:
    answer = api_of(emmy).get(f"{V1}struggles/?weeks=12").json()
    assert answer["weeks"] == 12
    assert answer["mistakes"] == [
        {
            "exercise": "two-layer-backprop", "learners": 1, "not_passed": 1, "mistake": "sign_flipped",
            "message": "You flipped a sign.", "shared_reply": None,
        }
    ]  # fmt: skip


def test_a_reply_is_written_changed_withdrawn_and_published_again(
    emmy: User, flipped: Submission, api_of: ClientOf
) -> None:
    client = api_of(emmy)
    new = client.post(REPLIES, ANSWER, JSON)
    assert new.status_code == 201
    reply = f"{REPLIES}{new.json()['uid']}/"
    changed = client.patch(reply, {"text": "Look again.", "base": new.json()["version"]}, JSON).json()
    assert changed["changed_at"]
    assert client.delete(reply).status_code == 204
    assert client.get(REPLIES).json()["results"][0]["withdrawn_at"]
    assert client.post(f"{reply}restore/").json()["withdrawn_at"] is None
    assert client.get(f"{V1}struggles/").json()["mistakes"][0]["shared_reply"] == new.json()["uid"]


def test_a_text_on_an_old_version_changes_nothing(emmy: User, flipped: Submission, api_of: ClientOf) -> None:
    client = api_of(emmy)
    client.post(REPLIES, ANSWER, JSON)
    conflict = client.post(REPLIES, ANSWER | {"text": "Another."}, JSON)
    assert conflict.status_code == 409
    assert conflict.json()["theirs"]["text"] == "The sign."
    assert SharedReply.objects.get().text == "The sign."


def test_the_code_of_a_submission_is_answered(emmy: User, flipped: Submission, api_of: ClientOf) -> None:
    answer = api_of(emmy).post(REPLIES, {"submission": str(flipped.uid), "text": "The same."}, JSON)
    assert answer.json()["normal_digest"] == "a" * 32


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": "x" * 4_001}, 400),
        ({"text": "Nobody made it.", "exercise": "two-layer-backprop", "mistake": "other"}, 404),
        ({"text": "Of what?"}, 404),
        (ANSWER | {"text": " "}, 400),
    ],
)
def test_it_rejects_invalid_targets(
    emmy: User, flipped: Submission, api_of: ClientOf, body: dict[str, str], status: int
) -> None:
    assert api_of(emmy).post(REPLIES, body, JSON).status_code == status
    assert not SharedReply.objects.exists()


def test_learners_have_no_access(ada: User, flipped: Submission, api_of: ClientOf) -> None:
    assert [api_of(ada).get(path).status_code for path in (f"{V1}struggles/", REPLIES)] == [404, 404]
