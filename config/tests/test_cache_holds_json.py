"""The cache holds JSON: nothing in it is ever run, and nothing is stored that would come back as something else."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.usefixtures("db")


class Payload:
    """Unpickled, it makes a folder."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.marker),)


def planted(key: str, data: bytes) -> None:
    redis.Redis.from_url(settings.CACHE_URL).set(f":1:{key}", data)


def test_a_pickle_planted_in_the_cache_is_not_run_and_the_page_answers(
    ada: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    marker = tmp_path / "ran"
    planted(f"throttle_user_{ada.pk}", pickle.dumps(Payload(marker)))
    assert client_of(ada).get("/api/v1/exercises/").status_code == 200
    assert not marker.exists()


@pytest.mark.parametrize("data", [b"\x80\x05N.", b"\xff\xfe", b"{", b"[" * 100_000, b""])
def test_invalid_json_counts_as_missing(data: bytes) -> None:
    planted("key", data)
    assert cache.get("key", "default") == "default"
    assert cache.get_many(["key"]) == {}
    assert cache.get_or_set("other", "value") == "value"


@pytest.mark.parametrize("value", [0, -3, 10**30, 1.5, True, None, "", "é😀", [1.5, [2]], {"a": {"b": []}}])
def test_plain_values_round_trip(value: Any) -> None:
    cache.set("key", value)
    assert cache.get("key") == value
    assert type(cache.get("key")) is type(value)
    assert cache.get_many(["key", "other"]) == {"key": value}


def test_numbers_can_be_counted_up() -> None:
    cache.set("key", 1)
    assert cache.incr("key") == 2


@pytest.mark.parametrize("value", [b"bytes", {1: "a"}, {1, 2}, object(), [Path("/")], float("nan"), float("inf")])
def test_values_that_json_cannot_hold_are_rejected(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        cache.set("key", value)
