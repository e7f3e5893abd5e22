"""A webhook's message goes over TLS to the server that the address names, and no server can keep us busy."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from socket import create_server, socket
from ssl import SSLContext
from threading import Thread

import pytest
from django.conf import LazySettings

from accounts.models import User
from notices.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent
from notices.tests.receiver import Message, receiver
from notices.webhooks import sending
from notices.webhooks.events import queue_events
from tests.certificates import Authority
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.django_db, pytest.mark.host_clock]  # OpenSSL compares the certificates with it


@pytest.fixture(autouse=True)
def _networks(settings: LazySettings) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one that this process trusts."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def send_to(url: str, person: User) -> WebhookDelivery:
    Webhook.objects.create(person=person, url=url)
    queue_events(WebhookEvent.VERDICT, [(person.pk, {})])
    sending.send_due()
    return WebhookDelivery.objects.get()


def send_over(tls: SSLContext, person: User) -> tuple[WebhookDelivery, list[Message]]:
    """What became of a message, and what the server got."""
    with receiver(tls) as server:
        return send_to(server.url, person), server.messages


# ---------------------------------------------------------------- TLS


def test_a_server_with_a_trusted_certificate_gets_it(authority: Authority, ada: User) -> None:
    delivery, messages = send_over(authority.server(), ada)
    assert (delivery.state, delivery.problem) == (DeliveryState.DELIVERED, "")
    assert [message.body for message in messages] == [delivery.body.encode()]


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    authority: Authority, ada: User, tmp_path: Path
) -> None:
    delivery, messages = send_over(Authority(tmp_path, "Another authority").server(), ada)
    assert (delivery.state, delivery.problem) == (DeliveryState.WAITING, sending.BAD_CERTIFICATE)
    assert messages == []


def test_a_server_with_the_certificate_of_another_gets_nothing(authority: Authority, ada: User) -> None:
    delivery, messages = send_over(authority.server("127.0.0.2"), ada)
    assert (delivery.problem, messages) == (sending.BAD_CERTIFICATE, [])


def test_a_server_with_an_old_certificate_gets_nothing(authority: Authority, ada: User) -> None:
    delivery, messages = send_over(authority.server(lifetime=-timedelta(days=1)), ada)
    assert (delivery.problem, messages) == (sending.BAD_CERTIFICATE, [])


# ---------------------------------------------------------------- answers


Answer = Callable[[socket], None]
OK = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def server_with(answer: Answer) -> Iterator[str]:
    """Yields its host and port. It accepts one connection."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):  # the other side has left
            answer(connection)

    with create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "we're still connected"


def nothing(connection: socket) -> None:
    while connection.recv(2**16):
        pass


def headers_drop_by_drop(connection: socket) -> None:
    connection.sendall(OK)
    while True:
        connection.sendall(b"X")
        time.sleep(0.02)  # it is slow on purpose


def headers_without_end(connection: socket) -> None:
    connection.sendall(OK)
    while True:
        connection.sendall(b"X" * 2**16)


def body_without_end(connection: socket) -> None:
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"X" * 2**16)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_accepts_and_says_nothing_is_left(
    ada: User, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    with server_with(nothing) as address:
        assert send_to(f"{scheme}://{address}/", ada).problem == sending.NO_ANSWER


def test_a_server_whose_answer_comes_drop_by_drop_is_left(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    with server_with(headers_drop_by_drop) as address:
        assert send_to(f"http://{address}/", ada).problem == sending.NO_ANSWER


def test_a_server_whose_headers_never_end_is_left(ada: User) -> None:
    with server_with(headers_without_end) as address:
        assert send_to(f"http://{address}/", ada).problem == sending.NO_CONNECTION


def test_the_body_of_an_answer_is_not_read(ada: User) -> None:
    with server_with(body_without_end) as address:
        assert send_to(f"http://{address}/", ada).state == DeliveryState.DELIVERED
