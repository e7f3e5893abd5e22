"""The runner's log lines say which submission they are about."""

import io
import json
import logging
from collections.abc import Callable

import pytest

from runner import logs

Format = Callable[[], str]


@pytest.fixture
def log_with() -> Callable[[logging.Formatter], str]:
    def lines(formatter: logging.Formatter) -> str:
        output = io.StringIO()
        handler = logging.StreamHandler(output)
        handler.setFormatter(formatter)
        logger = logging.getLogger("test.runner")
        logger.addHandler(handler)
        with logs.about(submission="s-1\n", attempt="a" * 100, request_id=None):
            logger.warning("job.taken")
        logger.warning("later")
        logger.removeHandler(handler)
        return output.getvalue()

    return lines


def test_json_lines_carry_the_fields_and_no_empty_or_long_ones(log_with: Callable[[logging.Formatter], str]) -> None:
    first, second = [json.loads(line) for line in log_with(logs.JSONFormatter()).splitlines()]
    assert (first["event"], first["submission"], first["level"]) == ("job.taken", "s-1\n", "warning")
    assert len(first["attempt"]) == logs.MAX_CHARS
    assert "request_id" not in first
    assert "submission" not in second


def test_a_field_cannot_begin_a_line_of_its_own(log_with: Callable[[logging.Formatter], str]) -> None:
    first, _ = log_with(logs.LineFormatter()).splitlines()
    assert 'job.taken submission="s-1\\n"' in first
