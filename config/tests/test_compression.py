"""Pages are compressed, files are not."""

import gzip
from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from config.web.middleware import CompressionMiddleware


@pytest.mark.django_db
def test_a_page_travels_compressed(client: Client) -> None:
    reply = client.get("/accounts/login/", headers={"accept-encoding": "gzip, br"})
    assert reply["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in reply["Vary"]


@pytest.mark.django_db
def test_a_client_that_asks_for_no_compression_gets_none(client: Client) -> None:
    assert "Content-Encoding" not in client.get("/accounts/login/")


def test_files_stay_as_they_are(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"accept-encoding": "gzip"})
    file = FileResponse(BytesIO(b"x" * 300))
    answer = CompressionMiddleware(lambda _: HttpResponse()).process_response(request, file)
    assert "Content-Encoding" not in answer


def test_the_size_of_a_page_does_not_tell_what_is_in_it(rf: RequestFactory) -> None:
    """Its size is random, and its content is whole."""
    text = b"A page. " * 100
    pages = [_compressed(HttpResponse(text), rf) for _ in range(20)]
    assert len({int(page["Content-Length"]) for page in pages}) > 5
    assert [gzip.decompress(page.content) for page in pages] == [text] * 20


def test_what_is_compressed_already_and_what_is_short_stay_as_they_are(rf: RequestFactory) -> None:
    brotli = HttpResponse(b"z" * 300, headers={"Content-Encoding": "br"})
    assert _compressed(brotli, rf).content == b"z" * 300
    assert _compressed(HttpResponse(b"short"), rf).content == b"short"


def _compressed(response: HttpResponse, rf: RequestFactory) -> HttpResponse:
    page = CompressionMiddleware(lambda _: response)(rf.get("/", headers={"accept-encoding": "gzip"}))
    assert isinstance(page, HttpResponse)
    return page
