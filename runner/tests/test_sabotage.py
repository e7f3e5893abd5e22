"""Every layer carries weight: with it taken out, what it stands against gets through; with it in, nothing does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.protocol import Limits
from runner.sandbox import session
from runner.sandbox.cell import CellError
from runner.tests.cells import REPOSITORY, as_ordinary_user
from runner.tests.sabotage.host import Host
from runner.tests.sabotage.layers import LAYERS, UNSEEN_BY_THE_DOCTOR, WARM_ONLY, without
from runner.tests.sabotage.play import COLD, WARM, Daemons, play, seen_by_the_doctor
from runner.tests.sabotage.probes import DONE, PROBES, WARM_PROBES, Probe

_RUNNER = Path(__file__).resolve().parent.parent
_FIRST = {layer: next(probe for probe in PROBES if probe.layer == layer) for layer in LAYERS}
_OTHERS = [probe for probe in PROBES if probe is not _FIRST[probe.layer]]
# Of ready cells, those whose daemon serves several probes; python -m runner.tests.sabotage --cells warm plays all.
_READY = [*(_FIRST[layer] for layer in ("seccomp", "landlock", "identity", "netns", "memory")), *WARM_PROBES]
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
    if probe.root and os.geteuid() != 0:
        pytest.skip("an ordinary user could not do it with every layer out")
    assert play(probe, cells, daemons, host, out=False) != DONE
    assert play(probe, cells, daemons, host, out=True) == DONE


@pytest.mark.parametrize("layer", LAYERS)
def test_with_this_layer_out_its_attack_succeeds_and_with_it_in_it_fails(
    layer: str, daemons: Daemons, host: Host
) -> None:
    _carries_weight(_FIRST[layer], COLD, daemons, host)


@pytest.mark.parametrize("probe", _READY, ids=_name)
def test_so_it_is_in_a_ready_cell(probe: Probe, daemons: Daemons, host: Host) -> None:
    _carries_weight(probe, WARM, daemons, host)


@pytest.mark.slow
@pytest.mark.parametrize("probe", _OTHERS, ids=_name)
def test_with_its_layer_out_this_attack_too_succeeds_and_with_it_in_it_fails(
    probe: Probe, daemons: Daemons, host: Host
) -> None:
    _carries_weight(probe, COLD, daemons, host)


@pytest.mark.slow
@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer not in UNSEEN_BY_THE_DOCTOR])
def test_a_host_without_this_layer_is_found_unfit(layer: str, daemons: Daemons, host: Host) -> None:
    assert seen_by_the_doctor(layer, COLD, daemons, host)


@pytest.mark.parametrize("layer", ["seccomp", "identity", "landlock"])
def test_a_daemon_whose_cells_lack_this_layer_is_found_out(layer: str, daemons: Daemons, host: Host) -> None:
    assert seen_by_the_doctor(layer, WARM, daemons, host)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user as well")
@pytest.mark.parametrize("cells", [COLD, WARM])
def test_the_whole_matrix_is_right_for_an_ordinary_user(cells: str) -> None:
    run = as_ordinary_user("-m", "runner.tests.sabotage", "--cells", cells, timeout=1200)
    assert run.returncode == 0, run.stdout


@pytest.mark.slow
def test_the_whole_matrix_is_right_in_ready_cells() -> None:
    words = [sys.executable, "-m", "runner.tests.sabotage", "--cells", WARM]
    run = subprocess.run(words, capture_output=True, text=True, cwd=REPOSITORY, timeout=1200, check=False)
    assert run.returncode == 0, run.stdout
    assert run.stdout.count("\nok") + 1 >= len(PROBES) + len(LAYERS) + len(WARM_ONLY)


@pytest.mark.parametrize("layer", ["seccomp", "identity"])
def test_a_cell_that_did_not_close_this_door_is_never_given_a_learners_source(layer: str, host: Host) -> None:
    with without(layer, blind=False), session.start_cell(Limits()) as cell:
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
        ("cell.py", ".get(SOCKET)"),
        ("doctor.py", ".get(SOCKET)"),
        ("keeper.py", "[name]"),
        ("keeper.py", ""),
        ("weak.py", '.get(ASKING, "")'),  # only with DEBUG on, and named by the doctor, the worker and the site
        ("weak.py", '.get("DEBUG", "")'),
    }
    assert '("PATH", "LANG")' in (_RUNNER / "sandbox" / "keeper.py").read_text(encoding="utf-8")
