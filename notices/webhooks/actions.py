"""Add a webhook, delete it, switch it on again, and send a message again."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lib.errors import RefusedError
from lib.task_queue import enqueue
from notices.webhooks.addresses import check_address
from notices.webhooks.events import SEND_TASK, queue_test
from notices.webhooks.models import DeliveryState, Webhook, WebhookDelivery
from notices.webhooks.signatures import secret_of

TOO_MANY = f"You have {Webhook.MAX_PER_PERSON} webhooks, which is the limit. Delete one to add another."
ADDED_BEFORE = "You already have a webhook with this address."
IS_OFF = "This webhook is switched off. Switch it on first."


def add_webhook(*, person: User, url: str) -> str:
    """Store it, and let the worker send a test message. Return the secret. The caller shows it once.

    Raises:
        RefusedError: the address isn't allowed, is there already, or is one too many.
    """
    check_address(url)
    with transaction.atomic():
        person.lock()
        urls = set(Webhook.objects.filter(person=person).values_list("url", flat=True))
        if url in urls:
            raise RefusedError(ADDED_BEFORE)
        if len(urls) >= Webhook.MAX_PER_PERSON:
            raise RefusedError(TOO_MANY)
        webhook = Webhook.objects.create(person=person, url=url)
        queue_test(webhook)
    return secret_of(webhook)


def delete_webhook(*, webhook: Webhook) -> None:
    webhook.delete()


@transaction.atomic
def switch_on(*, webhook: Webhook) -> None:
    """It counts as not tried yet. The worker sends a test message."""
    Webhook.objects.filter(pk=webhook.pk).update(switched_off_at=None, tried_at=None, problem="", failing_since=None)
    queue_test(webhook)


@transaction.atomic
def send_test(*, webhook: Webhook) -> None:
    """Let the worker send a test message now.

    Raises:
        RefusedError: the webhook is switched off.
    """
    if not webhook.is_on:
        raise RefusedError(IS_OFF)
    queue_test(webhook)


def send_again(*, delivery: WebhookDelivery) -> None:
    """Send a message now, whatever became of it, with as many tries as a new one. It keeps its id.

    Raises:
        RefusedError: its webhook is switched off.
    """
    if not delivery.webhook.is_on:
        raise RefusedError(IS_OFF)
    with transaction.atomic():
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.WAITING, tries=0, next_at=timezone.now(), status=None, problem=""
        )
        transaction.on_commit(partial(enqueue, SEND_TASK))
