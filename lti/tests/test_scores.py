"""A platform gets each score, once, and never an older one after a newer one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from cohorts.sign_offs.actions import SignOffEvidence, decide_sign_off, request_sign_off, undo_decision
from cohorts.sign_offs.models import SignOffState
from cohorts.sign_offs.queries import sign_off_page
from curriculum.models import Checkpoint, Criterion
from exercises.models import Exercise, Submission, VerdictChoice
from exercises.submissions.achievements import achievements_changed
from lti.launches.models import LtiContext, LtiIdentity
from lti.links.models import LtiLink
from lti.platforms.models import LtiPlatform
from lti.scores import sending
from lti.scores.models import LtiScoreOutbox, ScoreState
from lti.scores.services import Connector, SiteRegistration
from lti.scores.worth import worth_of
from lti.tests.conftest import Come
from tests.lti import TestPlatform

pytestmark = pytest.mark.usefixtures("roadmap")
Run = Callable[..., Submission]
TARGET = {"descent_target": "exercise:dropout"}


@pytest.fixture
def row(course: LtiContext, come: Come) -> LtiScoreOutbox:
    """Ada came through a link to Dropout that nobody has come through before, and hasn't begun."""
    come().open(custom=TARGET, link=f"link-{uuid4().hex[:8]}")
    return LtiScoreOutbox.objects.select_related("identity__user", "link__exercise").get()


@pytest.fixture
def passed(row: LtiScoreOutbox, run: Run) -> LtiScoreOutbox:
    """The same, and she has passed it."""
    run(row.link.exercise, row.identity.user)
    change(row)
    return row


def change(row: LtiScoreOutbox) -> None:
    with transaction.atomic():
        achievements_changed([row.identity.user_id])


def scores_at(platform: TestPlatform, row: LtiScoreOutbox) -> list[float]:
    row.link.refresh_from_db()
    number = row.link.line_item_url.rpartition("/")[2]
    return [score["scoreGiven"] for score in platform.state["history"] if score["line_item"] == number]


def try_again() -> None:
    """The wait is over."""
    LtiScoreOutbox.objects.update(next_at=timezone.now())
    LtiPlatform.objects.update(paused_until=None)
    sending.send_due()


