"""`docker compose` on podman, as far as the guide and the drill call it. `bin/docker` runs it.

podman-compose 1.3 knows no `!reset`, starts what waits for `service_completed_successfully` after a failure, quotes
health checks wrongly, and ignores limits and grace periods without a word. Here a key that isn't known is an error.
"""

import argparse
import hashlib
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.compose_drill.stack import Stack

POLL_SECONDS = 0.5
CHECK_SECONDS = 30
LABEL = "compose-drill"
FLAGS: dict[str, Callable[[Any], list[str]]] = {
    # Docker leaves /dev/shm writable, and nothing else.
    "read_only": lambda value: ["--read-only", "--read-only-tmpfs=false", "--tmpfs=/dev/shm:size=64m"] if value else [],
    "init": lambda value: ["--init"] if value else [],
    "user": lambda value: [f"--user={value}"],
    "mem_limit": lambda value: [f"--memory={value}"],
    "pids_limit": lambda value: [f"--pids-limit={value}"],
    "restart": lambda value: [f"--restart={value}"],
    "network_mode": lambda value: [f"--network={value}"],
    "stop_grace_period": lambda value: [f"--stop-timeout={value.removesuffix('s')}"],
    "cap_drop": lambda values: [f"--cap-drop={value}" for value in values],
    "cap_add": lambda values: [f"--cap-add={value}" for value in values],
    "security_opt": lambda values: [f"--security-opt={value.removesuffix(':true')}" for value in values],
    "tmpfs": lambda values: [f"--tmpfs={value}{',' if ':' in value else ':'}noexec" for value in values],  # as Docker's
    "ports": lambda values: [f"--publish={value}" for value in values],
    "logging": lambda value: [f"--log-driver={value['driver']}", f"--log-opt=max-size={value['options']['max-size']}"],
}
ELSEWHERE = {"build", "command", "depends_on", "deploy", "env_file", "environment", "healthcheck", "image", "networks"}
ELSEWHERE |= {"profiles", "secrets", "volumes"}


def podman(*words: str, check: bool = True, capture: bool = True) -> str:
    result = subprocess.run(["podman", *words], text=True, stdout=subprocess.PIPE if capture else None, check=False)
    if check and result.returncode:
        sys.exit(f"podman {shlex.join(words)[:300]} ended with {result.returncode}")
    return (result.stdout or "").strip()


class Compose:
    """One project."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def container(self, name: str) -> str:
        return f"{self.stack.project}-{name}-1"

    def network(self, name: str) -> str:
        return f"{self.stack.project}_{name}"

    # ------------------------------------------------------------------ what a container is made of
    def options(self, name: str) -> list[str]:
        """The options of `podman create` for a service. Exits where one isn't known."""
        service = self.stack.services[name]
        if unknown := service.keys() - FLAGS.keys() - ELSEWHERE:
            sys.exit(f"{name}: the drill doesn't know {', '.join(sorted(unknown))}")
        options = [word for key, flag in FLAGS.items() if key in service for word in flag(service[key])]
        options += [f"--network={self.network(network)}:alias={name}" for network in service.get("networks", [])]
        options += [f"--env={key}={value}" for key, value in self.stack.container_environment(name).items()]
        options += [f"--volume={self.mount(volume)}" for volume in service.get("volumes", [])]
        for secret in service.get("secrets", []):
            options.append(f"--volume={self.path(self.stack.secrets[secret]['file'])}:/run/secrets/{secret}:ro")
        return options

    def mount(self, volume: str) -> str:
        source, _, target = volume.partition(":")
        is_path = source.startswith((".", "/"))
        return f"{self.path(source) if is_path else self.network(source)}:{target}"

    def path(self, name: str) -> Path:
        return self.stack.folder / name

    def create(self, name: str) -> None:
        """Create the container, unless the one that is there is made of the same image and options."""
        service, container = self.stack.services[name], self.container(name)
        command = shlex.split(service.get("command", ""))
        image = podman("image", "inspect", "--format", "{{.Id}}", service["image"])
        options = self.options(name)
        made_of = hashlib.sha256(json.dumps([image, options, command]).encode()).hexdigest()
        if inspected(container, "{{index .Config.Labels `made-of`}}") == made_of:
            return
        podman("rm", "--force", "--ignore", container)
        labels = [f"--label={LABEL}={self.stack.project}", f"--label=made-of={made_of}"]
        podman("create", "--name", container, *labels, *options, service["image"], *command)

    # ------------------------------------------------------------------ commands
    def build(self, names: Iterable[str]) -> None:
        images = {self.stack.services[name]["image"]: self.stack.services[name].get("build") for name in names}
        for image, build in images.items():
            if build:
                arguments = [f"--build-arg={key}={value}" for key, value in build.get("args", {}).items()]
                words = ["build", "--pull=missing", "--network=host", f"--target={build['target']}", *arguments]
                podman(*words, f"--tag={image}", str(self.path(build["context"])), capture=False)

    def up(self, names: list[str], wait_seconds: float) -> None:
        """Start services in their order, each when what it needs is there. Exits if one fails or the time is over."""
        for network, settings in self.stack.networks.items():
            internal = ["--internal"] if (settings or {}).get("internal") else []
            podman(
                "network",
                "create",
                "--ignore",
                *internal,
                f"--label={LABEL}={self.stack.project}",
                self.network(network),
            )
        for volume in self.stack.volumes:
            podman("volume", "create", "--ignore", f"--label={LABEL}={self.stack.project}", self.network(volume))
        deadline, waiting = time.monotonic() + wait_seconds, self.stack.with_dependencies(names)
        while waiting:
            for name in list(waiting):
                needs = self.stack.services[name].get("depends_on", {})
                if needs.keys() & set(waiting):
                    continue
                if all(self.holds(needed, how["condition"]) for needed, how in needs.items()):
                    self.create(name)
                    podman("start", self.container(name))
                    waiting.remove(name)
            self.sleep(deadline, f"not started: {', '.join(waiting)}")
        once = {
            needed
            for service in self.stack.services.values()
            for needed, how in service.get("depends_on", {}).items()
            if how["condition"] == "service_completed_successfully"
        }
        for name in self.stack.with_dependencies(names):
            condition = "service_completed_successfully" if name in once else "service_healthy"
            while not self.holds(name, condition):
                self.sleep(deadline, f"{name} isn't healthy")

    def sleep(self, deadline: float, problem: str) -> None:
        if time.monotonic() > deadline:
            sys.exit(f"{problem} after all the time it had")
        time.sleep(POLL_SECONDS)

    def holds(self, name: str, condition: str) -> bool:
        """Whether a service is where another waits for it to be. Exits if it never will be."""
        container = self.container(name)
        status, code = inspected(container, "{{.State.Status}} {{.State.ExitCode}}").split()
        if condition == "service_completed_successfully":
            if status == "exited" and code != "0":
                sys.exit(f"{name} failed with {code}:\n{logs(container)}")
            return status == "exited"
        if status != "running":
            return False
        check = self.stack.services[name].get("healthcheck", {})
        return "test" not in check or is_healthy(container, check["test"])

    def run(self, name: str, words: list[str], stdin: bool) -> int:
        self.create(name)  # for its image
        service = self.stack.services[name]
        options = [option for option in self.options(name) if not option.startswith(("--restart", "--publish"))]
        interactive = ["--interactive"] if stdin else []
        return subprocess.run(["podman", "run", "--rm", *interactive, *options, service["image"], *words]).returncode

    def down(self, with_volumes: bool) -> None:
        label = f"label={LABEL}={self.stack.project}"
        if containers := podman("ps", "--all", "--quiet", "--filter", label).split():
            podman("stop", *containers)
            podman("rm", "--force", "--volumes", *containers)
        if networks := podman("network", "ls", "--quiet", "--filter", label).split():
            podman("network", "rm", "--force", *networks)
        volumes = podman("volume", "ls", "--quiet", "--filter", label).split()
        if volumes and with_volumes:
            podman("volume", "rm", *volumes)


