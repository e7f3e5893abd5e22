"""A remark in a log line is its learner's own, until they share it."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from progress.hours.models import StudyEntry
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
REMARK = "my father is ill, so it went slowly"

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def entry(ada: User, emmy: User, roadmap: None, client_of: ClientOf) -> StudyEntry:
    client_of(ada).post("/hours/log/", {"line": f"1h30 reading calculus - {REMARK}"})
    return StudyEntry.objects.get()


def edit(client: Client, entry: StudyEntry, **data: str) -> None:
    answer = client.post(f"/hours/entries/{entry.uid}/", {"line": f"1h30 reading calculus - {REMARK}", **data})
    assert answer.status_code == 302, answer.text


def seen_by(mentor: Client, learner: User) -> bool:
    page = squeeze(mentor.get(f"/cohorts/spring/learners/{learner.uid}/").text)
    assert "reading on Calculus" in page
    return REMARK in page


def test_mentors_and_admins_see_the_hours_without_the_note(
    entry: StudyEntry, ada: User, emmy: User, grace: User, client_of: ClientOf
) -> None:
    assert not seen_by(client_of(emmy), ada)
    assert not seen_by(client_of(grace), ada)


def test_a_shared_one_is_seen_until_it_is_private_again(
    entry: StudyEntry, ada: User, emmy: User, client_of: ClientOf
) -> None:
    learner, mentor = client_of(ada), client_of(emmy)
    edit(learner, entry, shares_note="on")
    assert 'name="shares_note" checked' in learner.get(f"/hours/entries/{entry.uid}/").text
    assert seen_by(mentor, ada)
    edit(learner, entry)
    assert not seen_by(mentor, ada)


def test_the_form_names_its_readers(ada: User, roadmap: None, client_of: ClientOf) -> None:
    page = client_of(ada).get(
        "/hours/log/preview/", {"line": f"1h30 reading calculus - {REMARK}"}, headers={"HX-Request": "1"}
    )
    assert f"“{REMARK}”" in page.text


def test_a_deleted_entry_comes_back_as_private_or_shared_as_it_was(
    entry: StudyEntry, ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)
    for shared in (True, False):
        StudyEntry.objects.update(shares_note=shared)
        entry = StudyEntry.objects.get()
        page = client.post(f"/hours/entries/{entry.uid}/delete/", follow=True).text
        undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
        client.post("/hours/entries/restore/", {"undo_token": undo_token})
        assert StudyEntry.objects.get().shares_note is shared


def test_the_api_shares_and_unshares_a_note(entry: StudyEntry, ada: User, api_of: ClientOf) -> None:
    client, url = api_of(ada), f"/api/v1/study-entries/{entry.uid}/"
    assert client.get(url).json()["shares_note"] is False
    changed = client.patch(url, json.dumps({"shares_note": True}), "application/json")
    assert (changed.json()["shares_note"], changed.json()["note"]) == (True, REMARK)
    assert client.patch(url, json.dumps({"minutes": 60}), "application/json").json()["shares_note"] is True
    assert client.patch(url, json.dumps({"shares_note": False}), "application/json").json()["shares_note"] is False
    new = {"line": "20m coding calculus - fine", "shares_note": True}
    assert client.post("/api/v1/study-entries/", json.dumps(new), "application/json").json()["shares_note"] is True
