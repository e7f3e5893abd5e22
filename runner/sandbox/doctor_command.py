"""``python -m runner doctor [--json] [--card]``: try every layer of this host's cells, and of its card.

Without ``--card``, a host that has no card does without.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict

from runner.hardware import detect

from . import card_doctor
from .doctor import examine, examine_warm
from .layers import HostExamination, failed
from .supervisor import SOCKET, Supervisor


def _examine_all(*, needs_card: bool) -> HostExamination:
    """Examine cold and warm cells, and those on a card. Start a daemon for it where none runs."""
    packages = _examine_packages()
    if not packages.is_fit:
        return packages
    cells = _examine_cells()
    if not cells.is_fit or cells.is_weak or not (needs_card or detect()):
        return cells
    return HostExamination(cells.layers + card_doctor.examine().layers)


def _examine_packages() -> HostExamination:
    """Nothing if everything that a worker imports is installed."""
    try:
        for module in ("runner.worker", "runner.judge.grading", "torch"):
            importlib.import_module(module)
    except ImportError as error:
        fix = "Install requirements/runner.txt into the environment of this Python"
        return HostExamination((failed("packages", f"a worker can't start: {error}", fix),))
    return HostExamination(())


def _examine_cells() -> HostExamination:
    cold = examine()
    if not cold.is_fit or cold.is_weak:
        return cold
    if socket := os.environ.get(SOCKET):
        return HostExamination(cold.layers + examine_warm(socket).layers)
    with Supervisor(cells=1) as supervisor:
        supervisor.wait()
        return HostExamination(cold.layers + examine_warm(supervisor.socket).layers)


def main(argv: list[str]) -> int:
    """Return 0 for a fit host, EX_TEMPFAIL (75) for one that was too busy to be examined, and 1 for an unfit one."""
    examination = _examine_all(needs_card="--card" in argv)
    if "--json" in argv:
        host = {"kernel": os.uname().release, "machine": platform.machine(), "user": os.geteuid()}
        answer = {"fit": examination.is_fit, "host": host, "layers": [asdict(layer) for layer in examination.layers]}
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    else:
        sys.stdout.write(_as_text(examination))
    if examination.was_too_busy:
        return os.EX_TEMPFAIL
    return 0 if examination.is_fit else 1


def _as_text(examination: HostExamination) -> str:
    lines: list[str] = []
    for layer in examination.layers:
        lines.append(f"{'holds' if layer.ok else 'FAILS'}  {layer.name}: {layer.evidence}")
        if layer.fix:
            lines.append(f"       fix: {layer.fix}")
    lines.append(_conclusion(examination))
    return "\n".join(lines) + "\n"


def _conclusion(examination: HostExamination) -> str:
    if not examination.is_fit:
        return f"This host is {examination.refusal}; nothing will be run."
    if examination.is_weak:
        return "This host grades in the WEAK MODE of development. Run nobody's code here but your own."
    return "This host is fit to grade."
