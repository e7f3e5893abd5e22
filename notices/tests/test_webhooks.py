"""Webhooks: signed messages to a person's own server, sent again until they arrive, and nowhere else."""

import base64
import json
import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from notices.models import DeliveryState, Notice, NoticeKind, Webhook, WebhookDelivery, WebhookEvent
from notices.tests.receiver import Receiver, receiver, verify_of_the_docs
from notices.webhooks import sending
from notices.webhooks.actions import ADDED_BEFORE, IS_OFF, TOO_MANY, add_webhook
from notices.webhooks.addresses import HAS_PASSWORD, NOT_FOUND, NOT_HTTPS, NOT_PUBLIC
from notices.webhooks.events import queue_events
from notices.webhooks.signatures import secret_of, sign

ClientOf = Callable[[User], Client]
Capture = DjangoCaptureOnCommitCallbacks
URL = "/notices/webhooks/"
DATA = {"exercise": "matmul", "verdict": "passed"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with receiver() as server:
        yield server


@pytest.fixture
def webhook(server: Receiver, ada: User) -> Webhook:
    return Webhook.objects.create(person=ada, url=server.url)


def queue(person: User, times: int = 1) -> None:
    queue_events(WebhookEvent.VERDICT, [(person.pk, DATA)] * times)


def send_at_next_try() -> None:
    """Without the wait between two tries."""
    WebhookDelivery.objects.update(next_at=timezone.now())
    sending.send_due()


# ---------------------------------------------------------------- messages


def test_a_message_arrives_and_is_signed_as_the_docs_say(server: Receiver, webhook: Webhook, ada: User) -> None:
    queue(ada)
    sending.send_due()
    [message] = server.messages
    content = json.loads(message.body)
    assert (content["type"], content["data"]) == ("submission.graded", DATA)
    assert message.headers[":path"] == "/descent?from=site"
    assert message.headers["content-type"] == "application/json"
    verify, secret = verify_of_the_docs(), secret_of(webhook)
    verify(secret, message.headers, message.body)
    for headers, body in (
        (message.headers, message.body + b" "),
        (message.headers | {"webhook-id": "msg_1"}, message.body),
        (message.headers | {"webhook-timestamp": "1"}, message.body),
        (message.headers | {"webhook-signature": "v1,"}, message.body),
    ):
        with pytest.raises(ValueError, match="This message"):
            verify(secret, headers, body)


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of https://github.com/standard-webhooks/standard-webhooks."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}') == signature


def test_only_the_person_s_own_webhooks_get_it(server: Receiver, webhook: Webhook, carl: User) -> None:
    queue(carl)
    sending.send_due()
    assert server.messages == []


def test_a_message_is_stored_with_what_it_is_about(
    webhook: Webhook, ada: User, django_capture_on_commit_callbacks: Capture
) -> None:
    with transaction.atomic():
        queue(ada)
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()
    with django_capture_on_commit_callbacks() as callbacks:
        queue(ada, times=3)
    assert len(callbacks) == 1


def test_each_webhook_gets_one_message_after_the_other(server: Receiver, webhook: Webhook, ada: User) -> None:
    queue(ada, times=5)
    sending.send_due()
    assert len({message.headers["webhook-id"] for message in server.messages}) == 5
    assert set(WebhookDelivery.objects.values_list("state", "status", "tries")) == {(DeliveryState.DELIVERED, 204, 1)}


# ---------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (500, sending.REFUSES.format(500)),
        (300, sending.REDIRECTS),
        (302, sending.REDIRECTS),
        (404, sending.REFUSES.format(404)),
    ],
)
def test_what_isn_t_accepted_comes_again_later(
    server: Receiver, webhook: Webhook, ada: User, status: int, problem: str
) -> None:
    server.statuses = [status]
    queue(ada)
    sending.send_due()
    sending.send_due()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status, delivery.problem) == (DeliveryState.WAITING, status, problem)
    wait = delivery.next_at - timezone.now()
    assert 0.7 * sending.FIRST_WAIT < wait < 1.3 * sending.FIRST_WAIT
    assert len(server.messages) == 1
    with time_machine.travel(delivery.next_at + timedelta(seconds=1)):
        sending.send_due()
    first, second = server.messages
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert second.headers["webhook-timestamp"] > first.headers["webhook-timestamp"]
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_after_a_failure_its_other_messages_wait_too(server: Receiver, webhook: Webhook, ada: User) -> None:
    server.statuses = [500] * 5
    queue(ada, times=5)
    sending.send_due()
    assert len(server.messages) == 1


