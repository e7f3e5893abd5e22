"""After sign-up: four answers that may all stay open, and the date that they lead to."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Background, User
from curriculum.models import Roadmap
from progress.commitments.models import WeeklyCommitment
from progress.plan.models import StudyPlan
from progress.roadmap.models import RoadmapChoice
from tests.second_roadmap import SECOND

ClientOf = Callable[[User], Client]
URL = reverse("progress:start")
ANSWERS = {"background": "refresher", "time_zone": "Europe/Berlin", "hours": "8"}


@pytest.fixture
def dora(db: None) -> User:
    return User.objects.create_user("dora@example.org", "a long enough password", name="Dora")


@pytest.fixture
def client(dora: User, client_of: ClientOf) -> Client:
    return client_of(dora)


def test_it_ends_with_the_date_and_a_plan_for_the_hours(roadmap: None, client: Client, dora: User) -> None:
    answer = client.post(URL, ANSWERS, follow=True)

    dora.refresh_from_db()
    assert (dora.background, dora.time_zone) == (Background.REFRESHER, "Europe/Berlin")
    assert "8\u00a0h a week" in answer.text
    assert StudyPlan.objects.get(learner=dora).minutes_a_day == 96
    assert WeeklyCommitment.objects.get(learner=dora).minutes == 480


def test_every_answer_may_stay_open(roadmap: None, client: Client, dora: User) -> None:
    answer = client.post(URL, {"time_zone": "UTC", "hours": ""})

    assert answer.headers["Location"] == "/"
    assert not StudyPlan.objects.exists()
    assert not WeeklyCommitment.objects.exists()
    dora.refresh_from_db()
    assert not dora.background


def test_it_shows_the_date_of_answers_not_saved_yet(roadmap: None, client: Client) -> None:
    url = reverse("progress:start_finish")
    slow, fast = (
        client.get(url, ANSWERS | {"hours": hours}, headers={"HX-Request": "true"}).text for hours in ("4", "40")
    )

    assert slow != fast
    assert "At 40\u00a0h a week" in fast
    assert not StudyPlan.objects.exists()


def test_saving_again_changes_no_plan_that_the_learner_has(roadmap: None, client: Client, dora: User) -> None:
    client.post(URL, ANSWERS)
    StudyPlan.objects.update(weekdays="67", minutes_a_day=240)
    assert 'value="8.0"' in client.get(URL).text

    client.post(URL, ANSWERS)

    assert StudyPlan.objects.get(learner=dora).weekdays == "67"
    assert WeeklyCommitment.objects.count() == 1


def test_among_several_roadmaps_it_asks_which_one(second_roadmap: Roadmap, client: Client, dora: User) -> None:
    assert f'value="{SECOND}"' in client.get(URL).text

    client.post(URL, ANSWERS | {"roadmap": SECOND})

    assert RoadmapChoice.objects.get(learner=dora).roadmap == second_roadmap


def test_it_goes_on_to_where_they_were_going(roadmap: None, client: Client) -> None:
    answer = client.post(f"{URL}?next=/exercises/matmul/", ANSWERS)
    assert answer.headers["Location"] == "/exercises/matmul/"


def test_without_a_roadmap_it_asks_for_no_hours(client: Client, db: None) -> None:
    page = client.get(URL)
    assert page.status_code == 200
    assert 'name="hours"' not in page.text
    assert client.post(URL, {"time_zone": "UTC"}).status_code == 302
