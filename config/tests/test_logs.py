"""Every log line of a request has its id, as text and as JSON."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.conf import LazySettings
from django.test import Client
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.scopes import Scope
from accounts.tests.apps import app_of
from config import logs
from progress.home.api import StatusView

ClientOf = Callable[[User], Client]
Lines = Callable[[], list[dict[str, Any]]]
STATUS, EXERCISES = "/api/v1/status/", "/api/v1/exercises/"


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged as JSON from now on."""
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(logs.formatter(logs.JSON))
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_all_lines_of_a_refused_request_have_one_id(db: None, client: Client, lines: Lines) -> None:
    client.get("/no-such-page/")
    events = lines()
    assert {line["logger"] for line in events} >= {"django.request", "django_structlog.middlewares.request"}
    [request_id] = {line[logs.REQUEST_ID] for line in events}
    client.get("/no-such-page/")
    assert {line[logs.REQUEST_ID] for line in lines()} > {request_id}


def test_a_line_of_a_signed_in_request_names_the_person_by_number(
    ada: User, client_of: Callable[[User], Client], lines: Lines
) -> None:
    client_of(ada).get("/no-such-page/")
    assert ada.pk in {line.get("user_id") for line in lines()}
    assert ada.email not in json.dumps(lines())


@pytest.fixture
def _logging_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """A REST view that logs a line."""

    def get(view: StatusView, request: Request) -> Response:
        structlog.get_logger("test").warning("it.happened")
        return Response({})

    monkeypatch.setattr(StatusView, "get", get)


@pytest.mark.usefixtures("_logging_view")
@pytest.mark.parametrize("kind", ["token", "app", "session"])
def test_a_line_of_an_api_request_names_the_person_by_number(
    ada: User, carl: User, client_of: ClientOf, api_of: ClientOf, lines: Lines, kind: str
) -> None:
    clients = {"token": api_of(ada), "app": app_of(ada, Scope.READ), "session": client_of(ada)}
    assert clients[kind].get(STATUS).status_code == 200
    client_of(carl).get(STATUS)
    assert [line["user_id"] for line in lines() if line["event"] == "it.happened"] == [ada.pk, carl.pk]


def test_each_request_has_a_line_if_the_operator_wants_it(
    ada: User, api_of: ClientOf, client: Client, lines: Lines, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    script = api_of(ada)
    script.get(EXERCISES)
    assert not access_lines(lines())
    settings.ACCESS_LOG = True
    script.handler.load_middleware()
    script.get(EXERCISES)
    script.head("/exercises/no-such-exercise/")
    script.get("/no-such-page/?secret=1")
    lines_of_it = access_lines(lines())
    fields = [[line.get(name) for name in ("method", "route", "status", "user_id")] for line in lines_of_it]
    assert fields == [
        ["GET", "api/v1/exercises/$", 200, ada.pk],
        ["HEAD", "exercises/<slug:slug>/", 404, None],
        ["GET", "", 404, None],
    ]
    assert all(line["ms"] >= 0 and line[logs.REQUEST_ID] for line in lines_of_it)
    assert "secret" not in json.dumps(lines_of_it)


def access_lines(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in events if line["event"] == "request.answered"]


def test_a_request_for_another_host_is_one_line_without_a_traceback(client: Client, lines: Lines) -> None:
    client.get("/about/", headers={"Host": "another.example.org"})
    [line] = [line for line in lines() if "DisallowedHost" in line["logger"]]
    assert "another.example.org" in line["event"]
    assert "exception" not in line


def test_an_error_has_its_traceback_in_the_same_line(lines: Lines) -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        structlog.get_logger("test").exception("it.broke", submission="1")
    [line] = lines()
    assert (line["event"], line["submission"]) == ("it.broke", "1")
    assert "ValueError: a" in line["exception"]


def test_the_format_for_people_has_the_same_fields() -> None:
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(logs.formatter(logs.LINE))
    logger = logging.getLogger("test.lines")
    logger.addHandler(handler)
    structlog.get_logger("test.lines").warning("it.broke", submission="1")
    logger.removeHandler(handler)
    assert "it.broke" in output.getvalue()
    assert "submission=1" in output.getvalue()


def test_the_format_for_people_shows_no_local_variables() -> None:
    secret = "of a page"  # only its value could show up, not this line
    try:
        raise ValueError("it broke")
    except ValueError as error:
        record = logging.LogRecord(
            "test", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__)
        )
    text = logs.formatter(logs.LINE).format(record)
    assert "ValueError: it broke" in text
    assert secret not in text
