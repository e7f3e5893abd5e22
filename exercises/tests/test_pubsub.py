"""A request waits for a verdict for a moment, and never keeps the others from being answered."""

import threading
import uuid

import pytest
from django.conf import LazySettings

from exercises.submissions import pubsub
from tests.patience import PATIENCE_S


def test_a_message_ends_the_wait(valkey: str) -> None:
    submission, is_graded, asks = uuid.uuid4(), threading.Event(), threading.Event()

    def until() -> bool:
        asks.set()  # it has subscribed
        return is_graded.is_set()

    def grade() -> None:
        asks.wait(PATIENCE_S)
        is_graded.set()
        pubsub.publish(submission)

    runner = threading.Thread(target=grade)
    runner.start()
    assert pubsub.wait(submission, PATIENCE_S, until=until)
    runner.join()


def test_it_gives_up_after_the_time(valkey: str) -> None:
    assert not pubsub.wait(uuid.uuid4(), 0.05, until=lambda: False)


def test_where_enough_requests_wait_the_next_one_does_not(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pubsub, "_waiting_requests", threading.BoundedSemaphore(1))
    with pubsub._waiting_requests:
        assert not pubsub.wait(uuid.uuid4(), PATIENCE_S, until=lambda: False)  # at once, or this test takes two minutes


def test_without_the_cache_a_page_still_gets_its_answer(settings: LazySettings) -> None:
    settings.CACHE_URL = "unix:///nonexistent/valkey.sock"
    pubsub._client.cache_clear()
    try:
        assert pubsub.wait(uuid.uuid4(), PATIENCE_S, until=lambda: True)
        assert not pubsub.publish(uuid.uuid4())
        pubsub.record_open_page(uuid.uuid4())
    finally:
        pubsub._client.cache_clear()