def test_the_waits_grow_and_end_within_a_day(server: Receiver, webhook: Webhook, ada: User) -> None:
    server.statuses = [500] * 20
    queue(ada)
    waits = []
    for _ in range(sending.MAX_TRIES):
        send_at_next_try()
        waits.append(WebhookDelivery.objects.get().next_at - timezone.now())
    assert all(later > 1.5 * sooner for sooner, later in pairwise(waits))
    assert sum(waits[:-1], timedelta()) < timedelta(days=1)
    assert WebhookDelivery.objects.get().state == DeliveryState.FAILED
    send_at_next_try()
    assert len(server.messages) == sending.MAX_TRIES


def test_a_server_that_never_answers_is_left(
    server: Receiver, webhook: Webhook, ada: User, carl: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    server.statuses = [0]
    queue(ada)
    sending.send_due()
    assert WebhookDelivery.objects.get().problem == sending.NO_ANSWER


def test_an_unreachable_server_is_no_error(webhook: Webhook, ada: User) -> None:
    Webhook.objects.update(url="http://127.0.0.1:1/")
    queue(ada)
    sending.send_due()
    assert WebhookDelivery.objects.get().problem == sending.NO_CONNECTION


def fail_for_good(times: int = 1) -> None:
    for _ in range(times * sending.MAX_TRIES):
        send_at_next_try()


def test_after_days_of_failures_it_is_switched_off_and_its_owner_told(
    server: Receiver, webhook: Webhook, ada: User
) -> None:
    server.statuses = [500] * 100
    queue(ada, times=2)
    fail_for_good()
    assert Webhook.objects.switched_on().exists()
    Webhook.objects.update(failing_since=timezone.now() - sending.SWITCH_OFF_AFTER)
    queue(ada)
    fail_for_good()
    assert not Webhook.objects.switched_on().exists()
    assert not WebhookDelivery.objects.filter(state=DeliveryState.WAITING).exists()
    notice = Notice.objects.get(person=ada, kind=NoticeKind.WEBHOOK)
    assert notice.sentence == sending.SWITCHED_OFF.format("127.0.0.1", 3)
    assert notice.link == URL
    queue(ada)
    assert WebhookDelivery.objects.count() == 3


def test_a_server_that_is_gone_for_good_is_switched_off_at_once(server: Receiver, webhook: Webhook, ada: User) -> None:
    server.statuses = [410]
    queue(ada)
    sending.send_due()
    assert not Webhook.objects.switched_on().exists()
    assert Notice.objects.get(person=ada).sentence == sending.SWITCHED_OFF_GONE.format("127.0.0.1")


def test_two_workers_don_t_send_at_once(
    server: Receiver, webhook: Webhook, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(ada)
    deliveries = [WebhookDelivery.objects.select_related("webhook").get() for _ in range(2)]
    assert [sending._claim(delivery) for delivery in deliveries] == [True, False]


# ---------------------------------------------------------------- addresses

PRIVATE = (
    "127.0.0.1", "[::1]", "0", "[::]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1",
    "169.254.169.254", "[fe80::1]", "[fd00::1]", "224.0.0.1", "[ff02::1]", "2130706433", "0x7f000001", "127.1",
    "[::ffff:127.0.0.1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "[fec0::1]", "192.88.99.1",
    "①②⑦.⓪.⓪.①",
)  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused_when_it_is_added_and_when_it_is_sent_to(
    ada: User, client_of: ClientOf, host: str
) -> None:
    page = client_of(ada).post(URL, {"url": f"https://{host}/"}).text
    assert not Webhook.objects.exists()
    assert 'class="errorlist"' in page
    Webhook.objects.create(person=ada, url=f"https://{host}/")  # an earlier version of the site took it
    queue(ada)
    sending.send_due()
    assert WebhookDelivery.objects.get().problem == NOT_PUBLIC


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://example.org/", NOT_HTTPS),
        ("https://ada:secret@127.0.0.1/", HAS_PASSWORD),
        ("https://127.0.0.1/", NOT_PUBLIC),
        ("https://127.0.0.1:99999/", NOT_FOUND),
        ("ftp://example.org/", NOT_HTTPS),
        ("https://example.org/" + "x" * 500, "Enter at most 500 characters."),
    ],
)
def test_an_address_that_can_t_be_is_explained(ada: User, client_of: ClientOf, url: str, message: str) -> None:
    assert message in client_of(ada).post(URL, {"url": url}).text
    assert not Webhook.objects.exists()


