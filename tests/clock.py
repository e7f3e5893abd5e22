"""A pytest plugin: `--clock 2028-02-29T23:30+01:00` runs the tests as if they had been started at that moment.

The clock goes on from there. Only this process has it: servers, browsers, workers and OpenSSL keep the host's clock. So
tests that compare the two, which are marked ``browser``, ``service``, ``workers`` or ``host_clock``, run on the host's
clock in the same session. Cells and deadlines aren't touched, because time.monotonic() isn't.

A test that fails says when it began, with the command that repeats it.
"""

import shlex
from collections.abc import Generator
from datetime import UTC, datetime

import pytest
import time_machine

HOST_CLOCK_MARKS = ("browser", "host_clock", "service", "workers")


class ShiftedClock:
    """A clock that is ahead of the host's by the same time throughout a session."""

    def __init__(self, start: datetime) -> None:
        self._offset = start - datetime.now(UTC)
        self.start()

    def start(self) -> None:
        self._travel = time_machine.travel(datetime.now(UTC) + self._offset)
        self._travel.start()

    def stop(self) -> None:
        self._travel.stop()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if not any(map(item.get_closest_marker, HOST_CLOCK_MARKS)):
            return (yield)
        self.stop()
        try:
            return (yield)
        finally:
            self.start()

    def pytest_unconfigure(self) -> None:
        self.stop()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clock", help="run the tests as if they began then, such as 2028-02-29T23:30+01:00")


def pytest_configure(config: pytest.Config) -> None:
    if text := config.getoption("--clock"):
        config.pluginmanager.register(ShiftedClock(_moment(text)))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise pytest.UsageError(f"--clock {text}: write a date and a time, such as 2028-02-29T23:30+01:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        began = datetime.fromtimestamp(call.start, UTC).isoformat(timespec="seconds")
        report.sections.append(("clock", f"{began}. Repeat it: pytest {shlex.quote(item.nodeid)} --clock {began}"))
    return report
