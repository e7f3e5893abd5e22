"""A client that openapi-python-client generates from the site's schema, used against the site.

A fault of the schema that the generator can't live with is a warning. One that it can shows when the client is used.
"""

import importlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest
from pytest_django.live_server_helper import LiveServer

from accounts.api_tokens.actions import create_api_token
from accounts.models import User
from cohorts.plan.models import DueWeek
from cohorts.sign_offs.models import SignOff
from exercises.models import Exercise
from exercises.tests.processes import database_url, site_processes
from progress.hours.models import StudyEntry
from runner.tests.toy import SOLUTION
from tests.fuzz.roles import known_parameters
from tests.patience import PATIENCE_S
from tests.permissions.world import World, build_world
from tests.roadmap_rows import insert_roadmap
from tests.serving import serving
from tests.toy_site import load_toy

pytestmark = [pytest.mark.service, pytest.mark.workers, pytest.mark.django_db(transaction=True)]

SCHEMA = "/api/v1/schema/?format=json"
WRONG = "def row_means(x):\n    return x.sum(axis=1)\n"
UTC = re.compile(r"(?<=\d)Z(?=\")")
EXPLAINED = "phase-4.explain-attention"  # a criterion that no exercise proves


class GeneratedClient:
    """The generated package, with a module for each operation and a class for each object of the schema."""

    def __init__(self, site: str, folder: Path, package: str) -> None:
        self.site = site
        self.schema: dict[str, Any] = json.load(urlopen(site + SCHEMA))
        (folder / "generator.yml").write_text("post_hooks: []\n")  # which would format the code
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--url", site + SCHEMA, "--meta", "none"]
        options = ["--output-path", package, "--config", "generator.yml", "--fail-on-warning"]
        ended = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        self.package = package
        self.models = importlib.import_module(f"{package}.models")
        self.types = importlib.import_module(f"{package}.types")

    def signed_in(self, token: str) -> Callable[..., Any]:
        """A function that sends an operation by its name, and returns what the client reads in the answer."""
        client = self.client(token)
        return lambda name, *parameters, **named: self.operation(name).sync(*parameters, client=client, **named)

    def client(self, token: str) -> Any:
        return importlib.import_module(f"{self.package}.client").AuthenticatedClient(
            base_url=self.site, token=token, prefix="Token", timeout=PATIENCE_S, raise_on_unexpected_status=True
        )

    def operation(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.package}.api.{self._tags()[name]}.{name}")

    def _tags(self) -> dict[str, str]:
        operations = [operation for verbs in self.schema["paths"].values() for operation in verbs.values()]
        return {operation["operationId"]: operation["tags"][0].replace("-", "_") for operation in operations}

    def reads(self) -> Iterator[tuple[str, str]]:
        """The path and the name of each operation that reads."""
        for path, verbs in self.schema["paths"].items():
            if "get" in verbs:
                yield path, verbs["get"]["operationId"]


@pytest.fixture
def generate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """A package of its own for each test, since Python imports one of a name once."""
    monkeypatch.syspath_prepend(tmp_path)
    package = "generated_" + re.sub(r"\W", "_", request.node.name)
    return lambda site: GeneratedClient(site, tmp_path, package)


@pytest.fixture
def toy(ada: User, valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exercise]:
    """An exercise, and what grades it."""
    load_toy(tmp_path / "catalog")
    monkeypatch.setenv("DESCENT_CATALOG", str(tmp_path / "catalog"))
    with site_processes():
        yield Exercise.objects.get()


@pytest.fixture
def world(transactional_db: None) -> World:
    insert_roadmap()
    return build_world()


def token_of(person: User) -> str:
    return create_api_token(person=person, name="A generated client", days=1)


