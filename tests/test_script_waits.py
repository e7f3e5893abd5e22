"""A script that prefers to wait gets its verdict in one response, and until then holds no thread and no connection to
the database. The server is the real one, with one thread for pages.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
import schemathesis
from django.conf import settings
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from accounts.api_tokens.actions import create_api_token
from accounts.models import User
from exercises.models import Exercise, Submission
from exercises.submissions import pubsub
from exercises.submissions.actions import cancel
from exercises.submissions.waiting import MAX_WAIT_SECONDS
from exercises.tests.processes import database_url, site_processes
from exercises.tests.reports import record_report, report_on
from lib.pages.late_answers import MAX_OF_A_PERSON
from progress.hours.models import StudyEntry
from runner.tests.toy import SOLUTION
from tests.patience import PATIENCE_S, comes_true
from tests.roadmap_rows import insert_roadmap
from tests.serving import serving
from tests.site import ROOT
from tests.toy_site import load_toy

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]

SUBMISSIONS = "/api/v1/submissions/"
CONFORMS = [response_schema_conformance, status_code_conformance]
PAUSES = ("1", "5", "15")  # by the submission's age, which a busy host makes longer
Line = http.client.HTTPConnection


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    data: dict[str, Any]
    applied: str | None
    retry_after: str | None
    seconds: float


@dataclass(frozen=True)
class Script:
    port: int
    pid: int
    token: str

    def send(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> Line:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        own = {"Authorization": f"Token {self.token}", "Content-Type": "application/json", "Connection": "close"}
        content = json.dumps(body) if body else None
        line.request("POST" if body else "GET", path, body=content, headers=own | headers)
        return line

    def ask(self, path: str, body: dict[str, Any] | None = None, *, wait: int) -> Answer:
        start = time.monotonic()
        line = self.send(path, body, Prefer=f"respond-async, wait={wait}")
        response = line.getresponse()
        data = json.loads(response.read())
        line.close()
        header, seconds = response.getheader, time.monotonic() - start
        return Answer(
            status=response.status,
            data=data,
            applied=header("Preference-Applied"),
            retry_after=header("Retry-After"),
            seconds=seconds,
        )


@pytest.fixture
def script(valkey: str, ada: User) -> Iterator[Script]:
    token = create_api_token(person=ada, name="CI", days=1)
    with serving(DATABASE_URL=database_url(), WEB_THREADS="1") as (port, pid):
        yield Script(port, pid, token)


@pytest.fixture
def submission(ada: User) -> Submission:
    """No runner is there."""
    insert_roadmap()
    return Submission.objects.create(exercise=Exercise.objects.get(slug="matmul"), learner=ada, source="x = 1")


def address_of(submission: Submission) -> str:
    return f"{SUBMISSIONS}{submission.uid}/"


def count_waits(submission: Submission) -> int:
    [(_, count)] = redis.Redis.from_url(settings.CACHE_URL).pubsub_numsub(pubsub.channel(submission.uid))
    return int(count)


@pytest.fixture
def toy(ada: User, valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exercise]:
    """An exercise, and what grades it."""
    load_toy(tmp_path / "catalog")
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path / "catalog"))
    with site_processes():
        yield Exercise.objects.get()


def test_a_script_posts_code_and_gets_the_verdict(toy: Exercise, script: Script) -> None:
    answer = script.ask(SUBMISSIONS, {"exercise": toy.slug, "source": SOLUTION}, wait=20)
    if answer.data["state"] == "queued":  # on a busy host
        assert comes_true(lambda: not Submission.objects.waiting().exists())
        answer = script.ask(f"{SUBMISSIONS}{answer.data['uid']}/", wait=20)
    assert (answer.data["state"], answer.data["verdict"]) == ("done", "passed")
    assert [check["verdict"] for check in answer.data["checks"]] == ["passed"] * len(answer.data["checks"])
    assert answer.data["checks"]
    assert (answer.applied, answer.retry_after) == ("wait=20", None)


def test_the_script_in_the_documentation_runs_as_it_is(toy: Exercise, script: Script, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    section = page.partition("## Submit code from a script")[2].partition("\n## ")[0]
    program = section.partition("```python\n")[2].partition("```")[0]
    assert len(program.splitlines()) <= 10
    (tmp_path / "submit.py").write_text(program)
    (tmp_path / "solution.py").write_text(SOLUTION)
    ended = subprocess.run(
        [sys.executable, "submit.py", toy.slug, "solution.py"],
        cwd=tmp_path,
        env={"DESCENT_URL": f"http://127.0.0.1:{script.port}", "DESCENT_TOKEN": script.token},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("passed ")


def test_a_client_that_knows_only_the_schema_submits_and_logs_hours(toy: Exercise, script: Script) -> None:
    """It finds paths and methods by the names of the operations, and checks each response against the schema."""
    site = f"http://127.0.0.1:{script.port}"
    schema = schemathesis.openapi.from_url(f"{site}/api/v1/schema/?format=json")

    def call(name: str, body: dict[str, Any] | None = None, **path_parameters: str) -> Any:
        operation = schema.find_operation_by_id(name)
        content: dict[str, Any] = {"body": body, "media_type": "application/json"} if body else {}
        case = operation.Case(path_parameters=path_parameters, **content)
        headers = {"Authorization": f"Token {script.token}", "Prefer": "wait=20"}
        return case.call_and_validate(base_url=site, headers=headers, checks=CONFORMS).json()

    [exercise] = call("exercises_list")["results"]
    submission = call("submissions_create", {"exercise": exercise["slug"], "source": SOLUTION})
    assert comes_true(lambda: not Submission.objects.waiting().exists())
    submission = call("submissions_retrieve", uid=submission["uid"])
    assert (submission["state"], submission["verdict"]) == ("done", "passed")
    entry = call("study_entries_create", {"minutes": 45, "kind": "coding"})
    assert [row["uid"] for row in call("study_entries_list")["results"]] == [entry["uid"]]
    assert StudyEntry.objects.get().minutes == 45


def test_without_a_verdict_the_wait_ends_in_time_and_says_when_to_ask_again(
    submission: Submission, script: Script
) -> None:
    answer = script.ask(address_of(submission), wait=1)
    assert (answer.status, answer.data["state"]) == (200, "queued")
    assert (answer.applied, answer.retry_after in PAUSES) == ("wait=1", True)
    assert answer.seconds >= 1


def test_a_wait_has_a_limit(submission: Submission, script: Script) -> None:
    answer = script.ask(address_of(submission), wait=9999)
    assert answer.applied == f"wait={MAX_WAIT_SECONDS}"
    assert MAX_WAIT_SECONDS <= answer.seconds < PATIENCE_S


def test_of_ten_waits_of_a_person_four_are_kept_open_and_the_site_answers_others(
    submission: Submission, script: Script
) -> None:
    with ThreadPoolExecutor(10) as threads:
        waits = [threads.submit(script.ask, address_of(submission), wait=MAX_WAIT_SECONDS) for _ in range(10)]
        refused = _first(waits, 10 - MAX_OF_A_PERSON)
        assert comes_true(lambda: count_waits(submission) == MAX_OF_A_PERSON)
        assert script.ask("/api/v1/exercises/", wait=0).status == 200  # there is only one thread
        record_report(data=report_on(submission))
        pubsub.publish(submission.uid)
    answers = [wait.result() for wait in waits]
    assert sorted(answer.data["state"] for answer in answers) == ["done"] * MAX_OF_A_PERSON + ["queued"] * len(refused)
    for answer in answers:
        is_done = answer.data["state"] == "done"
        assert (answer.status, answer.applied) == (200, "wait=20" if is_done else None)
        assert answer.retry_after is None if is_done else answer.retry_after in PAUSES


def _first(waits: list[Future[Answer]], count: int) -> list[Answer]:
    """The answers that came at once."""
    assert comes_true(lambda: sum(wait.done() for wait in waits) >= count)
    return [wait.result() for wait in waits if wait.done()]


def test_a_cancelled_submission_is_an_answer(submission: Submission, script: Script) -> None:
    with ThreadPoolExecutor(1) as threads:
        wait = threads.submit(script.ask, address_of(submission), wait=MAX_WAIT_SECONDS)
        assert comes_true(lambda: count_waits(submission) == 1)
        cancel(submission=submission)
    assert (wait.result().data["state"], wait.result().retry_after) == ("cancelled", None)


def test_a_client_that_goes_away_makes_room(submission: Submission, script: Script) -> None:
    start = time.monotonic()
    with ExitStack() as lines:
        for _ in range(MAX_OF_A_PERSON):
            line = script.send(address_of(submission), Prefer=f"wait={MAX_WAIT_SECONDS}")
            lines.callback(line.close)
        assert comes_true(lambda: count_waits(submission) == MAX_OF_A_PERSON)
    assert comes_true(lambda: count_waits(submission) == 0)
    assert time.monotonic() - start < MAX_WAIT_SECONDS
    assert script.ask(address_of(submission), wait=1).applied == "wait=1"


def test_a_server_that_stops_answers_those_who_wait(submission: Submission, script: Script) -> None:
    with ThreadPoolExecutor(MAX_OF_A_PERSON) as threads:
        waits = [threads.submit(script.ask, address_of(submission), wait=20) for _ in range(MAX_OF_A_PERSON)]
        assert comes_true(lambda: count_waits(submission) == MAX_OF_A_PERSON)
        os.kill(script.pid, signal.SIGTERM)
    for answer in (wait.result() for wait in waits):
        assert (answer.status, answer.data["state"], answer.applied) == (200, "queued", None)
        assert answer.retry_after
        assert answer.seconds < MAX_WAIT_SECONDS


def test_a_deleted_submission_ends_the_wait_with_what_was_there(submission: Submission, script: Script) -> None:
    with ThreadPoolExecutor(1) as threads:
        wait = threads.submit(script.ask, address_of(submission), wait=MAX_WAIT_SECONDS)
        assert comes_true(lambda: count_waits(submission) == 1)
        uid = submission.uid
        submission.delete()
        pubsub.publish(uid)
    assert (wait.result().status, wait.result().data["state"]) == (200, "queued")
