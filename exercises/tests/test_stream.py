"""Server-sent events: the state at once, then the verdict as soon as it is written."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from accounts.models import User
from exercises import pubsub
from exercises.models import Submission
from exercises.tests.reports import record_report, report_on
from exercises.views import stream

pytestmark = pytest.mark.django_db(transaction=True)


async def opened(ada: User, submission: Submission) -> StreamingHttpResponse:
    client = AsyncClient()
    await client.aforce_login(ada, backend="accounts.backends.AddressBackend")
    return cast(StreamingHttpResponse, await client.get(submission.get_absolute_url() + "stream"))


def events_of(response: StreamingHttpResponse) -> AsyncIterator[bytes]:
    return aiter(response.streaming_content)  # type: ignore[arg-type]  # asynchronous, as the view made it


def test_it_sends_the_state_and_then_the_verdict(submitted: Submission, ada: User) -> None:
    async def listen() -> list[bytes]:
        events = events_of(await opened(ada, submitted))
        first = await anext(events)
        await sync_to_async(lambda: record_report(data=report_on(submitted)))()
        return [first, *[event async for event in events]]

    assert asyncio.run(asyncio.wait_for(listen(), 5)) == [
        b"event: queued\ndata: \n\n",
        b"event: done\ndata: passed\n\n",
    ]


def test_an_existing_verdict_is_sent_at_once(submitted: Submission, ada: User) -> None:
    record_report(data=report_on(submitted, "failed"))

    async def listen() -> tuple[StreamingHttpResponse, list[bytes]]:
        response = await opened(ada, submitted)
        return response, [event async for event in events_of(response)]

    response, events = asyncio.run(asyncio.wait_for(listen(), 5))
    assert events == [b"event: done\ndata: failed\n\n"]
    assert response["Content-Type"] == "text/event-stream"
    assert response["X-Accel-Buffering"] == "no"


def test_it_sends_keep_alives(submitted: Submission, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)

    async def listen() -> list[bytes]:
        events = events_of(await opened(ada, submitted))
        return [await anext(events) for _ in range(3)]

    assert asyncio.run(asyncio.wait_for(listen(), 5)) == [b"event: queued\ndata: \n\n"] * 3


def test_without_pubsub_the_page_polls(submitted: Submission, ada: User, settings: pytest.FixtureRequest) -> None:
    settings.CACHE_URL = "unix:///nonexistent/valkey.sock"  # type: ignore[attr-defined]  # the stubs give a wider type
    pubsub._client.cache_clear()

    async def listen() -> list[bytes]:
        return [event async for event in events_of(await opened(ada, submitted))]

    try:
        assert asyncio.run(asyncio.wait_for(listen(), 5)) == [b"event: queued\ndata: \n\n"]
        assert record_report(data=report_on(submitted))
    finally:
        pubsub._client.cache_clear()
