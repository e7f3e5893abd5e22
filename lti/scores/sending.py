"""Send scores to platforms: many at once, again after a failure, and never one that is older than what was sent.

A single task sends for everybody, and starts nothing after BATCH_SECONDS. Each score has a thread while it is sent, and
no platform has more than MAX_OF_PLATFORM, so one that doesn't answer leaves room for the others.
"""

import random
from collections import Counter
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from time import monotonic

import structlog
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pylti1p3.assignments_grades import AssignmentsGradesService, TAssignmentsGradersData
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from lib.task_queue import enqueue
from lti.launches.messages import SCOPE
from lti.links.models import LtiLink
from lti.platforms.addresses import refusal_of
from lti.platforms.models import LtiPlatform
from lti.scores.models import LtiScoreOutbox, LtiScoreOutboxQuerySet, ScoreState
from lti.scores.outbox import SEND_TASK
from lti.scores.points import POINTS, points_of
from lti.scores.services import Connector, SiteRegistration
from lti.scores.worth import worth_of

log = structlog.get_logger(__name__)

MAX_AT_ONCE = 32
MAX_OF_PLATFORM = 16
BATCH_SECONDS = 20  # with the last score's requests, it's over before the task's limit and the lock's end
LOOK_EVERY_S = 0.5
LOCK, LOCK_SECONDS = "lti.sending", 60
FIRST_WAIT, WAIT_FACTOR, LONGEST_WAIT, JITTER = timedelta(minutes=1), 3, timedelta(hours=6), 0.25
LONGEST_PAUSE_S = 3600  # that a platform may ask for with Retry-After
TAG = "descent"
STEP = timedelta(milliseconds=1)
NO_ANSWER = "The platform didn’t answer in time, or not as it should."
REFUSES = "The platform answered with status {}."
NOT_UNDERSTOOD = "We couldn’t read the platform’s answer."


@dataclass(frozen=True, kw_only=True)
class ScoreMessage:
    """What is sent, in plain values: the thread that sends it asks the database nothing."""

    row: int
    version: int
    platform: LtiPlatform
    registration: SiteRegistration
    link: LtiLink
    subject: str
    share: float
    stamp: datetime


@dataclass(frozen=True, kw_only=True)
class ScoreAnswer:
    problem: str = ""
    """A sentence; empty if the platform has the score."""
    line_item_url: str | None = None
    """The address of the line item, where we have just found out or lost it."""
    pause_s: int = 0
    """How long the platform wants to be left alone."""


def send_due() -> None:
    """Send what is due, unless another process is sending."""
    if not cache.add(LOCK, 1, LOCK_SECONDS):
        return
    try:
        _send_until(monotonic() + BATCH_SECONDS)
    finally:
        cache.delete(LOCK)
    if _sendable().exists():  # the time is up, or a change came after the last look
        enqueue(SEND_TASK)


def _send_until(stop_at: float) -> None:
    in_flight: dict[Future[ScoreAnswer], ScoreMessage] = {}
    with ThreadPoolExecutor(MAX_AT_ONCE) as pool:
        while True:
            if monotonic() < stop_at:
                for key in _next_rows(in_flight.values()):
                    if message := _claim(key):
                        in_flight[pool.submit(_send, message)] = message
            if not in_flight:
                return
            for future in wait(in_flight, LOOK_EVERY_S, FIRST_COMPLETED).done:
                _record(in_flight.pop(future), future.result())


def _sendable() -> LtiScoreOutboxQuerySet:
    now = timezone.now()
    is_wanted = Q(identity__platform__paused_until=None) | Q(identity__platform__paused_until__lte=now)
    return LtiScoreOutbox.objects.to_send().filter(is_wanted)


def _next_rows(in_flight: Collection[ScoreMessage]) -> list[int]:
    """The scores that have waited longest, as many as there are threads for.

    While a link's line item isn't known, one score at a time looks for it, or two would make two.
    """
    of_platform = Counter(message.platform.pk for message in in_flight)
    seeking = {message.link.pk for message in in_flight if not message.link.line_item_url}
    room = MAX_AT_ONCE - len(in_flight)
    if room <= 0:
        return []
    busy = [pk for pk, count in of_platform.items() if count >= MAX_OF_PLATFORM]
    rows = _sendable().exclude(pk__in=[message.row for message in in_flight]).exclude(identity__platform__in=busy)
    columns = ("pk", "identity__platform", "link", "link__line_item_url")
    keys: list[int] = []
    for pk, platform, link, line_item_url in rows.order_by("next_at", "pk").values_list(*columns)[: 8 * room]:
        if of_platform[platform] >= MAX_OF_PLATFORM or link in seeking or len(keys) >= room:
            continue
        if not line_item_url:
            seeking.add(link)
        of_platform[platform] += 1
        keys.append(pk)
    return keys


