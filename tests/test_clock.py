"""`--clock` moves the tests to another date, and CI draws one."""

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests import clocks
from tests.site import ROOT

ON_A_LEAP_DAY = """
import subprocess, time, pytest
from datetime import date
def host_year(): return int(subprocess.run(["date", "+%Y"], capture_output=True, check=True).stdout)
TODAY = date.today()
def test_today(): assert TODAY == date.today() == date(2096, 2, 29)
@pytest.mark.host_clock
def test_the_hosts_year(): assert date.today().year == host_year()
def test_the_clock_after_it(): assert date.today() == date(2096, 2, 29)
def test_a_deadline():
    start = time.monotonic()
    assert time.monotonic() - start < 3600
"""
NEXT_MONDAY = "from datetime import date\ndef test_it(): assert date.today().weekday()\n"


def _run(folder: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(source)
    bare = ["-c", "/dev/null", "--rootdir", str(folder), "-p", "no:django", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *bare, "-p", "tests.clock", *options, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("processes", [(), ("-n", "1")])
def test_a_session_begins_on_the_date_and_leaves_tests_of_the_host_alone(
    tmp_path: Path, processes: tuple[str, ...]
) -> None:
    run = _run(tmp_path, ON_A_LEAP_DAY, "--clock", "2096-02-29T12:00+00:00", *processes)
    assert "4 passed" in run.stdout, run.stdout


def test_a_failure_names_the_command_that_repeats_it(tmp_path: Path) -> None:
    run = _run(tmp_path, NEXT_MONDAY, "--clock", "2096-02-27T09:00+01:00")
    assert "Repeat it: pytest test_it.py::test_it --clock 2096-02-27T08:00:" in run.stdout
    assert "1 passed" in _run(tmp_path, NEXT_MONDAY, "--clock", "2096-02-28T09:00+01:00").stdout


def test_a_clock_that_is_no_moment_is_explained(tmp_path: Path) -> None:
    run = _run(tmp_path, NEXT_MONDAY, "--clock", "Monday")
    assert "--clock Monday: write a date and a time" in run.stderr


@pytest.mark.parametrize("kind", clocks.KINDS_OF_DAY)
def test_each_kind_of_day_is_drawn_from_the_next_five_years(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "KINDS_OF_DAY", {kind: clocks.KINDS_OF_DAY[kind]})
    now = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    for seed in range(20):
        name, moment = clocks.draw(random.Random(seed), now)  # noqa: S311 - a date, no secret
        assert now < moment < now + timedelta(days=5 * 367)
        assert clocks.KINDS_OF_DAY[kind](moment.date(), ZoneInfo(name.rpartition(" in ")[2]))


def test_both_changes_of_daylight_time_are_drawn() -> None:
    days = [datetime(2027, 1, 1, tzinfo=UTC).date() + timedelta(days=number) for number in range(365)]
    changes = {
        zone: [str(day) for day in days if clocks.KINDS_OF_DAY["a change of daylight time"](day, ZoneInfo(zone))]
        for zone in clocks.ZONES
    }
    assert changes == {
        "UTC": [],
        "Europe/Berlin": ["2027-03-28", "2027-10-31"],
        "America/New_York": ["2027-03-14", "2027-11-07"],
    }
