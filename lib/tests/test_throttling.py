"""Rate limits count every request once, whichever process of the site answers it."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier
from typing import Any, cast

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory

from lib.throttling import PersonThrottle, SharedThrottle

LIMIT = 40


class Throttle(SharedThrottle):
    scope = "test"
    rate = f"{LIMIT}/hour"


def ask(throttle: SharedThrottle | None = None) -> bool:
    request: Any = RequestFactory().get("/")
    request.user = AnonymousUser()
    return (throttle or Throttle()).allow_request(request, cast(Any, None))


def ask_often(barrier: Barrier, count: "Synchronized[int]") -> None:
    barrier.wait()
    count.value = sum(ask() for _ in range(LIMIT))


@pytest.mark.service
def test_two_processes_share_the_limit(valkey: str) -> None:
    context = multiprocessing.get_context("fork")
    cache.clear()
    cache.close()  # so that each process connects by itself
    barrier, counts = context.Barrier(2), [context.Value("i") for _ in range(2)]
    processes = [context.Process(target=ask_often, args=(barrier, count)) for count in counts]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert sum(count.value for count in counts) == LIMIT


@pytest.mark.parametrize("rate", ["1/minute", "5/minute", "100/hour"])
@pytest.mark.parametrize("start", [0, 0.3, 0.99])
def test_it_says_exactly_when_to_come_back(db: None, monkeypatch: pytest.MonkeyPatch, rate: str, start: float) -> None:
    monkeypatch.setattr(Throttle, "rate", rate)
    limit, duration = Throttle().num_requests, Throttle().duration
    with time_machine.travel(1_800_000_000 + start * duration, tick=False) as clock:
        assert [ask() for _ in range(limit)] == [True] * limit
        for _ in range(3):  # refused ones change nothing
            throttle = Throttle()
            assert not ask(throttle)
        wait = throttle.wait()
        assert 0 < wait <= 2 * duration
        clock.shift(wait - 0.01 * duration / limit)
        assert not ask()
        clock.shift(0.02 * duration / limit)
        assert ask()


def test_it_waits_no_longer_than_for_the_window_before_to_fade(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Throttle, "rate", "2/minute")
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        assert ask()
        clock.shift(90)
        assert ask()
        throttle = Throttle()
        assert not ask(throttle)
        assert throttle.wait() == 30


def test_it_forgets_what_is_two_windows_old(db: None) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(3):
            assert [ask() for _ in range(LIMIT + 1)] == [True] * LIMIT + [False]
            clock.shift(2 * 3600)


def test_the_api_says_how_much_is_left(
    ada: Any, api_of: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PersonThrottle, "rate", "2/hour", raising=False)
    with time_machine.travel(1_800_000_000, tick=False):
        client = api_of(ada)
        answers = [client.get("/api/v1/exercises/") for _ in range(3)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"person";q=2;w=3600'}
    assert [answer.headers["RateLimit"] for answer in answers] == [f'"person";r={left};t=3600' for left in (1, 0, 0)]
    assert answers[2].status_code == 429
    assert int(answers[2].headers["Retry-After"]) > 3600


def test_after_a_limit_was_lowered_none_are_left_rather_than_less(
    ada: Any, api_of: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        for rate in ("3/hour", "3/hour", "1/hour"):
            monkeypatch.setattr(PersonThrottle, "rate", rate, raising=False)
            answer = api_of(ada).get("/api/v1/exercises/")
    assert answer.headers["RateLimit"] == '"person";r=0;t=3600'


@pytest.mark.parametrize("proxy_count", [0, 1])
def test_a_visitor_gets_no_more_by_naming_other_addresses(
    db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, proxy_count: int
) -> None:
    """Only the trusted proxies' own entries count, and nothing else that was sent becomes a key of the cache."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxy_count
    monkeypatch.setattr(PersonThrottle, "rate", "2/hour", raising=False)
    statuses: list[int] = []
    keys: set[str] = set()
    for number in range(3):
        forged = f"203.0.113.{number}, {'x' * 1000}{', 192.0.2.7' * proxy_count}"
        answer = Client(headers={"X-Forwarded-For": forged}).get("/api/v1/schema/?format=json")
        statuses.append(answer.status_code)
        request: Any = RequestFactory(headers={"X-Forwarded-For": forged}).get("/")
        request.user = AnonymousUser()
        keys.add(str(PersonThrottle().get_cache_key(request, cast(Any, None))))
    assert statuses == [200, 200, 429]
    assert keys == {f"throttle_user_{'192.0.2.7' if proxy_count else '127.0.0.1'}"}
