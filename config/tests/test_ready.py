"""A load balancer learns within seconds whether a process can serve people, and what is missing."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from socket import create_server
from threading import Barrier, Event

import pytest
from django.test import Client
from pytest_django import Settings

from config.operations import monitoring
from lib import broker
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy host may take longer than a load balancer waits."""
    monkeypatch.setattr(monitoring, "MAX_READY_SECONDS", PATIENCE_S)


@pytest.fixture
def no_client() -> Iterator[None]:
    """The process has no connection to the broker yet, and forgets the one that the test makes."""
    broker.client.cache_clear()
    yield
    broker.client.cache_clear()


def troubles(client: Client) -> list[str]:
    answer = client.get("/readyz")
    reply = answer.json()
    assert (answer.status_code, reply["ready"]) == ((503, False) if reply["troubles"] else (200, True))
    named: list[str] = reply["troubles"]
    return named


def test_a_process_that_has_everything_is_ready(client: Client) -> None:
    assert troubles(client) == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_answers_who_knows_only_the_address_of_the_process(client: Client, settings: Settings, path: str) -> None:
    settings.ALLOWED_HOSTS = ["descent.example.org"]
    assert client.get(path, headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_without_a_broker_it_is_not_ready_and_says_so(
    client: Client, settings: Settings, tmp_path: Path, no_client: None
) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/no.sock"
    assert troubles(client) == ["the broker"]


def test_a_broker_that_never_answers_is_missing(client: Client, settings: Settings, no_client: None) -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        assert troubles(client) == ["the broker"]


def test_without_the_newest_migration_it_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitoring, "_newest_migrations", lambda: {("exercises", "9999_of_another_version")})
    assert troubles(client) == ["its migrations"]


def test_everything_is_asked_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = Barrier(len(monitoring.TESTS), timeout=PATIENCE_S)
    for name in monitoring.TESTS:
        monkeypatch.setitem(monitoring.TESTS, name, lambda: everybody.wait() >= 0)
    assert troubles(client) == []


def test_it_answers_while_what_it_asks_hangs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heals, begun = Event(), count()

    def hangs() -> bool:
        next(begun)
        return heals.wait(PATIENCE_S)

    monkeypatch.setattr(monitoring, "MAX_READY_SECONDS", 0.1)
    for name in monitoring.TESTS:
        monkeypatch.setitem(monitoring.TESTS, name, hangs)
    for _ in range(3):
        assert troubles(client) == list(monitoring.TESTS)
    heals.set()
    assert next(begun) <= len(monitoring.TESTS)  # each once, however often a load balancer asks
    monkeypatch.setattr(monitoring, "MAX_READY_SECONDS", PATIENCE_S)
    assert troubles(client) == []
