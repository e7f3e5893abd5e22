"""Webhooks of a demo learner whose messages are in every state, for the screenshots and for axe."""

from datetime import timedelta

from tests.pages import FURTHER_ON
from tests.site import Site

HOST = "https://hooks.grete.example"  # nobody has it


def add_webhooks(site: Site) -> None:
    site.shell(f"from tests.webhook_rows import insert_webhooks; insert_webhooks({FURTHER_ON!r})")


def insert_webhooks(email: str) -> None:
    """Runs in the site's shell. Nothing of it is due for hours, so that no worker tries to send it."""
    from django.utils import timezone

    from accounts.models import User
    from notices.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent
    from notices.webhooks import sending

    person, now = User.objects.get(email=email), timezone.now()
    if Webhook.objects.filter(person=person).exists():
        return  # a site that was started again
    added = {"person": person, "created_at": now - timedelta(days=40)}
    refusal = sending.REFUSES.format(503)
    failing = {"failing_since": now - timedelta(hours=7), "tried_at": now - timedelta(hours=3), "problem": refusal}
    desk = Webhook.objects.create(url=f"{HOST}/descent", **failing, **added)
    phone_url = f"{HOST}/phone?about=verdicts-of-every-exercise-and-sign-offs"
    phone = Webhook.objects.create(url=phone_url, tried_at=now - timedelta(hours=5), **added)
    old = Webhook.objects.create(url="https://old.grete.example/", switched_off_at=now - timedelta(days=9), **added)
    rows = (
        (desk, WebhookEvent.VERDICT, DeliveryState.WAITING, 0, None, ""),
        (phone, WebhookEvent.VERDICT, DeliveryState.DELIVERED, 1, 204, ""),
        (desk, WebhookEvent.VERDICT, DeliveryState.WAITING, 6, 503, refusal),
        (phone, WebhookEvent.SIGN_OFF, DeliveryState.DELIVERED, 3, 200, ""),
        (desk, WebhookEvent.SIGN_OFF, DeliveryState.FAILED, sending.MAX_TRIES, None, sending.BAD_CERTIFICATE),
        (old, WebhookEvent.VERDICT, DeliveryState.FAILED, 4, 404, sending.REFUSES.format(404)),
        (old, WebhookEvent.SIGN_OFF, DeliveryState.FAILED, 0, None, ""),
    )
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            webhook=webhook, event=event, state=state, tries=tries, status=status, problem=problem,
            created_at=now - timedelta(hours=5 * age**2), next_at=now + timedelta(hours=4), body="{}",
        )
        for age, (webhook, event, state, tries, status, problem) in enumerate(rows)
    )  # fmt: skip
