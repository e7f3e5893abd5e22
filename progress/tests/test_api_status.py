"""The status by REST: how far somebody is, what is next, and the last submissions."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from exercises.models import Exercise, Submission
from progress.home.api import NO_ROADMAP
from progress.hours.models import StudyEntry

ClientOf = Callable[[User], Client]
URL = "/api/v1/status/"


def test_it_says_how_far_somebody_is(
    roadmap: None, ada: User, carl: User, api_of: ClientOf, run: Callable[..., Submission]
) -> None:
    before = api_of(ada).get(URL).json()
    first = Exercise.objects.get(slug=before["exercise"]["slug"])
    runs = [run(first, ada, "failed"), *(run(first, ada) for _ in range(6))]
    run(first, carl)
    StudyEntry.objects.create(learner=ada, minutes=90, kind="reading", day=ada.today, time_zone=ada.time_zone)
    after = api_of(ada).get(URL).json()
    assert (before["exercises_passed"], after["exercises_passed"]) == (0, 1)
    assert [row["uid"] for row in after["submissions"]] == [str(run_row.uid) for run_row in runs[:1:-1]]
    assert "source" not in after["submissions"][0]
    assert after["exercise"] != before["exercise"]
    assert "1.5\N{NO-BREAK SPACE}h" in after["week"]
    assert 0 <= after["topics_done"] <= after["topics"]


@pytest.mark.usefixtures("db")
def test_a_site_without_a_roadmap_says_so(ada: User, api_of: ClientOf) -> None:
    answer = api_of(ada).get(URL)
    assert (answer.status_code, answer.json()["detail"]) == (404, NO_ROADMAP)
