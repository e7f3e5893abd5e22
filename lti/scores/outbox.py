"""Rows that say whose scores changed. They are written in the transaction of the change, so none is ever lost."""

from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from exercises.submissions.achievements import when_achievements_change
from lib.task_queue import enqueue
from lti.launches.models import LtiIdentity
from lti.links.models import LtiLink
from lti.platforms.models import LtiPlatform
from lti.scores.models import LtiScoreOutbox, ScoreState

SEND_TASK = "lti.send_scores"


def connect_achievements() -> None:
    """Called once, when the app is ready."""
    when_achievements_change(scores_changed)


def scores_changed(learners: Collection[int]) -> None:
    """Queue the scores of these people for the links through which they came. Call it in a transaction."""
    rows = LtiScoreOutbox.objects.filter(identity__user__in=learners, link__may_score=True)
    # In one order, so that two transactions about one person never wait for each other.
    keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if keys:
        _make_due(keys)


@transaction.atomic
def expect_score(identity: LtiIdentity, link: LtiLink) -> None:
    """From now on, the platform gets this person's score for the link. What they have shown before counts too."""
    row, is_new = LtiScoreOutbox.objects.get_or_create(identity=identity, link=link)
    if is_new:
        _make_due([row.pk])


@transaction.atomic
def retry_failed(platform: LtiPlatform) -> int:
    """Send again what was given up. Return how many."""
    rows = LtiScoreOutbox.objects.failed().filter(identity__platform=platform)
    keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if keys:
        _make_due(keys)
    return len(keys)


def _make_due(keys: Collection[int]) -> None:
    now = timezone.now()
    LtiScoreOutbox.objects.filter(pk__in=keys).update(
        state=ScoreState.DUE, version=F("version") + 1, changed_at=now, next_at=now, due_since=now, tries=0
    )
    transaction.on_commit(partial(enqueue, SEND_TASK))
