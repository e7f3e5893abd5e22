"""The page of webhooks says what became of each message, and offers only what is possible."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notices.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent
from notices.webhooks.actions import TOO_MANY

ClientOf = Callable[[User], Client]
URL = "/notices/webhooks/"
FORM = 'name="url"'
pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(ada: User) -> WebhookDelivery:
    """It waits for its next try, tomorrow."""
    webhook = Webhook.objects.create(person=ada, url="https://ada.example/hooks?about=verdicts")
    return WebhookDelivery.objects.create(
        webhook=webhook, event=WebhookEvent.VERDICT, body="{}", tries=6, next_at=timezone.now() + timedelta(days=1)
    )


def test_it_names_the_whole_address_and_the_day_of_the_next_try(
    delivery: WebhookDelivery, ada: User, client_of: ClientOf
) -> None:
    page = client_of(ada).get(URL).text
    assert "· ada.example/hooks?about=verdicts" in page
    local = timezone.localtime(delivery.next_at, ada.zone)
    assert f"{local.day} {local:%b} at {local:%H:%M}" in page


def test_only_a_webhook_that_is_on_can_send_again(delivery: WebhookDelivery, ada: User, client_of: ClientOf) -> None:
    again = f"{URL}deliveries/{delivery.uid}/again/"
    assert again in client_of(ada).get(URL).text
    Webhook.objects.update(switched_off_at=timezone.now())
    WebhookDelivery.objects.update(state=DeliveryState.FAILED)
    assert again not in client_of(ada).get(URL).text


def test_whoever_has_all_they_may_have_gets_no_form_for_another(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert FORM in client.get(URL).text
    for number in range(Webhook.MAX_PER_PERSON):
        Webhook.objects.create(person=ada, url=f"https://ada.example/{number}")
    page = client.get(URL).text
    assert FORM not in page
    assert TOO_MANY in page
