"""Every layer carries weight: with it taken out, what it stands against gets through; with it in, nothing does."""

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

_RUNNER = Path(__file__).resolve().parent.parent
_FIRST = {layer: next(probe for probe in PROBES if probe.layer == layer) for layer in LAYERS}
# Of warm cells, those whose daemon serves several probes. `make sabotage` plays all, in both makes, as both users.
_READY = [*(_FIRST[layer] for layer in ("seccomp", "landlock", "identity", "netns", "memory")), *WARM_PROBES]
_BY_USER = ("netns", "pidns", "mounts", "identity", "processes")  # made by a user namespace, or counted in it
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
def test_with_this_layer_out_its_attack_succeeds_and_with_it_in_it_fails(
    layer: str, daemons: Daemons, host: Host
) -> None:
    _carries_weight(_FIRST[layer], COLD, daemons, host)


@pytest.mark.parametrize("probe", _READY, ids=_name)
def test_so_it_is_in_a_warm_cell(probe: Probe, daemons: Daemons, host: Host) -> None:
    _carries_weight(probe, WARM, daemons, host)


@pytest.mark.parametrize("layer", ["seccomp", "identity", "landlock"])
def test_a_daemon_whose_cells_lack_this_layer_is_found_out(layer: str, daemons: Daemons, host: Host) -> None:
    assert seen_by_the_doctor(layer, WARM, daemons, host)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user as well")
def test_what_depends_on_the_user_holds_for_an_ordinary_one_too() -> None:
    run = as_ordinary_user("-m", "runner.tests.sabotage", *_BY_USER, timeout=300)
    assert run.returncode == 0, run.stdout
    assert {line.split()[1] for line in run.stdout.splitlines()} == set(_BY_USER)


@pytest.mark.parametrize("layer", ["seccomp", "identity"])
def test_a_cell_that_did_not_close_this_door_is_never_given_a_learners_source(layer: str, host: Host) -> None:
    with without(layer, blind=False), ColdCell(Limits()) as cell:
        with pytest.raises(CellError, match="not closed"):
            cell.load("raise SystemExit('it ran')")
        assert cell.take_output() == ""


def test_no_variable_of_the_environment_takes_a_layer_out() -> None:
    """The judge's side asks where the daemon listens, and for development's weaker mode; a cell's has a cleared one."""
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
        ("weak_mode.py", '.get(VARIABLE, "")'),  # only with DEBUG on, and named by the doctor, the worker and the site
        ("weak_mode.py", '.get("DEBUG", "")'),
    }
    assert '("PATH", "LANG")' in (_RUNNER / "sandbox" / "supervisor.py").read_text(encoding="utf-8")
