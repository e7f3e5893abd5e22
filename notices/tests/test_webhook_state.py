"""A new webhook is tried by the worker, and the page says how it went. No page waits for a stranger's name server."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import PASSWORD
from lib.throttling import WebhookMessageThrottle, WebhookThrottle
from notices.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent
from notices.tests.receiver import Receiver, receiver
from notices.webhooks import sending, views
from notices.webhooks.actions import add_webhook, send_test
from notices.webhooks.addresses import HAS_PASSWORD, NOT_FOUND, NOT_PUBLIC

ClientOf = Callable[[User], Client]
URL, NAMED = "/notices/webhooks/", "https://hooks.ada.example/"
UNTRIED, WORKING, FAILING = "○ not tried yet", "✓ working", "! not working"
ASKS_AGAIN = "hx-trigger"
TOO_OFTEN = views.TOO_OFTEN.partition("{}")[0]
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with receiver() as server:
        yield server


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Those that were looked up. Their name server knows none of them."""
    asked: list[str] = []
    library = socket.getaddrinfo

    def answer(host: str, *args: Any, **options: Any) -> list[Any]:
        if options.get("flags") == socket.AI_NUMERICHOST or host[0].isdigit():
            return library(host, *args, **options)
        asked.append(host)
        raise socket.gaierror(socket.EAI_AGAIN if "slow" in host else socket.EAI_NONAME, "no answer")

    monkeypatch.setattr("lib.public_http.socket.getaddrinfo", answer)
    return asked


def test_it_is_stored_without_asking_a_name_server_and_the_page_asks_for_the_result(
    ada: User, client_of: ClientOf, names: list[str]
) -> None:
    page = client_of(ada).post(URL, {"url": NAMED}).text
    assert UNTRIED in page
    assert ASKS_AGAIN in page
    assert names == []
    sending.send_due()
    assert names == ["hooks.ada.example"]


def test_adding_one_asks_for_the_password_and_then_goes_on(ada: User) -> None:
    client = Client()
    client.force_login(ada, backend="accounts.backends.AddressBackend")
    question = client.post(URL, {"url": NAMED})
    assert not Webhook.objects.exists()
    assert "whsec_" in client.post(question.headers["Location"], {"password": PASSWORD, "next": URL}).text


def test_one_that_accepts_the_test_message_works(server: Receiver, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    client.post(URL, {"url": server.url})
    sending.send_due()
    page = client.get(URL).text
    assert WORKING in page
    assert "Test message" in page
    assert ASKS_AGAIN not in page
    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("url", "problem"),
    [(NAMED, NOT_FOUND), ("https://slow.example/", sending.NO_NAME_SERVER), ("https://10.0.0.1/", NOT_PUBLIC)],
)
def test_one_that_does_not_says_why(ada: User, client_of: ClientOf, names: list[str], url: str, problem: str) -> None:
    webhook = Webhook.objects.create(person=ada, url=url)
    send_test(webhook=webhook)
    sending.send_due()
    page = client_of(ada).get(URL).text
    assert FAILING in page
    assert page.count(problem) == 2  # beside the webhook and beside its message
    assert ASKS_AGAIN not in page


def test_one_that_failed_can_be_tried_again(server: Receiver, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    add_webhook(person=ada, url=server.url)
    server.statuses = [500]
    sending.send_due()
    assert FAILING in client.get(URL).text
    page = client.post(f"{URL}{Webhook.objects.get().uid}/test/", follow=True).text
    assert ASKS_AGAIN in page
    sending.send_due()
    assert WORKING in client.get(URL).text


def test_the_page_stops_asking_if_no_worker_comes(ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    client.post(URL, {"url": NAMED})
    delivery = WebhookDelivery.objects.get()
    WebhookDelivery.objects.update(next_at=delivery.next_at - 2 * sending.FIRST_WAIT)
    page = client.get(URL).text
    assert UNTRIED in page
    assert ASKS_AGAIN not in page


# ---------------------------------------------------------------- limits


def test_adding_has_a_limit_that_also_counts_what_is_refused(
    ada: User, carl: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WebhookThrottle, "rate", "2/hour", raising=False)
    client = client_of(ada)
    for _ in range(2):
        assert HAS_PASSWORD in client.post(URL, {"url": "https://ada:secret@ada.example/"}).text
    assert TOO_OFTEN in client.post(URL, {"url": NAMED}).text
    assert TOO_OFTEN in client.post(URL).text
    assert not Webhook.objects.exists()
    assert "whsec_" in client_of(carl).post(URL, {"url": NAMED}).text


def test_trying_counts_like_adding(ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WebhookThrottle, "rate", "2/hour", raising=False)
    client = client_of(ada)
    client.post(URL, {"url": NAMED})
    webhook = Webhook.objects.get()
    client.post(f"{URL}{webhook.uid}/test/")
    assert TOO_OFTEN in client.post(f"{URL}{webhook.uid}/test/", follow=True).text
    assert TOO_OFTEN in client.post(f"{URL}{webhook.uid}/switch-on/", follow=True).text
    assert WebhookDelivery.objects.filter(event=WebhookEvent.TEST).count() == 2


def test_sending_again_has_a_limit(ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WebhookMessageThrottle, "rate", "1/hour", raising=False)
    add_webhook(person=ada, url=NAMED)
    WebhookDelivery.objects.update(state=DeliveryState.FAILED)
    again, client = f"{URL}deliveries/{WebhookDelivery.objects.get().uid}/again/", client_of(ada)
    client.post(again)
    assert WebhookDelivery.objects.get().state == DeliveryState.WAITING
    WebhookDelivery.objects.update(state=DeliveryState.FAILED)
    assert TOO_OFTEN in client.post(again, follow=True).text
    assert WebhookDelivery.objects.get().state == DeliveryState.FAILED
