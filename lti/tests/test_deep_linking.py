"""A teacher picks an exercise, a checkpoint or a roadmap in their platform, and a learner comes through the link."""

from typing import Any

import pytest
import requests
from django.test import Client

from lti.launches.models import LtiContext
from lti.links.models import LtiLink
from lti.scores.points import POINTS
from lti.tests.conftest import Come
from lti.tests.picking import pick
from tests.lti import INSTRUCTOR, CourseMember

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def teacher(come: Come) -> CourseMember:
    return come("emmy-there", roles=(INSTRUCTOR,))


def picker(teacher: CourseMember) -> tuple[str, Any]:
    address = teacher.launch(chooses=True)["Location"]
    return address, Client().get(address)


def test_the_picker_needs_no_account_and_no_cookie(teacher: CourseMember) -> None:
    address, page = picker(teacher)
    assert page.status_code == 200
    assert not page.cookies
    assert f"frame-ancestors {teacher.platform.address}" in page["Content-Security-Policy"]
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert Client().get(address, {"q": "no such title"}).context["targets"] == []


@pytest.mark.parametrize(
    ("target", "has_score"),
    [("exercise:dropout", True), ("checkpoint:phase-3-checkpoint", True), ("roadmap:linear-algebra-to-llms", False)],
)
def test_the_platform_gets_the_link_and_its_column(
    teacher: CourseMember, come: Come, target: str, has_score: bool
) -> None:
    item = pick(teacher, target)
    assert item["custom"] == {"descent_target": target}
    assert item["window"] == {"targetName": "_blank"}
    assert ("lineItem" in item) == has_score
    if has_score:
        assert item["lineItem"]["scoreMaximum"] == POINTS
    come().open(custom=item["custom"], link=target)
    link = LtiLink.objects.get(link_id=target)
    assert [bool(link.roadmap), bool(link.checkpoint), bool(link.exercise)].count(True) == 1
    assert link.is_scored == has_score


def test_only_its_last_page_may_send_to_the_platform(teacher: CourseMember) -> None:
    address, _ = picker(teacher)
    page = Client().post(address, {"target": "exercise:dropout"})
    assert f"form-action {teacher.platform.address}" in page["Content-Security-Policy"]
    assert "script" not in page.text.partition("<body>")[2]


def test_a_learner_adds_nothing(come: Come) -> None:
    page = come().open(chooses=True)
    assert page.status_code == 403


def test_an_address_without_its_secret_chooses_nothing(teacher: CourseMember) -> None:
    address, _ = picker(teacher)
    assert Client().get(f"{address[:-6]}/").status_code == 410
    assert Client().post("/lti/choose/a.b/", {"target": "exercise:dropout"}).status_code == 410


def test_something_that_is_gone_leaves_the_picker_open(teacher: CourseMember) -> None:
    address, _ = picker(teacher)
    page = Client().post(address, {"target": "exercise:nothing"})
    assert page.status_code == 200
    assert page.context["problem"]


def test_a_learner_arrives_at_the_exercise(course: LtiContext, teacher: CourseMember, come: Come) -> None:
    item = pick(teacher, "exercise:dropout")
    page = come().open(custom=item["custom"])
    assert page.wsgi_request.path == "/exercises/dropout/"


def test_a_copied_answer_is_of_no_use_elsewhere(teacher: CourseMember) -> None:
    """It is signed for this platform."""
    address, _ = picker(teacher)
    page = Client().post(address, {"target": "exercise:dropout"})
    answer = requests.post(page.context["url"], {"JWT": page.context["jwt"][:-8] + "AAAAAAAA"}, timeout=60)
    assert not answer.ok