def test_without_tls_only_the_operator_s_networks_are_reached(server: Receiver, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    assert NOT_HTTPS in client.post(URL, {"url": "http://127.0.0.2/"}).text
    assert NOT_HTTPS in client.post(URL, {"url": "http://192.0.2.1/"}).text
    Webhook.objects.create(person=ada, url="http://192.0.2.1/")  # a name might lead there later
    queue(ada)
    sending.send_due()
    assert WebhookDelivery.objects.get().problem == NOT_HTTPS
    assert "whsec_" in client.post(URL, {"url": server.url}).text


def test_a_name_is_looked_up_once(
    server: Receiver, webhook: Webhook, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second answer of a name server doesn't count: we connect to the address that was checked."""
    names: list[str] = []

    def answer(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        names.append(host)
        ip = "10.0.0.1" if names.count("ada.example.org") > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr("lib.public_http.socket.getaddrinfo", answer)
    Webhook.objects.update(url=server.url.replace("127.0.0.1", "ada.example.org"))
    queue(ada)
    sending.send_due()
    assert names == ["ada.example.org", "127.0.0.1"]
    assert len(server.messages) == 1


# ---------------------------------------------------------------- the page


def test_the_secret_is_shown_once_and_verifies(server: Receiver, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    answer = client.post(URL, {"url": server.url})
    [secret] = re.findall(r"<textarea[^>]*>(whsec_\S+)</textarea>", answer.text)
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in client.get(URL).text
    assert not any(secret.removeprefix("whsec_") in str(row) for row in Webhook.objects.values())
    sending.send_due()
    [message] = server.messages
    verify_of_the_docs()(secret, message.headers, message.body)


def test_a_person_has_few_and_each_once(server: Receiver, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    for number in range(Webhook.MAX_PER_PERSON):
        add_webhook(person=ada, url=f"{server.url}&number={number}")
    assert ADDED_BEFORE in client.post(URL, {"url": f"{server.url}&number=0"}).text
    assert TOO_MANY in client.post(URL, {"url": server.url}).text
    assert Webhook.objects.count() == Webhook.MAX_PER_PERSON


def test_a_message_can_be_sent_again(
    server: Receiver, webhook: Webhook, ada: User, client_of: ClientOf, django_capture_on_commit_callbacks: Capture
) -> None:
    server.statuses = [500] * sending.MAX_TRIES
    queue(ada)
    fail_for_good()
    client, delivery = client_of(ada), WebhookDelivery.objects.get()
    page = client.get(URL).text
    assert 'data-state="failed"' in page
    assert sending.REFUSES.format(500) in page
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(f"{URL}deliveries/{delivery.uid}/again/")
    assert len(callbacks) == 1
    sending.send_due()
    assert 'data-state="delivered"' in client.get(URL).text


def test_one_that_is_off_sends_nothing_until_it_is_switched_on(
    server: Receiver, webhook: Webhook, ada: User, client_of: ClientOf
) -> None:
    queue(ada)
    Webhook.objects.update(switched_off_at=timezone.now(), failing_since=timezone.now())
    client, delivery = client_of(ada), WebhookDelivery.objects.get()
    assert IS_OFF in client.post(f"{URL}deliveries/{delivery.uid}/again/", follow=True).text
    assert IS_OFF in client.post(f"{URL}{webhook.uid}/test/", follow=True).text
    sending.send_due()
    assert server.messages == []
    assert f"{URL}{webhook.uid}/switch-on/" in client.get(URL).text
    client.post(f"{URL}{webhook.uid}/switch-on/")
    sending.send_due()
    types = {json.loads(message.body)["type"] for message in server.messages}
    assert types == {WebhookEvent.VERDICT, WebhookEvent.TEST}


def test_a_deleted_one_takes_its_messages_along(webhook: Webhook, ada: User, client_of: ClientOf) -> None:
    queue(ada)
    for _ in range(2):  # a second click changes nothing more
        assert 'class="success"' in client_of(ada).post(f"{URL}{webhook.uid}/delete/", follow=True).text
    assert not WebhookDelivery.objects.exists()


def test_nobody_sees_or_changes_another_s(webhook: Webhook, ada: User, carl: User, client_of: ClientOf) -> None:
    queue(ada)
    client = client_of(carl)
    assert webhook.url not in client.get(URL).text
    assert client.post(f"{URL}deliveries/{WebhookDelivery.objects.get().uid}/again/").status_code == 404
    assert client.post(f"{URL}{webhook.uid}/switch-on/").status_code == 404
    assert client.post(f"{URL}{webhook.uid}/test/").status_code == 404
    client.post(f"{URL}{webhook.uid}/delete/")
    assert Webhook.objects.exists()


def test_a_closed_account_s_webhooks_are_silent(server: Receiver, webhook: Webhook, ada: User) -> None:
    queue(ada)
    User.objects.update(is_active=False)
    sending.send_due()
    assert server.messages == []
