"""What `make bench-peers` hands to nbgrader and otter-grader, without installing them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bench import peers
from runner.catalog import find

SOLUTION = find(peers.EXERCISE).solution
WRONG = SOLUTION.replace("/ np.sqrt(d_k)", "/ d_k")
VALIDATE = "import nbformat, sys; nbformat.validate(nbformat.reads(sys.stdin.read(), 4))"


def defined(source: str, **given: Any) -> ModuleType:
    module = ModuleType("given")
    module.__dict__.update(given)
    exec(source, module.__dict__)  # noqa: S102 - our own
    return module


def notebooks() -> dict[str, str]:
    released = peers.nbgrader_notebook(SOLUTION)
    return {
        "source": released,
        "submitted": peers.filled_in(released, peers.STARTER),
        "otter": peers.notebook(peers.cell("attention", SOLUTION)),
    }


def test_it_takes_the_number_of_runs_and_json() -> None:
    options = peers.parser().parse_args(["--runs", "2", "--json"])
    assert (options.runs, options.json) == (2, True)
    assert peers.parser().parse_args([]).runs == 5


def test_the_test_that_peers_run_knows_right_from_wrong() -> None:
    assert WRONG != SOLUTION
    defined(peers.TEST, attention=defined(SOLUTION).attention)
    with pytest.raises(AssertionError):
        defined(peers.TEST, attention=defined(WRONG).attention)
    with pytest.raises((AssertionError, TypeError)):
        defined(peers.TEST, attention=defined(peers.STARTER).attention)


def test_otters_test_asks_for_the_learners_function_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    decorated: list[Any] = []
    monkeypatch.setitem(sys.modules, "otter", ModuleType("otter"))
    stands_in = defined("", test_case=lambda: decorated.append)
    monkeypatch.setitem(sys.modules, "otter.test_files", stands_in)
    module = defined(peers.otter_test())
    assert (module.OK_FORMAT, module.points) == (False, 1)
    (same_as_torch,) = decorated
    same_as_torch(attention=defined(SOLUTION).attention)
    with pytest.raises(AssertionError):
        same_as_torch(attention=defined(WRONG).attention)


def test_nbgraders_notebook_has_an_answer_cell_and_a_graded_test() -> None:
    answer, test = json.loads(notebooks()["submitted"])["cells"]
    assert answer["source"] == peers.STARTER
    assert answer["metadata"]["nbgrader"]["solution"]
    assert (test["metadata"]["nbgrader"]["grade"], test["metadata"]["nbgrader"]["points"]) == (True, 1)
    assert peers.TEST in test["source"]


@pytest.mark.parametrize("name", notebooks())
def test_every_notebook_is_valid_by_nbformats_rules(name: str) -> None:
    python = peers.HOMES / "nbgrader" / "bin" / "python"
    if not python.exists():
        pytest.skip("nbformat comes with nbgrader: make bench-peers installs it")
    done = subprocess.run([python, "-c", VALIDATE], input=notebooks()[name], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", peers.PEERS)
def test_peers_are_pinned_but_for_torch(name: str) -> None:
    lines = (peers.REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert {"nbgrader": "nbgrader==0.9.6", "otter": "otter-grader==7.0.0"}[name] == wanted[0]
    assert [line for line in wanted if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == ["torch>=2.9,<3"]


def test_a_peer_that_does_not_run_is_reported_with_its_last_output(tmp_path: Path) -> None:
    home = peers.Home(Path(sys.prefix), tmp_path)
    with pytest.raises(RuntimeError, match="python -c ended with 1: no kernel"):
        home.run("python", "-c", "import sys; sys.exit('no kernel')")
