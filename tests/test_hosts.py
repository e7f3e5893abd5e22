"""A school on five hosts in namespaces loses a runner host, then the link to its broker, and no submission is lost.

`make hosts` tries every fault of tests/hosts/faults.py.
"""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from tests.hosts.network import missing_right
from tests.site import ROOT

IS_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
REASON = missing_right() if IS_POSTGRES else "hosts copy their tables from PostgreSQL"
pytestmark = [pytest.mark.service, pytest.mark.skipif(bool(REASON), reason=REASON)]


@pytest.fixture(scope="module")
def result(django_db_setup: None) -> dict[str, Any]:
    database = {name: connection.settings_dict[name.upper()] for name in ("host", "port", "user", "password")}
    template = " ".join(f"{name}={value}" for name, value in database.items() if value)
    template += f" dbname={connection.settings_dict['NAME']}"
    command = [sys.executable, "-m", "tests.hosts", "--sample", "--json", "--template", template]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400)
    assert ran.stdout, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_every_acknowledged_submission_ends_in_one_right_verdict(result: dict[str, Any]) -> None:
    assert result["acknowledged"] > 0
    assert result["lost"] == result["unfinished"] == result["wrong"] == result["changed"] == []


def test_the_site_says_what_is_wrong_and_recovers_by_itself(result: dict[str, Any]) -> None:
    killed, cut = result["recoveries"]
    assert killed["problems"] == cut["problems"] == []
    assert killed["verdicts_meanwhile"] > 0
    assert cut["readyz"] == ["the broker"]
    assert cut["answers"].keys() <= {"201", "429"}
