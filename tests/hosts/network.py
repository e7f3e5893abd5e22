"""Hosts as namespaces on one network: each has its own address, processes, hostname, and a plug to pull."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self

from tests.hosts import switch
from tests.hosts.switch import CLEAR, LinkRule
from tests.site import ROOT

LEARNERS = "learners"  # not a host of its own: the namespace in which the tests run
_DEVICE = "eth0"
_CUT = LinkRule(loss=1.0)
_INIT = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--uts", "--ipc")


def missing_right() -> str:
    """What this machine lacks to build hosts, as a reason to skip a test. Empty if nothing is missing."""
    if os.geteuid():
        return "an ordinary user, who can't make hosts"
    if shutil.which("ip") is None:
        return "no iproute2"
    if shutil.which("initdb") is None and not _postgres_folder():
        return "no PostgreSQL server to start"
    name = f"descent-probe-{os.getpid()}"
    try:
        _ip("netns", "add", name)
        os.close(switch.open_tap(name, _DEVICE))
    except (OSError, subprocess.CalledProcessError):
        return "no network namespaces with TAP devices"
    finally:
        with suppress(subprocess.CalledProcessError):
            _ip("netns", "del", name)
    return ""


def _postgres_folder() -> Path | None:
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def postgres_program(name: str) -> str:
    """Debian keeps the server's programs out of the path."""
    folder = _postgres_folder()
    return str(folder / name) if folder else name


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Machine:
    """A host: a network namespace, and a process that starts its services while it is on."""

    def __init__(self, name: str, namespace: str, address: str, folder: Path) -> None:
        self.name, self.namespace, self.address, self.folder = name, namespace, address, folder
        self.services: dict[str, list[str]] = {}
        self.environment: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def boot(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["nsenter", f"--net=/run/netns/{self.namespace}", *_INIT, sys.executable, "-m", "tests.hosts.init"]
        arguments = [self.name, str(self.folder), json.dumps(self.services)]
        with (self.folder / "init.log").open("ab") as log:
            self._process = subprocess.Popen(
                command + arguments, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End every process at once, as when the power fails. Nothing of it writes, sends or tidies up any more."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the services as an operator would, then whatever is left."""
        self._signal(signal.SIGTERM)
        self.kill()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(FileNotFoundError, ProcessLookupError):
            children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
            for init in children:  # the kernel ends all processes of its namespace with it
                os.kill(int(init), number)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)


class Network:
    """The machines, the learners' own plug, and the switch between them. Use it in a ``with``."""

    def __init__(self, names: Iterable[str], folder: Path) -> None:
        mark = os.getpid()
        self.net = f"10.213.{mark % 250 + 1}"
        self.address = f"{self.net}.100"
        self._tap = f"learn{mark}"[:15]
        self.machines = {
            name: Machine(name, f"descent-{mark}-{name}", f"{self.net}.{n + 101}", folder / name)
            for n, name in enumerate(names)
        }

    def __enter__(self) -> Self:
        ports = [f"{LEARNERS}::{self._tap}"]
        for machine in self.machines.values():
            _ip("netns", "add", machine.namespace)
            ports.append(f"{machine.name}:{machine.namespace}:{_DEVICE}")
        self._switch = subprocess.Popen(
            [sys.executable, "-m", "tests.hosts.switch", *ports],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._await_switch()
        self._plug_in((), self._tap, self.address, 0)
        for number, machine in enumerate(self.machines.values(), start=1):
            _ip("-n", machine.namespace, "link", "set", "lo", "up")
            self._plug_in(("-n", machine.namespace), _DEVICE, machine.address, number)
        return self

    def __exit__(self, *_: object) -> None:
        self.heal()
        for machine in reversed(self.machines.values()):
            machine.stop()
        assert self._switch.stdin
        self._switch.stdin.close()
        self._switch.wait(10)
        for machine in self.machines.values():
            _ip("netns", "del", machine.namespace)

    @staticmethod
    def _plug_in(where: tuple[str, ...], device: str, address: str, number: int) -> None:
        _ip(*where, "link", "set", device, "address", switch.mac(number))
        _ip(*where, "addr", "add", f"{address}/24", "dev", device)
        _ip(*where, "link", "set", device, "up")

    def _await_switch(self) -> None:
        assert self._switch.stdout
        if self._switch.stdout.readline() != "ok\n":
            raise RuntimeError("the switch has ended")

    def rule(self, sender: str, receiver: str, rule: LinkRule) -> None:
        """Set what happens to packets in one direction."""
        assert self._switch.stdin
        line = json.dumps({"sender": sender, "receiver": receiver} | asdict(rule))
        self._switch.stdin.write(line + "\n")
        self._switch.stdin.flush()
        self._await_switch()

    def cut(self, one: str, other: str) -> None:
        self.rule(one, other, _CUT)
        self.rule(other, one, _CUT)

    def isolate(self, name: str) -> None:
        """Pull a host's plug, so that what its kernel still sends reaches nobody."""
        for other in (LEARNERS, *self.machines):
            if other != name:
                self.cut(name, other)

    def everywhere(self, rule: LinkRule) -> None:
        """Set a rule for every link between hosts."""
        for sender in self.machines:
            for receiver in self.machines.keys() - {sender}:
                self.rule(sender, receiver, rule)

    def heal(self) -> None:
        for name in self.machines:
            self.rule(LEARNERS, name, CLEAR)
            self.rule(name, LEARNERS, CLEAR)
        self.everywhere(CLEAR)

    def power_off(self, name: str) -> None:
        self.isolate(name)
        self.machines[name].kill()
