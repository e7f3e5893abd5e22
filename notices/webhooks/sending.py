"""Send messages to webhooks: many at once, each webhook's one after the other, again after a failure.

A single task sends for everybody, and starts nothing after BATCH_SECONDS. So servers that don't answer never occupy
more than one process of a worker. Each message has a thread while it is sent. Webhooks that didn't accept their last
message share half of the threads, so that there is always one for a server that answers.
"""

import random
import socket
import ssl
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from lib.public_http import PrivateAddressError, ask
from lib.task_queue import enqueue
from notices.actions import notify
from notices.models import NoticeKind
from notices.webhooks.addresses import NOT_FOUND, policy_of, refusal_of
from notices.webhooks.events import SEND_TASK
from notices.webhooks.models import DeliveryState, Webhook, WebhookDelivery
from notices.webhooks.signatures import signed_headers

log = structlog.get_logger(__name__)

SECONDS = 10
MAX_AT_ONCE = 32
MAX_UNPROVEN_AT_ONCE = 16
BATCH_SECONDS = 30  # with the last messages' SECONDS, it's over before the task's limit and the lock's end
LOOK_EVERY_S = 0.5  # for new messages while others are being sent
LOCK, LOCK_SECONDS = "webhooks.sending", 60
MAX_TRIES = 8
FIRST_WAIT, WAIT_FACTOR, JITTER = timedelta(minutes=1), 3, 0.25  # the last try comes 18 hours after the first
SWITCH_OFF_AFTER = timedelta(days=3)
SWITCHED_OFF = "We switched off your webhook at {}: it has accepted nothing for {} days."
SWITCHED_OFF_GONE = "We switched off your webhook at {}: it says that it’s gone for good (status 410)."
REDIRECTS = "It redirects. Add the address that it leads to."
NO_ANSWER = f"It didn’t answer within {SECONDS} s."
BAD_CERTIFICATE = "We couldn’t make a secure connection. Check its certificate."
NO_CONNECTION = "We couldn’t connect."
NO_NAME_SERVER = "The name server of its host didn’t answer."
REFUSES = "It answered with status {}."


@dataclass(frozen=True)
class Attempt:
    status: int | None
    problem: str
    """A sentence; empty if it was accepted."""


def send_due() -> None:
    """Send what is due, unless another process is sending."""
    if not cache.add(LOCK, 1, LOCK_SECONDS):
        return
    try:
        _send_until(monotonic() + BATCH_SECONDS)
    finally:
        cache.delete(LOCK)
    if WebhookDelivery.objects.to_send().exists():  # the time is up, or a message came after the last look
        enqueue(SEND_TASK)


def _send_until(stop_at: float) -> None:
    """Send what is due, and record each result as it comes. Start no more after ``stop_at``."""
    in_flight: dict[Future[Attempt], WebhookDelivery] = {}
    with ThreadPoolExecutor(MAX_AT_ONCE) as pool:
        while True:
            if monotonic() < stop_at:
                for delivery in filter(_claim, _next_deliveries(in_flight.values())):
                    in_flight[pool.submit(_send, delivery)] = delivery
            if not in_flight:
                return
            for future in wait(in_flight, LOOK_EVERY_S, FIRST_COMPLETED).done:
                _record(in_flight.pop(future), future.result())


def _next_deliveries(in_flight: Collection[WebhookDelivery]) -> list[WebhookDelivery]:
    """The oldest message of each webhook that isn't being sent to, as many as there are threads for.

    Those of webhooks that work come first. Of the others, one that was just tried comes last.
    """
    waiting_deliveries = WebhookDelivery.objects.to_send().filter(webhook=OuterRef("pk")).order_by("next_at", "pk")
    webhooks = Webhook.objects.switched_on().exclude(pk__in=[delivery.webhook_id for delivery in in_flight])
    candidates = webhooks.annotate(
        since=Subquery(waiting_deliveries.values("next_at")[:1]), oldest=Subquery(waiting_deliveries.values("pk")[:1])
    ).exclude(oldest=None)
    unproven_count = sum(not delivery.webhook.is_working for delivery in in_flight)
    keys = _oldest(candidates.working().order_by("since"), MAX_AT_ONCE - len(in_flight))
    limit = min(MAX_AT_ONCE - len(in_flight) - len(keys), MAX_UNPROVEN_AT_ONCE - unproven_count)
    keys += _oldest(candidates.not_working().order_by(F("tried_at").asc(nulls_first=True), "since"), limit)
    return list(WebhookDelivery.objects.filter(pk__in=keys).select_related("webhook__person"))


