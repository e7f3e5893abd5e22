"""The examples in docs/deploy/ are checked against the code and docker-compose.yml: nothing here can run them."""

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from django.core.management import get_commands
from django.test import Client

from runner.worker import HARD_LIMIT_SECONDS
from tests.test_compose import SERVICES

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OBJECTS: list[dict[str, Any]] = list(yaml.safe_load_all((DEPLOY / "kubernetes.yml").read_text(encoding="utf-8")))
DEPLOYMENTS = {one["metadata"]["name"]: one["spec"] for one in OBJECTS if one["kind"] == "Deployment"}
CELERY_OPTIONS = ("-A", "-Q", "-c")


class ComposeLoader(yaml.SafeLoader):
    """Compose's own tag empties what the first file has."""


ComposeLoader.add_constructor("!reset", lambda loader, node: loader.construct_sequence(cast(yaml.SequenceNode, node)))


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for one in OBJECTS:
        if one["kind"] in {"Deployment", "Job"}:
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]


def containers() -> Iterator[dict[str, Any]]:
    for _, pod in pods():
        yield from pod["containers"]


def commands() -> Iterator[list[str]]:
    """Of every example, from `python` on."""
    for unit in UNITS:
        yield shlex.split(section(unit, "Service")["ExecStart"].replace("%%", "%"))
    for container in containers():
        for command in " ".join([*container["command"], *container.get("args", [])]).split("&&"):
            yield shlex.split(command.removeprefix("sh -c "))


def section(unit: Path, name: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd are CamelCase
    parser.read(unit)
    return parser[name]


def test_every_command_exists() -> None:
    for words in commands():
        for at, word in enumerate(words):
            if word == "manage.py":
                assert words[at + 1] in get_commands()
            if word == "-A":
                assert words[at + 1] in {"config", "runner.worker"}


def test_migrations_run_in_one_pod() -> None:
    """Of a Deployment each pod would run them, at the same time."""
    [job] = [name for name, pod in pods() if "manage.py migrate" in str(pod)]
    assert job not in DEPLOYMENTS


def test_kubernetes_runs_what_compose_runs() -> None:
    """With the same options where they matter: the app, the queues, the processes."""
    ours = {options(words) for words in commands() if "celery" in words}
    assert {options(shlex.split(SERVICES["worker-web"]["command"])), options(["celery", "-A", "config"])} <= ours
    assert any(("-A", "runner.worker") in one and ("-Q", "cpu,cpu-regrade") in one for one in ours)


def options(words: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, words[at + 1]) for at, word in enumerate(words) if word in CELERY_OPTIONS)


def test_a_runner_has_the_capabilities_of_compose_and_no_more() -> None:
    compose = set(SERVICES["worker-cpu"]["cap_add"])
    runner = DEPLOYMENTS["descent-runner"]["template"]["spec"]
    context = runner["containers"][0]["securityContext"]
    assert set(context["capabilities"]["add"]) == compose
    assert context["capabilities"]["drop"] == ["ALL"]
    assert not context.get("privileged")
    assert runner["automountServiceAccountToken"] is False
    unit = section(DEPLOY / "systemd" / "descent-runner@.service", "Service")
    assert set(unit["CapabilityBoundingSet"].split()) == {f"CAP_{name}" for name in compose}


def test_a_runner_gets_no_credentials_but_its_key() -> None:
    runner = DEPLOYMENTS["descent-runner"]["template"]["spec"]
    container = runner["containers"][0]
    assert "envFrom" not in container
    assert [one["name"] for one in container["env"]] == ["CELERY_BROKER_URL", "RUNNER_KEY_FILE"]
    assert "@" not in container["env"][0]["value"]
    assert [volume["secret"]["secretName"] for volume in runner["volumes"] if "secret" in volume] == ["descent-runner"]


@pytest.mark.parametrize("name", [name for name, pod in pods() if name != "descent-runner"])
def test_a_pod_of_the_web_may_do_nothing_that_it_does_not_need(name: str) -> None:
    pod = dict(pods())[name]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}


@pytest.mark.parametrize("container", containers(), ids=lambda container: container["name"])
def test_a_container_writes_to_tmp_only(container: dict[str, Any]) -> None:
    pod = next(pod for _, pod in pods() if container in pod["containers"])
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    writable = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")}
    assert writable == {"tmp": "/tmp"}  # noqa: S108
    assert {"name": "tmp", "emptyDir": {}} in pod["volumes"]


def test_the_guide_names_each_secret_of_kubernetes() -> None:
    chapter = OPERATIONS.partition("### Kubernetes\n")[2].partition("\n## ")[0]
    secrets = {name for pod in (str(pod) for _, pod in pods()) for name in re.findall(r"'secretName': '([\w-]+)'", pod)}
    assert secrets | {"descent"} <= set(re.findall(r"`([\w-]+)`", chapter))
    assert {"SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL"} <= set(re.findall(r"`(\w+)`", chapter))


def test_stopped_workers_have_time_to_finish() -> None:
    for name, pod in pods():
        if name in {"descent-worker", "descent-runner"}:
            assert pod["terminationGracePeriodSeconds"] > HARD_LIMIT_SECONDS
    for unit in UNITS:
        if "celery" in section(unit, "Service")["ExecStart"] and "beat" not in unit.name:
            assert float(section(unit, "Service")["TimeoutStopSec"]) > HARD_LIMIT_SECONDS


@pytest.mark.usefixtures("db")
def test_the_probes_answer(client: Client) -> None:
    web = DEPLOYMENTS["descent-web"]["template"]["spec"]["containers"][0]
    for probe in ("readinessProbe", "livenessProbe"):
        assert client.get(web[probe]["httpGet"]["path"]).status_code == 200


def test_every_variable_is_described() -> None:
    described = set(re.findall(r"`([A-Z_]+)`", OPERATIONS))
    settings = next(one["data"] for one in OBJECTS if one["kind"] == "ConfigMap")
    assert settings.keys() <= described


def test_runners_scale_to_what_a_pod_grades_at_once() -> None:
    scaled = next(one["spec"] for one in OBJECTS if one["kind"] == "ScaledObject")
    assert scaled["scaleTargetRef"]["name"] in DEPLOYMENTS
    trigger = scaled["triggers"][0]["metadata"]
    command = DEPLOYMENTS["descent-runner"]["template"]["spec"]["containers"][0]["command"]
    assert trigger["threshold"] == command[command.index("-c") + 1]


def test_the_proxy_of_compose_sends_to_the_web_and_hides_its_port() -> None:
    compose = yaml.load((DEPLOY / "compose.tls.yml").read_text(encoding="utf-8"), ComposeLoader)  # noqa: S506  a SafeLoader
    assert compose["services"]["web"]["ports"] == []
    proxy = compose["services"]["proxy"]
    [site] = [volume for volume in proxy["volumes"] if volume.startswith("./")]
    assert "reverse_proxy web:8000" in (ROOT / site.partition(":")[0]).read_text(encoding="utf-8")
    assert set(proxy["networks"]) <= set(SERVICES["web"]["networks"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_accepts_the_unit(unit: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        assert {"ExecStart", "WorkingDirectory"} <= section(unit, "Service").keys()
        return
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    copy = tmp_path / unit.name.replace("@", "@0")
    copy.write_text(unit.read_text().replace("/opt/descent/venv/bin/python", str(python)))
    run = subprocess.run(
        [program, "verify", "--recursive-errors=no", copy], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert unit.stem not in run.stderr, run.stderr
