"""Pages travel compressed; streams, which must come piece by piece, do not."""

from collections.abc import AsyncIterator

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.test import Client, RequestFactory

from config.middleware import CompressionMiddleware


@pytest.mark.django_db
def test_a_page_travels_compressed(client: Client) -> None:
    reply = client.get("/accounts/login/", headers={"accept-encoding": "gzip, br"})
    assert reply["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in reply["Vary"]


@pytest.mark.django_db
def test_a_client_that_asks_for_no_compression_gets_none(client: Client) -> None:
    assert "Content-Encoding" not in client.get("/accounts/login/")


def test_an_event_does_not_wait_in_the_compressor(rf: RequestFactory) -> None:
    async def events() -> AsyncIterator[bytes]:
        yield b"event: news\n\n"

    def view(_: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(events(), content_type="text/event-stream")

    request = rf.get("/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in CompressionMiddleware(view).process_response(request, view(request))
