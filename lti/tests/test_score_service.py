"""A course of 200 and its 1,000 scores, with a real worker and a platform of which one answer in ten goes wrong."""

import sys
import time
from collections import Counter, defaultdict
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from exercises.models import Exercise, Submission, VerdictChoice
from exercises.submissions.achievements import achievements_changed
from lib.task_queue import enqueue
from lti.launches.models import LtiContext, LtiIdentity
from lti.links.models import LtiLink
from lti.platforms.models import LtiPlatform
from lti.scores.models import LtiScoreOutbox, ScoreState
from lti.scores.outbox import SEND_TASK, expect_score
from lti.tests.conftest import Come
from tests.lti import TestPlatform
from tests.patience import PATIENCE_S, comes_true
from tests.roadmap_rows import insert_roadmap

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
LEARNERS, LINKS, OVERTURNED = 200, 5, 20
FAULTS = ("500", "429", "late", "lost")


def hurry() -> None:
    """The waits between tries are over."""
    LtiPlatform.objects.update(paused_until=None)
    LtiScoreOutbox.objects.filter(state=ScoreState.DUE).exclude(problem="").update(next_at=timezone.now())
    enqueue(SEND_TASK)


def is_done() -> bool:
    waiting = LtiScoreOutbox.objects.exclude(state=ScoreState.IDLE)
    if not waiting.exists():
        return True
    hurry()
    time.sleep(0.2)  # beat ticks once a minute; here it is us
    return False


def test_no_score_is_lost_doubled_or_lowered(
    platform: TestPlatform, come: Come, course: LtiContext, web_worker: None, settings: Settings
) -> None:
    insert_roadmap()
    exercises = list(Exercise.objects.counting().order_by("pk")[:LINKS])
    target = {"descent_target": f"exercise:{exercises[0].slug}"}
    began = time.monotonic()
    for number in range(LEARNERS):
        answer = come(f"learner-{number}").open(custom=target, link="many-0")
        assert answer.status_code == 200
    launches_s = time.monotonic() - began
    identities = list(LtiIdentity.objects.filter(subject__startswith="learner-").order_by("pk"))
    assert len(identities) == LEARNERS
    links = _links(course, exercises)
    platform.go_wrong(0.1, *FAULTS)
    began = time.monotonic()
    for identity in identities:
        with transaction.atomic():
            for link, exercise in zip(links, exercises, strict=True):
                expect_score(identity, link)
                _pass(exercise, identity)
            achievements_changed([identity.user_id])
    assert LtiScoreOutbox.objects.filter(link__in=links).count() == LEARNERS * LINKS
    # Some passes are overturned while their scores are on their way.
    overturned = [identity.subject for identity in identities[:OVERTURNED]]
    for identity in identities[:OVERTURNED]:
        with transaction.atomic():
            Submission.objects.filter(learner=identity.user_id).update(verdict=VerdictChoice.FAILED)
            achievements_changed([identity.user_id])
    assert comes_true(is_done, 8 * PATIENCE_S)
    _check(platform.state, links, identities, overturned)
    _report(platform.state, launches_s, time.monotonic() - began)


def _links(course: LtiContext, exercises: list[Exercise]) -> list[LtiLink]:
    first = LtiLink.objects.get(link_id="many-0")
    others = [
        LtiLink(
            context=course, link_id=f"many-{number}", exercise=exercise, line_items_url=first.line_items_url,
            may_create=True, may_score=True,
        )
        for number, exercise in enumerate(exercises)
        if number
    ]  # fmt: skip
    return [first, *LtiLink.objects.bulk_create(others)]


def _pass(exercise: Exercise, identity: LtiIdentity) -> None:
    Submission.objects.create(
        exercise=exercise, learner_id=identity.user_id, mode="submit", state="done", verdict="passed",
        source="x", graded_at=timezone.now(), digest="0" * 16,
    )  # fmt: skip


def _check(state: dict[str, Any], links: list[LtiLink], identities: list[LtiIdentity], overturned: list[str]) -> None:
    """Each column is there once, and each person has their true score in it."""
    columns = Counter(item["resourceLinkId"] for item in state["line_items"].values())
    numbers = {item["resourceLinkId"]: number for number, item in state["line_items"].items()}
    accepted: dict[tuple[str, str], list[float]] = defaultdict(list)
    for score in state["history"]:
        if score["is_newer"]:
            accepted[score["line_item"], score["userId"]].append(score["scoreGiven"])
    for link in links:
        assert columns[link.link_id] == 1
        for identity in identities:
            values = accepted[numbers[link.link_id], identity.subject]
            if identity.subject in overturned:
                assert values in ([], [100], [100, 0], [0])
                assert not values or values[-1] == 0
            else:
                assert values == [100]


def _report(state: dict[str, Any], launches_s: float, scores_s: float) -> None:
    count, faults = LEARNERS * LINKS, state["faults"]
    sys.stdout.write(
        f"{LEARNERS} launches in {launches_s:.1f} s; {count} scores in {scores_s:.1f} s with {sum(faults.values())} "
        f"requests, {faults}, {state['tokens']} tokens\n"
    )
