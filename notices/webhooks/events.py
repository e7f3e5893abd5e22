"""Queue messages about what happened. They are stored in the transaction of what happened, and sent after it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from lib.task_queue import enqueue
from notices.webhooks.models import Webhook, WebhookDelivery, WebhookEvent

SEND_TASK = "notices.send_webhooks"


def is_listening(person: int) -> bool:
    """Whether the person, given by their primary key, has a webhook that is switched on."""
    return Webhook.objects.switched_on().filter(person=person).exists()


def queue_events(kind: WebhookEvent, events: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Queue events, each as the primary key of the person it belongs to, and its data. Call it in a transaction."""
    if not events:
        return
    webhooks: dict[int, list[Webhook]] = defaultdict(list)
    for webhook in Webhook.objects.switched_on().filter(person__in={person for person, _ in events}):
        webhooks[webhook.person_id].append(webhook)
    now = timezone.now()
    deliveries = [
        WebhookDelivery(webhook=webhook, event=kind, body=_body(kind, data, now), created_at=now, next_at=now)
        for person, data in events
        for webhook in webhooks[person]
    ]
    if deliveries:
        WebhookDelivery.objects.bulk_create(deliveries)
        transaction.on_commit(partial(enqueue, SEND_TASK))


def queue_test(webhook: Webhook) -> None:
    """A message about nothing, which shows whether the webhook works. Call it in a transaction."""
    now = timezone.now()
    body = _body(WebhookEvent.TEST, {"webhook": str(webhook.uid)}, now)
    webhook.deliveries.create(event=WebhookEvent.TEST, body=body, created_at=now, next_at=now)
    transaction.on_commit(partial(enqueue, SEND_TASK))


def _body(kind: WebhookEvent, data: dict[str, Any], now: datetime) -> str:
    return json.dumps({"type": kind.value, "timestamp": now.isoformat(), "data": data})