def _oldest(webhooks: "QuerySet[Any]", limit: int) -> list[int]:
    return list(webhooks.values_list("oldest", flat=True)[: max(0, limit)])


def _claim(delivery: WebhookDelivery) -> bool:
    """Count the attempt and set the time of the next one, so that a message is never lost and seldom sent twice."""
    wait = FIRST_WAIT * WAIT_FACTOR**delivery.tries * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret
    claim = WebhookDelivery.objects.filter(pk=delivery.pk, state=delivery.state, tries=delivery.tries)
    delivery.tries, delivery.next_at = delivery.tries + 1, timezone.now() + wait
    return bool(claim.update(tries=delivery.tries, next_at=delivery.next_at))


def _send(delivery: WebhookDelivery) -> Attempt:
    """Runs in a thread, so it asks the database nothing."""
    url = delivery.webhook.url
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Descent (webhooks)",
        "Connection": "close",
        **signed_headers(delivery, timezone.now()),
    }
    body, policy = delivery.body.encode(), policy_of(urlsplit(url))
    try:
        reply = ask("POST", url, seconds=SECONDS, policy=policy, headers=headers, body=body)
    except PrivateAddressError:
        return Attempt(None, refusal_of(policy))
    except TimeoutError:
        return Attempt(None, NO_ANSWER)
    except ssl.SSLError:
        return Attempt(None, BAD_CERTIFICATE)
    except socket.gaierror as error:
        return Attempt(None, NO_NAME_SERVER if error.errno == socket.EAI_AGAIN else NOT_FOUND)
    except Exception as error:  # one server's answer must not end the round of all
        log.info("webhook.no_answer", delivery=str(delivery.uid), error=repr(error))
        return Attempt(None, NO_CONNECTION)
    if 200 <= reply.status < 300:
        return Attempt(reply.status, "")
    return Attempt(reply.status, REDIRECTS if reply.location else REFUSES.format(reply.status))


@transaction.atomic
def _record(delivery: WebhookDelivery, attempt: Attempt) -> None:
    state = DeliveryState.DELIVERED
    is_last = delivery.tries >= MAX_TRIES or attempt.status == HTTPStatus.GONE
    if attempt.problem:
        state = DeliveryState.FAILED if is_last else DeliveryState.WAITING
    claim = WebhookDelivery.objects.filter(pk=delivery.pk, tries=delivery.tries)  # otherwise it has started again
    claim.update(state=state, status=attempt.status, problem=attempt.problem)
    webhook, now = Webhook.objects.filter(pk=delivery.webhook_id), timezone.now()
    if not attempt.problem:
        webhook.update(tried_at=now, problem="", failing_since=None)
        return
    log.info("webhook.failed", delivery=str(delivery.uid), tries=delivery.tries, problem=attempt.problem)
    webhook.update(tried_at=now, problem=attempt.problem, failing_since=Coalesce("failing_since", Value(now)))
    # Its other messages wait as long, so that one server gets few requests while it fails.
    waiting = delivery.webhook.deliveries.filter(state=DeliveryState.WAITING)
    waiting.filter(next_at__lt=delivery.next_at).update(next_at=delivery.next_at)
    if is_last:
        _maybe_switch_off(delivery.webhook, attempt)


def _maybe_switch_off(webhook: Webhook, attempt: Attempt) -> None:
    """Switch it off at once if it answers that it's gone, otherwise after days of failures. Notify its owner."""
    now, is_gone = timezone.now(), attempt.status == HTTPStatus.GONE
    rows = Webhook.objects.filter(pk=webhook.pk, switched_off_at=None)
    failing = rows if is_gone else rows.filter(failing_since__lte=now - SWITCH_OFF_AFTER)
    if not failing.update(switched_off_at=now):
        return
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.FAILED)
    notify(
        person=webhook.person,
        kind=NoticeKind.WEBHOOK,
        key=f"{webhook.uid}.{now:%Y%m%d%H%M%S}",
        sentence=(SWITCHED_OFF_GONE if is_gone else SWITCHED_OFF).format(webhook.host[:80], SWITCH_OFF_AFTER.days),
        link=reverse("notices:webhooks"),
    )