@transaction.atomic
def _claim(key: int) -> ScoreMessage | None:
    """Count the attempt, set the time of the next one, and compute the score. None: there is nothing to send.

    The score is computed after the version was read, so it has at least the changes that the version counts.
    """
    row = LtiScoreOutbox.objects.select_for_update().filter(pk=key, state=ScoreState.DUE).first()
    if row is None:
        return None
    related = LtiScoreOutbox.objects.select_related(
        "identity__user", "identity__platform", "link__context__cohort", "link__checkpoint"
    )
    full = related.get(pk=key)
    share = float(worth_of(full.link, full.identity.user))
    if not row.is_unconfirmed and share == (row.given or 0):  # nobody has to know that somebody hasn't begun
        LtiScoreOutbox.objects.filter(pk=key).update(state=ScoreState.IDLE, problem="")
        return None
    if row.stamped_version != row.version or row.stamp is None:
        row.stamp = max(row.changed_at, row.stamp + STEP) if row.stamp else row.changed_at
        row.stamped_version = row.version
    pause = min(FIRST_WAIT * WAIT_FACTOR ** min(row.tries, 9), LONGEST_WAIT)
    row.next_at = timezone.now() + pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret
    row.tries, row.is_unconfirmed = min(row.tries + 1, 1000), True
    row.save(update_fields=["stamp", "stamped_version", "next_at", "tries", "is_unconfirmed"])
    platform = full.identity.platform
    return ScoreMessage(
        row=key, version=row.version, platform=platform, registration=SiteRegistration(platform), link=full.link,
        subject=full.identity.subject, share=share, stamp=row.stamp,
    )  # fmt: skip


def _send(message: ScoreMessage) -> ScoreAnswer:
    """Runs in a thread."""
    link = message.link
    wanted = [f"{SCOPE}score", *([f"{SCOPE}lineitem"] if link.may_create else [])]
    connector = Connector(message.registration)
    service_data: TAssignmentsGradersData = {"scope": wanted, "lineitems": link.line_items_url}  # type: ignore[typeddict-item]  # of a known scope
    service = AssignmentsGradesService(connector, service_data)
    found = None
    try:
        url = link.line_item_url
        if not url:
            url = found = _find_line_item(service, link)
        line_item = LineItem()
        line_item.set_id(url)
        service.put_grade(_grade(message), line_item)
    except LtiServiceException as error:
        status = error.response.status_code
        if status == HTTPStatus.CONFLICT:  # it has this score, or a newer one
            return ScoreAnswer(line_item_url=found)
        if status == HTTPStatus.UNAUTHORIZED:
            connector.forget_token(wanted)
        is_gone = status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE) and bool(link.line_items_url and link.may_create)
        pause_s = _pause(error.response.headers.get("Retry-After", ""), status)
        return ScoreAnswer(problem=REFUSES.format(status), line_item_url="" if is_gone else found, pause_s=pause_s)
    except (LtiException, AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        log.info("lti.score_not_understood", row=message.row, error=repr(error)[:400])
        return ScoreAnswer(problem=NOT_UNDERSTOOD, line_item_url=found)
    except Exception as error:  # one platform's answer must not end the round of all
        log.info("lti.score_no_answer", row=message.row, error=repr(error)[:400])
        return ScoreAnswer(problem=NO_ANSWER, line_item_url=found)
    return ScoreAnswer(line_item_url=found)


def _find_line_item(service: AssignmentsGradesService, link: LtiLink) -> str:
    """The address of the link's line item, which we make if there is none."""
    line_item = LineItem()
    line_item.set_resource_link_id(link.link_id).set_tag(TAG).set_score_maximum(POINTS)
    line_item.set_label(str(link) or "Descent")
    url = service.find_or_create_lineitem(line_item, find_by="resource_link_id").get_id()
    if not url or refusal_of(url):
        raise LtiException("its line item has no usable address")
    return url


def _grade(message: ScoreMessage) -> Grade:
    grade = Grade()
    grade.set_user_id(message.subject).set_score_given(points_of(message.share)).set_score_maximum(POINTS)
    grade.set_timestamp(message.stamp.isoformat(timespec="milliseconds"))
    grade.set_activity_progress("Completed" if message.share == 1 else "InProgress")
    return grade.set_grading_progress("FullyGraded")


def _pause(retry_after: str, status: int) -> int:
    """Seconds. Dates, which the header may have too, count as a minute."""
    if status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE) or not retry_after:
        return 0
    return min(int(retry_after), LONGEST_PAUSE_S) if retry_after.isascii() and retry_after.isdecimal() else 60


@transaction.atomic
def _record(message: ScoreMessage, answer: ScoreAnswer) -> None:
    now = timezone.now()
    if answer.line_item_url is not None:
        LtiLink.objects.filter(pk=message.link.pk).update(line_item_url=answer.line_item_url)
    rows = LtiScoreOutbox.objects.filter(pk=message.row, stamp=message.stamp)  # otherwise somebody has sent a newer one
    same = rows.filter(version=message.version, state=ScoreState.DUE)
    if not answer.problem:
        rows.update(given=message.share, is_unconfirmed=False, sent_at=now, problem="")
        same.update(state=ScoreState.IDLE)
        return
    log.info("lti.score_failed", row=message.row, problem=answer.problem)
    same.update(problem=answer.problem)
    same.filter(due_since__lte=now - LtiScoreOutbox.GIVE_UP_AFTER).update(state=ScoreState.FAILED)
    if answer.pause_s:
        until = now + timedelta(seconds=answer.pause_s)
        LtiPlatform.objects.filter(pk=message.platform.pk).update(paused_until=until)
        same.update(next_at=until)
