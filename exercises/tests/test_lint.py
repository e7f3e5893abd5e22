"""The editor's warnings: the verdict's words for a syntax error, few at once, and for visitors too."""

import threading
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from exercises.workspace import linting
from lib.throttling import LintThrottle
from runner.protocol import MAX_SOURCE_BYTES
from tests.processor import processor_bound

URL = "/exercises/lint"


def texts_of(source: str, client: Client | None = None) -> list[tuple[int, str]]:
    answer: dict[str, Any] = (client or Client()).post(URL, {"source": source}).json()
    return [(problem["line"], problem["text"]) for problem in answer["problems"]]


@pytest.mark.parametrize(
    ("source", "line", "text"),
    [
        ("def f(x):\n    return (x\n", 2, "'(' was never closed"),
        ("if x = 3:\n    pass\n", 1, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"),
        ("print 'a'\n", 1, "Missing parentheses in call to 'print'. Did you mean print(...)?"),
        ("return 3\n", 1, "'return' outside function"),
        ("def f(x):\n    return y\n", 2, "name 'y' is not defined"),
        ("def f(x):\n    d = x\n    return x\n", 2, linting.UNUSED.format("d")),
    ],
)
def test_it_says_what_python_would_say(db: None, source: str, line: int, text: str) -> None:
    assert texts_of(source) == [(line, text)]


def test_it_is_quiet_about_an_import_and_about_the_functions_of_own_runs(db: None) -> None:
    assert texts_of("import numpy as np\n\n\ndef f(x):\n    plot(x), heatmap(x), bars(x)\n") == []


@pytest.mark.parametrize("source", ["(" * 50_000, "x = 1\0", "x = '\ud800'", "#" * (MAX_SOURCE_BYTES + 1), ""])
def test_odd_sources_do_no_harm(db: None, source: str) -> None:
    body = urlencode({"source": source.encode("utf-8", "surrogatepass")})
    response = Client().post(URL, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 400)


def test_a_syntax_check_that_takes_too_long_finds_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linting, "MAX_SECONDS", 0.0001)
    assert texts_of("def f(:\n") == []


def test_it_answers_later_when_too_many_ask_at_once_or_one_asks_too_often(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linting, "_slots", threading.BoundedSemaphore(1))
    with linting._slots:
        response = Client().post(URL, {"source": "x"})
        assert (response.status_code, response["Retry-After"]) == (429, "1")  # and it counts
    monkeypatch.setattr(LintThrottle, "rate", "2/minute", raising=False)
    statuses = [Client().post(URL, {"source": "x = 1"}).status_code for _ in range(2)]
    assert statuses == [200, 429]


def test_another_sites_page_cannot_use_it(db: None) -> None:
    assert Client().post(URL, {"source": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Client().get(reverse("exercises:lint")).status_code == 405


def test_thousands_of_warnings_cost_the_web_little(db: None) -> None:
    with processor_bound(0.2, "a source with a warning for each of its 32,000 lines"):
        assert len(linting.problems_in("a\n" * 32_000)) == linting.MAX_PROBLEMS
