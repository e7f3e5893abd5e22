"""No webhook delays another's messages, however slow its server is."""

from collections.abc import Callable, Collection, Iterator

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts.models import User
from lib.public_http import ask
from notices.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent
from notices.tests.receiver import Receiver, receiver
from notices.webhooks import sending
from notices.webhooks.events import queue_events

pytestmark = pytest.mark.django_db
MakeWebhook = Callable[..., Webhook]


@pytest.fixture
def silent_server(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    monkeypatch.setattr(sending, "SECONDS", 1)
    with receiver() as server:
        server.statuses = [0] * 100
        yield server


@pytest.fixture
def server(silent_server: Receiver) -> Iterator[Receiver]:
    with receiver() as server:
        yield server


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[Webhook]:
    """The webhooks in the order in which results were recorded."""
    webhooks: list[Webhook] = []
    record = sending._record

    def note(delivery: WebhookDelivery, attempt: sending.Attempt) -> None:
        record(delivery, attempt)
        webhooks.append(delivery.webhook)

    monkeypatch.setattr(sending, "_record", note)
    return webhooks


@pytest.fixture
def make_webhook(ada: User) -> MakeWebhook:
    def make(person: User = ada, url: str = "https://ada.example/", *, works: bool = False) -> Webhook:
        number = Webhook.objects.count()
        tried_at = timezone.now() if works else None
        webhook = Webhook.objects.create(person=person, url=f"{url}#{number}", tried_at=tried_at)
        webhook.deliveries.create(event=WebhookEvent.VERDICT, body="{}")
        return webhook

    return make


def test_a_result_is_recorded_while_an_older_message_waits_for_its_server(
    silent_server: Receiver, server: Receiver, recorded: list[Webhook], make_webhook: MakeWebhook
) -> None:
    slow, fast = make_webhook(url=silent_server.url), make_webhook(url=server.url)
    sending.send_due()
    assert recorded == [fast, slow]
    assert set(WebhookDelivery.objects.values_list("webhook", "state")) == {
        (slow.pk, DeliveryState.WAITING),
        (fast.pk, DeliveryState.DELIVERED),
    }


def test_a_message_that_comes_meanwhile_is_sent_meanwhile(
    silent_server: Receiver,
    server: Receiver,
    recorded: list[Webhook],
    make_webhook: MakeWebhook,
    carl: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 4)
    slow, fast = make_webhook(url=silent_server.url), Webhook.objects.create(person=carl, url=server.url)
    look = sending._next_deliveries

    def look_and_queue(in_flight: Collection[WebhookDelivery]) -> list[WebhookDelivery]:
        if in_flight and not fast.deliveries.exists():
            queue_events(WebhookEvent.VERDICT, [(carl.pk, {})])
        return look(in_flight)

    monkeypatch.setattr(sending, "_next_deliveries", look_and_queue)
    sending.send_due()
    assert recorded == [fast, slow]


def test_webhooks_that_did_not_answer_leave_room_for_those_that_do(
    make_webhook: MakeWebhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MAX_AT_ONCE", 4)
    monkeypatch.setattr(sending, "MAX_UNPROVEN_AT_ONCE", 2)
    unproven = [make_webhook() for _ in range(5)]
    working = make_webhook(works=True)
    first = sending._next_deliveries([])
    assert {delivery.webhook for delivery in first} == {*unproven[:2], working}
    in_flight = [delivery for delivery in first if delivery.webhook != working]
    assert [delivery.webhook for delivery in sending._next_deliveries(in_flight)] == [working]


def test_one_that_ran_into_its_deadline_goes_last_next_time(
    make_webhook: MakeWebhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MAX_UNPROVEN_AT_ONCE", 2)
    slow, failing, new = make_webhook(), make_webhook(), make_webhook()
    now = timezone.now()
    Webhook.objects.filter(pk=failing.pk).update(failing_since=now, tried_at=now - sending.FIRST_WAIT)
    Webhook.objects.filter(pk=slow.pk).update(failing_since=now - sending.FIRST_WAIT, tried_at=now)
    assert {delivery.webhook for delivery in sending._next_deliveries([])} == {failing, new}


def test_an_answer_that_no_one_expected_ends_only_its_own_attempt(
    server: Receiver, make_webhook: MakeWebhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_for_one(method: str, url: str, **options: object) -> object:
        if url.endswith("#0"):
            raise AttributeError("of a library")
        return ask(method, url, **options)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(sending, "ask", fail_for_one)
    odd, fast = make_webhook(url=server.url), make_webhook(url=server.url)
    sending.send_due()
    assert odd.deliveries.get().problem == sending.NO_CONNECTION
    assert fast.deliveries.get().state == DeliveryState.DELIVERED
