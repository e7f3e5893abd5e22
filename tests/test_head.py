"""HEAD is answered like GET, without a body, for link checkers, monitors and feed readers."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from tests.test_pages import addresses

OF_THE_INTERFACE = ("/api/v1/exercises/", "/api/v1/submissions/", "/api/v1/study-entries/", "/api/v1/docs/")


@pytest.mark.usefixtures("roadmap")
def test_each_address_that_answers_get_answers_head(grace: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(grace)
    client.raise_request_exception = False
    paths = {path for _, path in addresses(get_resolver())} | set(OF_THE_INTERFACE)
    paths |= {"/", "/roadmap/topics/calculus/", "/roadmap/phases/3/", "/exercises/two-layer-backprop/"}
    for path in sorted(paths):
        expected = client.get(path)
        answer = client.head(path)
        assert (path, answer.status_code) == (path, expected.status_code)
        assert not answer.streaming
        assert answer.content == b""


@pytest.mark.parametrize("path", ["/", "/roadmap/", "/roadmap/topics/calculus/", "/exercises/", "/checkpoints/"])
@pytest.mark.usefixtures("roadmap")
def test_visitors_can_send_head_requests(client: Client, path: str) -> None:
    assert client.head(path).status_code == 200


def test_head_requests_send_no_file(grace: User, client_of: Callable[[User], Client], roadmap: None) -> None:
    client = client_of(grace)
    client.post("/accounts/reauthenticate/", {"password": "a long enough password"})  # the archive asks for it
    for path in ("/account/data/archive.zip", "/hours/hours.csv"):
        answer = client.head(path)
        assert (answer.status_code, answer.streaming, answer.content) == (200, False, b"")
        assert answer["Content-Type"] in ("application/zip", "text/csv; charset=utf-8")
