"""A response stays open for its news without a thread, for a while, and not for many at once."""

import asyncio
import gzip
import threading
import uuid
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.http import HttpResponse

from config.web.page_handler import PageHandler
from exercises.submissions import pubsub
from lib.pages import late_answers
from lib.pages.late_answers import LateAnswer, NewsListener, answer_late
from tests.patience import PATIENCE_S


async def in_thread(work: Callable[[], bool]) -> bool:
    return await asyncio.to_thread(work)


def late(is_there: Callable[[], bool], seconds: float = PATIENCE_S, uid: uuid.UUID | None = None) -> LateAnswer:
    channel = pubsub.channel(uid or uuid.uuid4())
    return LateAnswer(channel=channel, seconds=seconds, is_there=is_there, render=lambda: b"graded")


def test_news_ends_the_wait(valkey: str) -> None:
    uid, is_graded, asks = uuid.uuid4(), threading.Event(), threading.Event()

    def is_there() -> bool:
        asks.set()  # it has subscribed
        return is_graded.is_set()

    def grade() -> None:
        asks.wait(PATIENCE_S)
        is_graded.set()
        pubsub.publish(uid)

    runner = threading.Thread(target=grade)
    runner.start()
    assert asyncio.run(NewsListener().wait(late(is_there, uid=uid), in_thread))
    runner.join()


def test_it_ends_with_the_time_or_without_the_cache(valkey: str, settings: LazySettings) -> None:
    assert not asyncio.run(NewsListener().wait(late(lambda: False, seconds=0.05), in_thread))
    settings.CACHE_URL = "unix:///nonexistent/valkey.sock"
    assert not asyncio.run(NewsListener().wait(late(lambda: True), in_thread))


def test_where_many_wait_the_next_one_does_not(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_answers, "MAX_LATE_ANSWERS", 0)
    assert not asyncio.run(NewsListener().wait(late(lambda: True), in_thread))


@pytest.mark.parametrize(("is_graded", "body"), [(True, b"graded"), (False, b"waiting")])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_response_has_the_news_or_else_what_was_there(
    valkey: str, is_graded: bool, body: bytes, encoding: str
) -> None:
    first = gzip.compress(b"waiting") if encoding == "gzip" else b"waiting"
    response = HttpResponse(first, headers={"Content-Length": str(len(first)), "Content-Encoding": encoding})
    answer_late(response, late(lambda: is_graded, seconds=0.5))
    handler = PageHandler()
    asyncio.run(handler._answer_late(response, response._late_answer))  # type: ignore[attr-defined]
    assert response.headers["Content-Length"] == str(len(response.content))
    assert (gzip.decompress(response.content) if encoding == "gzip" else response.content) == body
