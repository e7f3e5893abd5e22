"""The database is down or locked: pages say when to try again, and nobody sees an error of ours."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from config.web.errors import NOT_NOW

NOT_NOW_PAGE = "data-not-now"
TOKEN = {"Authorization": "Token 0123456789abcdef"}
Down = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def down(db: None) -> Down:
    """Every query fails in the block, as after the server has gone away."""

    def fail(*_: Any) -> None:
        raise OperationalError("connection refused")

    @contextmanager
    def without_database() -> Iterator[None]:
        with connection.execute_wrapper(fail):
            yield

    return without_database


def client_for(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/", "/hours/", "/exercises/", "/status/", "/account/data/archive.zip"])
def test_pages_say_when_to_try_again(down: Down, ada: User, path: str, debug: bool, settings: Settings) -> None:
    settings.DEBUG = debug
    client = client_for(ada)
    with down():
        page = client.get(path)
    assert page.status_code == 503
    assert NOT_NOW_PAGE in page.text
    assert int(page["Retry-After"]) > 0


def test_what_restarts_processes_leaves_this_one_alone(down: Down) -> None:
    with down():
        assert Client().get("/healthz").status_code == 200


def test_a_form_that_could_not_be_saved_says_to_send_it_again(down: Down, ada: User) -> None:
    client = client_for(ada)
    with down():
        page = client.post("/hours/log/", {"line": "30m reading"})
    assert page.status_code == 503
    assert "send it again" in page.text


def test_the_rest_api_says_so_in_json(down: Down) -> None:
    with down():
        answer = Client(raise_request_exception=False).get("/api/v1/exercises/", headers=TOKEN)
    assert answer.status_code == 503
    assert answer.json()["detail"] == NOT_NOW


def test_the_log_names_the_database(down: Down, ada: User, caplog: pytest.LogCaptureFixture) -> None:
    client = client_for(ada)
    with down():
        client.get("/hours/")
    assert "database.down" in caplog.text
