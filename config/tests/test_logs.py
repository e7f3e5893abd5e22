"""Every log line of a request has its id, as text and as JSON."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.test import Client

from accounts.models import User
from config import logs

Lines = Callable[[], list[dict[str, Any]]]


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
    found = lines()
    assert {line["logger"] for line in found} >= {"django.request", "django_structlog.middlewares.request"}
    [request_id] = {line[logs.REQUEST_ID] for line in found}
    client.get("/no-such-page/")
    assert {line[logs.REQUEST_ID] for line in lines()} > {request_id}


def test_a_line_of_a_signed_in_request_names_the_person_by_number(
    ada: User, client_of: Callable[[User], Client], lines: Lines
) -> None:
    client_of(ada).get("/no-such-page/")
    assert ada.pk in {line.get("user_id") for line in lines()}
    assert ada.email not in json.dumps(lines())


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
