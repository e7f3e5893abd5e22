"""Every layer is needed: without it, the attack that it stops succeeds; with it, the attack fails."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.protocol import Limits
from runner.sandbox.cold_cell import ColdCell
from runner.sandbox.errors import CellError
from runner.tests.cells import as_ordinary_user
from runner.tests.sabotage.host import Host
from runner.tests.sabotage.layers import LAYERS, without
from runner.tests.sabotage.play import COLD, WARM, Daemons, play, seen_by_the_doctor
from runner.tests.sabotage.probes import DONE, PROBES, WARM_PROBES, Probe

pytestmark = pytest.mark.sandbox

_RUNNER = Path(__file__).resolve().parent.parent
_FIRST = {layer: next(probe for probe in PROBES if probe.layer == layer) for layer in LAYERS}
# For warm cells, only layers with several probes per daemon. `make sabotage` runs all, in both makes, as both users.
_READY = [*(_FIRST[layer] for layer in ("seccomp", "landlock", "identity", "netns", "memory")), *WARM_PROBES]
_BY_USER = ("netns", "pidns", "mounts", "identity", "processes")  # created by a user namespace, or counted in it
_ASKING = re.compile(r"(?:environb?|getenv)\b(\.get\([^)]*\)|\[[^]]*\]|\([^)]*\)|)(?! = |\.items)(?!\":)")


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with Host() as host:
        yield host


@pytest.fixture(scope="module")
def daemons(host: Host) -> Iterator[Daemons]:
    with Daemons(host) as daemons:
        yield daemons


def _name(probe: Probe) -> str:
    return f"{probe.layer}: {probe.name}"


def _carries_weight(probe: Probe, cells: str, daemons: Daemons, host: Host) -> None:
    assert play(probe, cells, daemons, host, out=False) != DONE
    assert play(probe, cells, daemons, host, out=True) == DONE


@pytest.mark.parametrize("layer", LAYERS)
def test_an_attack_succeeds_without_its_layer_and_fails_with_it(layer: str, daemons: Daemons, host: Host) -> None:
    _carries_weight(_FIRST[layer], COLD, daemons, host)


@pytest.mark.sample(4)  # most need a daemon of their own, which imports torch
@pytest.mark.parametrize("probe", _READY, ids=_name)
def test_the_same_holds_in_a_warm_cell(probe: Probe, daemons: Daemons, host: Host) -> None:
    _carries_weight(probe, WARM, daemons, host)


@pytest.mark.sample(1)
@pytest.mark.parametrize("layer", ["seccomp", "identity", "landlock"])
def test_the_doctor_detects_a_daemon_whose_cells_lack_this_layer(layer: str, daemons: Daemons, host: Host) -> None:
    assert seen_by_the_doctor(layer, WARM, daemons, host)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user as well")
def test_layers_that_depend_on_the_user_work_for_an_ordinary_one_too() -> None:
    run = as_ordinary_user("-m", "runner.tests.sabotage", *_BY_USER, timeout=300)
    assert run.returncode == 0, run.stdout
    assert {line.split()[1] for line in run.stdout.splitlines()} == set(_BY_USER)


@pytest.mark.parametrize("layer", ["seccomp", "identity"])
def test_a_cell_without_this_layer_never_gets_a_learners_source(layer: str, host: Host) -> None:
    with without(layer, blind=False), ColdCell(Limits()) as cell:
        with pytest.raises(CellError, match="not closed"):
            cell.load("raise SystemExit('it ran')")
        assert cell.read_output() == ""


def test_no_environment_variable_removes_a_layer() -> None:
    """The judge reads the daemon's sockets and the weaker development mode. A cell's environment is cleared."""
    asked = set()
    for path in (_RUNNER / "sandbox").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines() if path.name != "probe.py" else []:
            asked |= {(path.name, found) for found in _ASKING.findall(line)}
    assert asked <= {
        ("factory.py", ".get(SOCKET)"),
        ("doctor_command.py", ".get(SOCKET)"),
        ("card_cells.py", ".get(CARD_SOCKET)"),
        ("card_doctor.py", '.get(CARD_SOCKET, "")'),
        ("supervisor.py", "[name]"),
        ("supervisor.py", ""),
        ("weak_mode.py", '.get(VARIABLE, "")'),  # needs DEBUG; doctor, worker and site report it
        ("weak_mode.py", '.get("DEBUG", "")'),
    }
    assert '("PATH", "LANG")' in (_RUNNER / "sandbox" / "supervisor.py").read_text(encoding="utf-8")
