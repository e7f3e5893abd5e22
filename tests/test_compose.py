"""docker-compose.yml is checked against the code, since no engine runs where the tests run."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.utils.module_loading import import_string

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


def test_it_has_the_services_that_production_needs() -> None:
    assert {"web", "beat", "worker-cpu", "worker-gpu", "postgres", "redis"} <= SERVICES.keys()


def test_every_variable_it_sets_is_read_by_the_code_and_described() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))
    given = {variable for _, service in _own() for variable in service.get("environment", {})}
    assert given <= described
    code = (ROOT / "config/settings.py").read_text() + (ROOT / "runner/worker.py").read_text()
    assert not {variable for variable in given if variable not in code}


def test_every_variable_the_code_reads_is_described() -> None:
    described = (ROOT / "docs/operations.md").read_text()
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "config/settings.py").read_text()))
    for folder in ("runner", "config"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" in path.parts:
                continue
            read |= set(re.findall(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', path.read_text()))
    read -= {"TMPDIR", "DESCENT_CANARY"}  # set by `runner attack` for itself, read by nobody
    assert not {name for name in read if f"`{name}`" not in described}


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "command" in service])
def test_every_command_it_runs_exists(name: str) -> None:
    words = shlex.split(SERVICES[name]["command"])
    if words[:2] == ["sh", "-c"]:
        words = shlex.split(words[2])
    for at, word in enumerate(words):
        if word == "manage.py":
            assert words[at + 1] in get_commands()
        if word == "-A":
            module = words[at + 1]
            import_string(f"{module}.celery_app" if module == "config" else f"{module}.app")
        if re.fullmatch(r"[\w.]+:\w+", word):
            import_string(word.replace(":", "."))


def test_every_queue_has_a_worker() -> None:
    taken = set()
    for service in SERVICES.values():
        words = shlex.split(service.get("command", ""))
        if "-Q" in words:
            taken |= set(words[words.index("-Q") + 1].split(","))
    assert {"web", "reports", "cpu", "cpu-regrade", "gpu", "gpu-regrade"} == taken


def test_the_gpu_worker_reserves_an_nvidia_device() -> None:
    devices = SERVICES["worker-gpu"]["deploy"]["resources"]["reservations"]["devices"]
    assert devices == [{"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}]


def test_a_runner_knows_the_broker_and_nothing_else() -> None:
    for name in ("worker-cpu", "worker-gpu"):
        service = SERVICES[name]
        assert set(service["environment"]) == {"CELERY_BROKER_URL"}
        assert service["networks"] == ["queue"]
        assert COMPOSE["networks"]["queue"] == {"internal": True}
        assert not service.get("privileged")
        assert not [volume for volume in service.get("volumes", []) if "docker.sock" in volume]


def _own() -> list[tuple[str, Any]]:
    """The services that run our code."""
    return [(name, service) for name, service in SERVICES.items() if "build" in service]