def test_a_generated_client_submits_code_and_reads_the_verdict(toy: Exercise, ada: User, generate: Any) -> None:
    with serving(DATABASE_URL=database_url()) as (port, _):
        generated = generate(f"http://127.0.0.1:{port}")
        send, models = generated.signed_in(token_of(ada)), generated.models

        def verdict_on(source: str) -> Any:
            submission = send(
                "submissions_create", body=models.NewSubmission(exercise=toy.slug, source=source), prefer="wait=20"
            )
            while submission.state == models.StateEnum.QUEUED:  # on a busy host
                submission = send("submissions_retrieve", submission.uid, prefer="wait=20")
            return submission

        [exercise] = send("exercises_list", progress=models.ExercisesListProgress.OPEN).results
        assert (exercise.slug, exercise.entry) == (toy.slug, ["row_means"])
        assert "row_means" in send("exercises_retrieve", exercise.slug).starter

        failed = verdict_on(WRONG)
        assert (failed.verdict, failed.mistake) == (models.VerdictEnum.FAILED, "sums")
        detail = failed.checks[0].detail.additional_properties
        assert {"yours", "expected"} <= set(detail)
        passed = verdict_on(SOLUTION)
        assert (passed.state, passed.verdict) == (models.StateEnum.DONE, models.VerdictEnum.PASSED)
        assert {check.verdict for check in passed.checks} == {models.VerdictEnum.PASSED}
        assert passed.phases["total"] > 0

        assert [row.uid for row in send("submissions_list").results] == [passed.uid, failed.uid]
        assert send("exercises_retrieve", exercise.slug).progress == models.ProgressEnum.PASSED


def test_a_generated_client_reads_every_answer_of_the_api(world: World, live_server: LiveServer, generate: Any) -> None:
    """It loses nothing: what it has read, it would write as the site has sent it."""
    generated = generate(live_server.url)
    parameters = known_parameters(generated.schema["paths"], world)
    clients = [generated.client(token_of(world.people[name])) for name in ("learner", "lead")]
    for path, name in generated.reads():
        read = generated.operation(name).sync_detailed
        answers = [read(client=client, **parameters[path]) for client in clients]
        answers = [answer for answer in answers if answer.status_code == 200]
        assert answers, name
        for answer in answers:
            assert as_sent(answer.parsed) == content_of(answer), name


def as_sent(value: Any) -> Any:
    if isinstance(value, list):
        return [as_sent(item) for item in value]
    return value.payload.read().decode() if hasattr(value, "payload") else value.to_dict()


def content_of(answer: Any) -> Any:
    """A file's is text here."""
    text = answer.content.decode()
    is_json = answer.headers["Content-Type"] == "application/json"
    return json.loads(UTC.sub("+00:00", text)) if is_json else text


def test_a_generated_client_is_told_what_is_wrong(ada: User, live_server: LiveServer, generate: Any) -> None:
    generated = generate(live_server.url)
    models = generated.models
    stranger = generated.signed_in("descent_revoked")("status_retrieve")
    assert isinstance(stranger, models.Problem)
    assert stranger.status == 401
    wrong = generated.signed_in(token_of(ada))("study_entries_create", body=models.NewStudyEntry(minutes=-5))
    assert isinstance(wrong, models.InputProblem)
    assert list(wrong.errors.additional_properties) == ["minutes"]


def test_a_generated_client_logs_hours(ada: User, live_server: LiveServer, generate: Any) -> None:
    generated = generate(live_server.url)
    send, models = generated.signed_in(token_of(ada)), generated.models
    entry = send("study_entries_create", body=models.NewStudyEntry(minutes=45, day=date(2026, 11, 2)))
    send("study_entries_partial_update", entry.uid, body=models.PatchedChangedStudyEntry(minutes=50))
    assert [(row.minutes, str(row.day)) for row in send("study_entries_list").results] == [(50, "2026-11-02")]
    send("study_entries_destroy", entry.uid)
    assert not StudyEntry.objects.exists()


def test_a_generated_client_sends_lists_and_files(world: World, live_server: LiveServer, generate: Any) -> None:
    generated = generate(live_server.url)
    models = generated.models
    lead, mate = (generated.signed_in(token_of(world.people[name])) for name in ("lead", "mate"))
    plan = models.NewPlan(due_weeks=[models.NewDueWeek(week=2, phase=1), models.NewDueWeek(week=7, topic="calculus")])
    assert [due.week for due in lead("cohorts_due_weeks_update", "spring", body=plan).due_weeks] == [2, 7]
    assert set(DueWeek.objects.values_list("week", "topic__uid")) == {(2, None), (7, "calculus")}

    notes = generated.types.File(io.BytesIO(b"# Attention"), "attention.md", "text/markdown")
    body = models.NewSignOff(criterion=EXPLAINED, cohort="spring", file=notes)
    sign_off = mate("sign_offs_create", body=body)
    assert sign_off.file_name == "attention.md"
    assert bytes(SignOff.objects.get(uid=sign_off.uid).file.content) == b"# Attention"