def is_healthy(container: str, test: list[str]) -> bool:
    """Run its check now. podman's own timers need systemd."""
    words = test[1:] if test[0] == "CMD" else ["sh", "-c", test[1]]
    with suppress(subprocess.TimeoutExpired):
        command = ["podman", "exec", container, *words]
        return subprocess.run(command, capture_output=True, timeout=CHECK_SECONDS).returncode == 0
    return False


def inspected(container: str, template: str) -> str:
    words = ["podman", "container", "inspect", "--format", template, container]
    return subprocess.run(words, text=True, capture_output=True).stdout.strip() or "none 0"


def logs(container: str) -> str:
    result = subprocess.run(["podman", "logs", "--tail", "20", container], text=True, capture_output=True)
    return result.stdout + result.stderr


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="docker compose")
    commands = parser.add_subparsers(dest="command", required=True)
    for command in ("up", "build", "start", "stop", "ps", "logs"):
        commands.add_parser(command).add_argument("services", nargs="*")
    for flag in ("-d", "--wait", "--build", "--remove-orphans"):
        commands.choices["up"].add_argument(flag, action="store_true")
    commands.choices["up"].add_argument("--wait-timeout", type=float, default=600)
    commands.choices["build"].add_argument("--pull", action="store_true")
    commands.add_parser("down").add_argument("-v", dest="volumes", action="store_true")
    for command in ("exec", "run"):
        subparser = commands.add_parser(command)
        subparser.add_argument("-T", action="store_true")
        subparser.add_argument("service")
        subparser.add_argument("words", nargs=argparse.REMAINDER)
    for flag in ("--rm", "--no-deps"):
        commands.choices["run"].add_argument(flag, action="store_true")
    options = parser.parse_args(arguments)
    stack = Stack(Path.cwd())
    compose = Compose(stack)
    names = getattr(options, "services", None) or stack.default_services()
    match options.command:
        case "up":
            missing = [name for name in names if not image_exists(stack.services[name]["image"])]
            compose.build(names if options.build else missing)
            compose.up(names, options.wait_timeout)
        case "build":
            compose.build(names)
        case "start":
            podman("start", *map(compose.container, names))
        case "stop":
            podman("stop", "--ignore", *map(compose.container, names))
        case "ps":
            podman("ps", "--all", "--filter", f"label={LABEL}={stack.project}", capture=False)
        case "logs":
            for name in names:
                sys.stdout.write(logs(compose.container(name)))
        case "exec":
            interactive = ["--interactive"] if options.T else []
            words = ["podman", "exec", *interactive, compose.container(options.service), *options.words]
            return subprocess.run(words).returncode
        case "run":
            return compose.run(options.service, options.words, options.T)
        case "down":
            compose.down(options.volumes)
    return 0


def image_exists(image: str) -> bool:
    return subprocess.run(["podman", "image", "exists", image]).returncode == 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        os.environ.setdefault("PODMAN_IGNORE_CGROUPSV1_WARNING", "1")
        sys.exit(main(sys.argv[1:]))