def test_a_pass_is_worth_all_points(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    sending.send_due()
    assert scores_at(platform, passed) == [100]
    passed.refresh_from_db()
    assert (passed.state, passed.given, passed.problem) == (ScoreState.IDLE, 1.0, "")


def test_a_verdict_queues_the_score_in_its_transaction(row: LtiScoreOutbox) -> None:
    """If it is rolled back, nothing is queued."""
    sending.send_due()
    with transaction.atomic():
        achievements_changed([row.identity.user_id])
        transaction.set_rollback(True)
    assert LtiScoreOutbox.objects.get().state == ScoreState.IDLE
    change(row)
    assert LtiScoreOutbox.objects.get().state == ScoreState.DUE


def test_nobody_gets_a_zero_for_looking(platform: TestPlatform, row: LtiScoreOutbox) -> None:
    sending.send_due()
    row.refresh_from_db()
    assert row.state == ScoreState.IDLE
    assert row.sent_at is None


def test_a_pass_that_no_longer_counts_is_taken_back(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    sending.send_due()
    Submission.objects.update(verdict=VerdictChoice.FAILED)
    change(passed)
    sending.send_due()
    assert scores_at(platform, passed) == [100, 0]


def test_many_changes_are_one_request(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    for _ in range(5):
        change(passed)
    sending.send_due()
    change(passed)
    sending.send_due()
    assert scores_at(platform, passed) == [100]


def test_the_line_item_is_made_once(platform: TestPlatform, passed: LtiScoreOutbox, come: Come, run: Run) -> None:
    for name in ("one", "two", "three"):
        come(name).open(custom=TARGET, link=passed.link.link_id)
        run(passed.link.exercise, LtiIdentity.objects.get(subject=name).user)
    LtiScoreOutbox.objects.update(state=ScoreState.DUE, next_at=timezone.now())
    sending.send_due()
    items = [item for item in platform.state["line_items"].values() if item["resourceLinkId"] == passed.link.link_id]
    assert len(items) == 1
    assert len(scores_at(platform, passed)) == 4


@pytest.mark.parametrize("fault", ["500", "429", "lost"])
def test_what_goes_wrong_is_tried_again(platform: TestPlatform, passed: LtiScoreOutbox, fault: str) -> None:
    platform.go_wrong(1, fault)
    sending.send_due()
    passed.refresh_from_db()
    assert passed.state == ScoreState.DUE
    assert passed.problem
    assert passed.next_at > timezone.now()
    platform.go_wrong(0)
    try_again()
    passed.refresh_from_db()
    assert (passed.state, passed.given, passed.problem) == (ScoreState.IDLE, 1.0, "")
    number = LtiLink.objects.get(pk=passed.link_id).line_item_url.rpartition("/")[2]
    stored = platform.state["scores"][number]["ada-there"]
    assert stored["scoreGiven"] == 100


def test_an_answer_that_got_lost_changes_nothing_twice(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    """The platform has stored it. The second request has the same timestamp, so it isn't newer."""
    platform.go_wrong(1, "lost")
    sending.send_due()
    platform.go_wrong(0)
    try_again()
    number = LtiLink.objects.get(pk=passed.link_id).line_item_url.rpartition("/")[2]
    history = [score for score in platform.state["history"] if score["line_item"] == number]
    assert [score["is_newer"] for score in history] == [True, False]


def test_a_score_that_got_lost_is_taken_back_even_if_the_last_known_one_was_right(
    platform: TestPlatform, passed: LtiScoreOutbox
) -> None:
    """We know of 0, the platform has 100 without our knowing, and 0 is true again."""
    platform.go_wrong(1, "lost")
    sending.send_due()
    Submission.objects.update(verdict=VerdictChoice.FAILED)
    change(passed)
    platform.go_wrong(0)
    try_again()
    assert scores_at(platform, passed) == [100, 0]


def test_a_late_retry_sends_what_is_true_now(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    platform.go_wrong(1, "500")
    sending.send_due()
    Submission.objects.update(verdict=VerdictChoice.FAILED)
    change(passed)
    platform.go_wrong(0)
    try_again()
    assert scores_at(platform, passed) == [0]


def test_a_slow_worker_does_not_hide_a_change(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    """The change comes while the request is on its way."""
    message = sending._claim(passed.pk)
    assert message
    change(passed)
    sending._record(message, sending._send(message))
    passed.refresh_from_db()
    assert passed.state == ScoreState.DUE


def test_it_waits_as_long_as_the_platform_asks(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    platform.go_wrong(1, "429")
    sending.send_due()
    until = LtiPlatform.objects.get().paused_until
    assert until
    assert until > timezone.now() - timedelta(seconds=30)
    LtiPlatform.objects.update(paused_until=timezone.now() + timedelta(hours=1))
    change(passed)
    platform.go_wrong(0)
    sending.send_due()
    passed.refresh_from_db()
    assert passed.state == ScoreState.DUE


def test_it_gives_up_after_three_days_and_says_so(
    platform: TestPlatform, passed: LtiScoreOutbox, client_of: Any, grace: Any
) -> None:
    platform.go_wrong(1, "500")
    LtiScoreOutbox.objects.update(due_since=timezone.now() - LtiScoreOutbox.GIVE_UP_AFTER)
    sending.send_due()
    passed.refresh_from_db()
    assert passed.state == ScoreState.FAILED
    admin = client_of(grace)
    page = f"/lti/platforms/{LtiPlatform.objects.get().uid}/"
    assert passed.problem in admin.get(page).text
    platform.go_wrong(0)
    admin.post(f"{page}scores/")
    sending.send_due()
    assert scores_at(platform, passed) == [100]


def test_a_closed_platform_gets_none(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    LtiPlatform.objects.update(closed_at=timezone.now())
    sending.send_due()
    passed.refresh_from_db()
    assert passed.sent_at is None


def test_a_line_item_that_was_deleted_is_made_again(platform: TestPlatform, passed: LtiScoreOutbox) -> None:
    LtiLink.objects.update(line_item_url=f"{platform.address}/lineitems/99999")
    sending.send_due()
    try_again()
    assert scores_at(platform, passed) == [100]


def test_each_client_of_an_issuer_has_tokens_of_its_own(registered: LtiPlatform) -> None:
    """Hosted platforms give all their schools one issuer."""
    keys = set()
    for client in ("one", "two"):
        registered.client_id = client
        keys.add(Connector(SiteRegistration(registered))._scope_key(["a", "b"]))
    assert len(keys) == 2


def test_a_checkpoint_is_worth_what_is_proven_or_signed_off(
    course: LtiContext, come: Come, run: Run, platform: TestPlatform
) -> None:
    come().open(custom={"descent_target": "checkpoint:phase-4-checkpoint"}, link="gate")
    link = LtiLink.objects.get(link_id="gate")
    learner = LtiIdentity.objects.get(subject="ada-there").user
    mentor = LtiIdentity.objects.get(subject="emmy-there").user
    criteria = list(Checkpoint.objects.get(uid="phase-4-checkpoint").criteria.filter(retired=False))
    assert worth_of(link, learner) == 0
    provable = next(row for row in criteria if row.exercises.exists())
    exercise = Exercise.objects.counting().filter(criteria=provable).first()
    assert exercise
    run(exercise, learner)
    after_pass = worth_of(link, learner)
    assert after_pass > 0
    criterion = Criterion.objects.get(uid="phase-4.explain-attention")
    sign_off = request_sign_off(
        person=learner, criterion=criterion, cohort=course.cohort, evidence=SignOffEvidence(text="x"), uid=uuid4()
    )
    assert worth_of(link, learner) == after_pass
    LtiScoreOutbox.objects.update(state=ScoreState.IDLE)
    base = sign_off_page(sign_off, mentor).version
    _, token = decide_sign_off(person=mentor, sign_off=sign_off, outcome=SignOffState.APPROVED, text="", base=base)
    assert worth_of(link, learner) * len(criteria) == after_pass * len(criteria) + 1
    assert LtiScoreOutbox.objects.get().state == ScoreState.DUE
    undo_decision(person=mentor, undo_token=token)
    assert worth_of(link, learner) == after_pass
