"""Learners see on the page that their course has got their score."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exercises.models import Submission
from exercises.submissions.achievements import achievements_changed
from lti.launches.models import LtiContext, LtiIdentity
from lti.scores import sending
from lti.scores.models import LtiScoreOutbox, ScoreState
from lti.tests.conftest import Come
from tests.lti import CourseMember, TestPlatform

pytestmark = pytest.mark.usefixtures("roadmap")
PAGE = "/exercises/dropout/"


@pytest.fixture
def member(course: LtiContext, come: Come) -> CourseMember:
    member = come()
    member.open(custom={"descent_target": "exercise:dropout"}, link="seen")
    return member


def scores_on(client: Client) -> list[str]:
    return [score.points for score in client.get(PAGE).context["scores"]]


def test_the_page_says_what_was_sent(
    platform: TestPlatform, member: CourseMember, run: Callable[..., Submission]
) -> None:
    assert scores_on(member.client) == [""]
    row = LtiScoreOutbox.objects.select_related("link__exercise").get()
    run(row.link.exercise, LtiIdentity.objects.get(subject=member.subject).user)
    with transaction.atomic():
        achievements_changed([LtiIdentity.objects.get(subject=member.subject).user_id])
    sending.send_due()
    assert scores_on(member.client) == ["100"]
    assert "100 of 100" in member.client.get(PAGE).text


def test_it_says_that_nobody_took_the_score(member: CourseMember) -> None:
    LtiScoreOutbox.objects.update(state=ScoreState.FAILED, sent_at=timezone.now())
    [score] = member.client.get(PAGE).context["scores"]
    assert score.is_given_up


def test_others_see_nothing_of_it_and_cost_no_query(
    member: CourseMember, ada: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(ada).get(PAGE).context["scores"] == []
