"""Probes played against cells of either make, with a layer in and with it out."""

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

from runner.attack import command, stage
from runner.attack.threat import Threat
from runner.protocol import Limits
from runner.sandbox import bubblewrap, daemon, doctor, session
from runner.sandbox.cell import CellError, LearnerError
from runner.tests.cells import REPOSITORY

from .host import Host
from .layers import without
from .probes import DONE, Probe

_START_S = 90.0
COLD, WARM = stage.COLD, stage.WARM


class Daemons:
    """Daemons of ours, one for each set of layers that is out, kept for as long as the ``with`` block lasts."""

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
        """The socket of one whose cells lack these layers.

        Raises:
            CellError: it lends none.
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


def _cell(cells: str, layers: tuple[str, ...], limits: Limits, daemons: Daemons) -> session.Cell:
    if cells == COLD:
        return session.start_cell(limits)
    socket, deadline = daemons.without(layers), time.monotonic() + _START_S
    while True:
        try:
            return session.take_cell(limits, socket)
        except CellError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def play(probe: Probe, cells: str, daemons: Daemons, host: Host, *, out: bool) -> str:
    """How the probe ends, with its layer out or in: "done", or what stopped it."""
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
    """What the doctor says of a host without this layer; empty where it finds nothing wrong."""
    layers = ("a descriptor left", "the zygote's look at itself", layer) if layer == "descriptors" else (layer,)
    with without(*layers, blind=False, added=host.shown(layers)):
        if cells == COLD:
            examination = doctor.examine()
        else:
            with _cell(cells, layers, Limits(), daemons):
                pass  # it lends them, so the examination finds one
            examination = doctor.examine_warm(daemons.without(layers))
    trouble = examination.first_trouble
    return f"{trouble.name}: {trouble.evidence}" if trouble else ""


@contextmanager
def theatre_without(*layers: str) -> Iterator[stage.Stage]:
    """The stage of the attack suite, with cold cells that lack these layers and a doctor who finds nothing wrong."""
    with without(*layers), mock.patch.object(doctor, "require_fit"), stage.stage(COLD) as theatre:
        yield theatre


def gets_through(threat: Threat, theatre: stage.Stage) -> bool:
    """Whether a submission of a threat says that it got what it wanted: the first, or else any."""
    for only_first in (True, False):  # a kernel may lack what the first one is about
        row = command.play(theatre, threat, only_first)
        if row.outcome == command.SUCCEEDED and any(stage.BREACH in trouble for trouble in row.troubles):
            return True
    return False


def _serve(socket: str, layers: str, added: str) -> int:
    with without(*json.loads(layers), blind=False, added=json.loads(added)):
        options = [socket, "--cells", "1", "--parent", str(os.getppid())]
        options += ["--memory-mib", str(Limits().memory_mib), "--disk-mib", str(Limits().disk_mib)]
        return daemon.main([*options, "--", *bubblewrap.zygote_command()])


if __name__ == "__main__":
    raise SystemExit(_serve(*sys.argv[1:]))
