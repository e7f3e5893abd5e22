"""Processes die and the clock jumps while people work: nothing is lost, doubled or wrong.

`make chaos` does it for half an hour, with every kind of fault.
"""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from tests.site import ROOT

KINDS = ("kill runner child", "kill broker", "clock behind")


@pytest.fixture(scope="module")
def report(django_db_setup: None) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.chaos", "--json", "--seed", "3", "--pace", "3", "--runners", "1"]
    if connection.vendor == "sqlite":  # this test process has run the migrations already
        command += ["--template", connection.settings_dict["NAME"]]
    ran = subprocess.run([*command, "--kinds", *KINDS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.stdout, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_every_fault_happened_or_says_why_it_cannot_here(report: dict[str, Any]) -> None:
    assert report["kinds"].keys() | report["skipped"].keys() == set(KINDS)
    assert report["acknowledged"]["submissions"] > 0
    assert report["acknowledged"]["entries"] > 0


def test_nothing_that_was_acknowledged_is_lost_doubled_or_wrong(report: dict[str, Any]) -> None:
    assert report["lost"] == []
    assert report["duplicates"] == []
    assert report["wrong"] == []


def test_no_innocent_submission_ends_as_our_fault(report: dict[str, Any]) -> None:
    assert len(report["our_fault"]) <= report["acknowledged"]["submissions"] / 20


def test_pages_say_what_is_wrong_instead_of_failing(report: dict[str, Any]) -> None:
    assert report["unclear"] == [], report["tracebacks"]
    assert report["unsaid"] == []


def test_the_site_recovers_by_itself_from_each(report: dict[str, Any]) -> None:
    for name, row in report["kinds"].items():
        assert None not in (*row["page_s"], *row["verdict_s"]), name


def test_no_process_is_left(report: dict[str, Any]) -> None:
    assert report["leftovers"] == []
