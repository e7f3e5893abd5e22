"""A response stays open for its news without a thread, for a while, and not for many at once."""

import asyncio
import gzip
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse

from config.web.page_handler import PageHandler
from exercises.submissions import pubsub
from lib.pages import late_answers
from lib.pages.late_answers import (
    MAX_LATE_ANSWERS,
    MAX_LONG,
    MAX_OF_A_PERSON,
    LateAnswer,
    NewsListener,
    NoWaitError,
    answer_late,
    late_answer_of,
)
from tests.patience import PATIENCE_S


async def answered_late(handler: PageHandler, response: HttpResponse) -> None:
    """The client stays, and the server goes on."""
    going_on = asyncio.Event()

    async def receive() -> Any:
        await going_on.wait()

    late = late_answer_of(response)
    assert late
    await handler._answer_late(response, late, receive, going_on)


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
    with pytest.raises(NoWaitError):
        asyncio.run(NewsListener().wait(late(lambda: True), in_thread))


def test_where_many_wait_the_next_one_does_not(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_answers, "MAX_LATE_ANSWERS", 0)
    with pytest.raises(NoWaitError):
        asyncio.run(NewsListener().wait(late(lambda: True), in_thread))


def test_scripts_leave_half_of_the_room_to_pages_and_no_person_takes_it_all(valkey: str) -> None:
    async def fill() -> tuple[int, int, int, int]:
        listener = NewsListener()

        async def is_admitted(person: int | None) -> bool:
            """Whether the response still waits after a moment."""
            task = asyncio.ensure_future(listener.wait(replace(late(lambda: False), person=person), in_thread))
            tasks.append(task)
            return not (await asyncio.wait((task,), timeout=0.05))[0]

        async def count_admitted(*people: int | None) -> int:
            return sum([await is_admitted(person) for person in people])

        tasks: list[asyncio.Future[bool]] = []
        try:
            one = await count_admitted(*[1] * (MAX_OF_A_PERSON + 2))
            scripts = await count_admitted(*range(2, MAX_LONG + 3))
            pages = await count_admitted(*[None] * (MAX_LATE_ANSWERS - MAX_LONG + 1))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return one, scripts, pages, await count_admitted(1)  # whoever has gone makes room

    of_others, pages = MAX_LONG - MAX_OF_A_PERSON, MAX_LATE_ANSWERS - MAX_LONG
    assert asyncio.run(fill()) == (MAX_OF_A_PERSON, of_others, pages, 1)


@pytest.mark.parametrize(("is_graded", "body"), [(True, b"graded"), (False, b"waiting")])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_response_has_the_news_or_else_what_was_there(
    valkey: str, is_graded: bool, body: bytes, encoding: str
) -> None:
    first = gzip.compress(b"waiting") if encoding == "gzip" else b"waiting"
    response = HttpResponse(first, headers={"Content-Length": str(len(first)), "Content-Encoding": encoding})
    answer_late(response, late(lambda: is_graded, seconds=0.5))
    asyncio.run(answered_late(PageHandler(), response))
    assert response.headers["Content-Length"] == str(len(response.content))
    assert (gzip.decompress(response.content) if encoding == "gzip" else response.content) == body
