"""Run probes in cold and warm cells, with and without a layer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from unittest import mock

from runner.attack import command
from runner.attack import harness as attacks
from runner.attack.report_checks import BREACH
from runner.attack.threat import Threat
from runner.protocol import Limits
from runner.sandbox import bubblewrap, daemon, doctor
from runner.sandbox.cell import Cell
from runner.sandbox.cold_cell import ColdCell
from runner.sandbox.errors import CellError, LearnerError
from runner.sandbox.warm_cell import WarmCell
from runner.tests.cells import REPOSITORY

from .host import Host
from .layers import without
from .probes import DONE, Probe

_START_S = 90.0
COLD, WARM = attacks.COLD, attacks.WARM


class Daemons:
    """Our own daemons, one for each set of removed layers, until the ``with`` block ends."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._sockets: dict[frozenset[str], str] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="descent-"))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def without(self, layers: tuple[str, ...]) -> str:
        """The socket of a daemon whose cells lack these layers.

        Raises:
            CellError: the daemon lends no cell.
        """
        key = frozenset(layers)
        if key not in self._sockets:
            socket = str(Path(self._folder, str(len(self._sockets))))
            words = [socket, json.dumps(layers), json.dumps(self._host.shown(layers))]
            process = subprocess.Popen([sys.executable, "-m", __name__, *words], cwd=REPOSITORY)
            self._stack.callback(_end, process)
            self._sockets[key] = socket
        return self._sockets[key]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def _cell(cells: str, layers: tuple[str, ...], limits: Limits, daemons: Daemons) -> Cell:
    if cells == COLD:
        return ColdCell(limits)
    socket, deadline = daemons.without(layers), time.monotonic() + _START_S
    while True:
        try:
            return WarmCell(limits, socket)
        except CellError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def play(probe: Probe, cells: str, daemons: Daemons, host: Host, *, out: bool) -> str:
    """The probe's outcome, with its layer out or in: "done", or what stopped it."""
    layers = (*probe.behind, *([probe.layer] if out else []))
    with without(*layers, added=host.shown(layers)):
        try:
            with _cell(cells, layers, probe.limits, daemons) as cell:
                cell.load(probe.source)
                value = cell.call("f", (host.told(),))
        except LearnerError as error:
            return f"{error.verdict}: {error.message.splitlines()[-1]}"
    return DONE if isinstance(value, bytes) else str(value)


def seen_by_the_doctor(layer: str, cells: str, daemons: Daemons, host: Host) -> str:
    """What the doctor reports about a host without this layer. Empty if it finds no problem."""
    layers = ("a descriptor left", "the zygote's look at itself", layer) if layer == "descriptors" else (layer,)
    with without(*layers, blind=False, added=host.shown(layers)):
        if cells == COLD:
            examination = doctor.examine()
        else:
            with _cell(cells, layers, Limits(), daemons):
                pass  # the daemon lends its cells, so the examination gets one
            examination = doctor.examine_warm(daemons.without(layers))
    trouble = examination.first_failure
    return f"{trouble.name}: {trouble.evidence}" if trouble else ""


@contextmanager
def harness_without(*layers: str) -> Iterator[attacks.AttackHarness]:
    """The harness of the attack suite, with cold cells that lack these layers and a doctor that reports no problem."""
    with without(*layers), mock.patch.object(doctor, "require_fit"), attacks.open_harness(COLD) as harness:
        yield harness


def gets_through(threat: Threat, harness: attacks.AttackHarness) -> bool:
    """Whether a submission of a threat prints that it succeeded."""
    for only_first in (True, False):  # a kernel may lack the feature that the first one attacks
        row = command.run_threat(harness, threat, only_first)
        if row.outcome == command.ThreatStatus.SUCCEEDED and any(BREACH in trouble for trouble in row.problems):
            return True
    return False


def _serve(socket: str, layers: str, added: str) -> int:
    with without(*json.loads(layers), blind=False, added=json.loads(added)):
        options = [socket, "--cells", "1", "--parent", str(os.getppid())]
        options += ["--memory-mib", str(Limits().memory_mib), "--disk-mib", str(Limits().disk_mib)]
        return daemon.main([*options, "--", *bubblewrap.zygote_command()])


if __name__ == "__main__":
    raise SystemExit(_serve(*sys.argv[1:]))
