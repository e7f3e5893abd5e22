"""The cache's server has stopped: who is signed in goes on, and what must not go on says so."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from redis import RedisError

from accounts.models import User
from lib.throttling import PersonThrottle
from tests.valkey import valkey_at

ClientOf = Callable[[User], Client]
Stop = Callable[[], None]
API = "/api/v1/exercises/"


@pytest.fixture
def stop(db: None, settings: Settings, tmp_path: Path) -> Iterator[Stop]:
    """A cache of this test's own, which answers until it is told to stop."""
    with ExitStack() as server:
        path = server.enter_context(valkey_at(tmp_path / "valkey.sock"))
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"unix://{path}"}}
        cache.set("answers", True)
        yield server.close
        server.close()
        with pytest.raises(RedisError):  # so each test did meet a stopped one
            cache.get("answers")


def test_the_rest_interface_counts_while_it_can_and_answers_when_it_cannot(
    stop: Stop, ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PersonThrottle, "rate", "2/hour", raising=False)
    client = client_of(ada)
    assert [client.get(API).status_code for _ in range(3)] == [200, 200, 429]
    stop()
    assert [client.get(API).status_code for _ in range(3)] == [200, 200, 200]


def test_signing_in_is_refused_while_attempts_cannot_be_counted(stop: Stop, ada: User) -> None:
    form = {"login": ada.email, "password": "a long enough password"}
    stop()
    response = Client().post("/accounts/login/", form)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "data-not-now" in response.text
    assert "sessionid" not in response.cookies


def test_pages_and_the_map_still_render(stop: Stop, roadmap: None, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)
    stop()
    page = client.get("/roadmap/")
    assert page.status_code == 200
    ground = re.search(r'href="(/roadmap/ground-\w+\.svg)', page.text)
    assert ground
    assert client.get(ground[1]).headers["Content-Type"] == "image/svg+xml"
    assert client.get("/").status_code == 200
