"""None of our secrets reaches a cell through memory, environment, files, descriptors or messages."""

from __future__ import annotations

import json
import os
import re
import secrets
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.tests.cells import REPOSITORY
from runner.tests.makes import MAKES
from runner.tests.toy import write_exercise

pytestmark = pytest.mark.sandbox

_SCANNER = Path(__file__).parent.parent / "attack" / "threats" / "canary_scanner.py"
_ANY = re.compile(r"descent-canary-\w+-[0-9a-f]{16}")

# The judge, as a process of its own: whatever it starts to make cells is started with the secrets already there.
_JUDGE = """
import json, os, sys
from pathlib import Path
from runner.catalog import CatalogExercise
from runner.judge.grading import grade
from runner.protocol import Job, Limits
from runner.sandbox.factory import open_cell
from runner.tests.makes import make_of, making

folder, scanner, control = Path(sys.argv[1]), Path(sys.argv[2]).read_text(), float(sys.argv[3])
kept = [os.environ["DESCENT_CANARY"].replace("environment", "memory"), bytearray(os.environ["DESCENT_CANARY"], "utf-8")]
exercise = CatalogExercise(folder)
exercise.checks
extra = [bytes(byte ^ 0xFF for byte in bytes.fromhex(word)) for word in json.loads(os.environ["DESCENT_WANTED"])]
with making(sys.argv[4]):
    with open_cell(Limits(wall_s=100, cpu_s=100, memory_mib=1024)) as cell:
        cell.load(scanner)
        found = cell.call("scan", (extra, control)) | {"make": make_of(cell)}
    jobs = [Job(submission="s", attempt="a", exercise="row-means", digest=exercise.digest, source=source)
            for source in json.loads(sys.stdin.read())]
    reports = [grade(job, exercise=exercise).to_json() for job in jobs]
print(json.dumps({"found": found, "reports": reports}))
"""
_CHECKS = '''\
"""{canary}"""
import numpy as np

from runner.judge import check, close

SECRET = "{canary}"
EXPECTED = {number!r}


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    hidden = "{canary}"
    out = learner.row_means(np.array([[1.0, 3.0]]))
    close(out, np.array([2.0]))
    assert hidden


@check
def hidden_inputs(learner, rng):
    """Rows drawn for you"""
    hidden, expected = "{canary}", EXPECTED
    out = learner.row_means(np.array([[0.0, 1.0]]))
    close(out, np.array([0.5]))
    close(out * 2 * expected, np.array([expected]))
    assert hidden
'''
_MEAN = "def row_means(x):\n    return x.sum(axis=1) / x.shape[1]\n"
_ASKING = {
    "an exception of what it can see": "raise ValueError(repr([os.environ, sys.argv, sys._getframe(2).f_locals]))",
    "prints of every object": "print([o for o in gc.get_objects() if 'canary' in repr(o)[:2000]][:50])",
    "an exception of objects": "raise KeyError([repr(o)[:300] for o in gc.get_objects()][-200:])",
    "an exception that looks about": "raise E",
    "a value of what the main module holds": "return {k: repr(v) for k, v in vars(sys.modules['__main__']).items()}",
    "a broken frame": "os.write(4, b'x' * 100)",
    "a syntax error": "return (",
}
_SETUP = """
import gc, os, sys
class E(Exception):
    def __str__(self): return repr(self.__traceback__.tb_frame.f_back.f_locals)
def row_means(x):
"""
_SOURCES = [_MEAN, *(f"{_SETUP}    {statement}\n" for statement in _ASKING.values())]


@pytest.fixture(scope="module")
def kept_file() -> Iterator[str]:
    """A secret in a file of the running site."""
    folder = REPOSITORY / "var"
    folder.mkdir(exist_ok=True)
    path = folder / f"canary-{secrets.token_hex(4)}"
    path.write_text(_canary("file"))
    yield str(path)
    path.unlink()


def _canary(place: str) -> str:
    return f"descent-canary-{place}-{secrets.token_hex(8)}"


def _judge(folder: Path, number: float, control: float, make: str) -> dict[str, Any]:
    environment = dict(os.environ) | {
        "DESCENT_CANARY": _canary("environment"),
        "DESCENT_WANTED": json.dumps([struct.pack("<d", number).hex(), repr(number).encode().hex()]),
        "PYTHONPATH": str(REPOSITORY),
    }
    words = [sys.executable, "-c", _JUDGE, str(folder), str(_SCANNER), str(control), make]
    run = subprocess.run(
        words, input=json.dumps(_SOURCES), env=environment, cwd=REPOSITORY, capture_output=True, text=True, timeout=200,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


@pytest.fixture(scope="module", params=MAKES)
def haul(request: pytest.FixtureRequest, kept_file: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The result of a thorough search in a cell, and the reports of submissions that ask for secrets."""
    number = 1000 + secrets.randbelow(2**40) / 2**13
    checks = _CHECKS.format(canary=_canary("checks"), number=number)
    exercise = write_exercise(tmp_path_factory.mktemp("catalog"), checks_py=checks)
    return _judge(exercise.folder, number, 0.0, request.param)


def test_a_thief_with_the_whole_process_to_search_finds_no_secret(
    haul: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    found = haul["found"]
    assert found["make"] == request.node.callspec.params["haul"]
    assert {place: found[place] for place in ("memory", "objects", "files", "descriptors", "met")} == {
        "memory": [], "objects": [], "files": [], "descriptors": [], "met": []}  # fmt: skip
    assert found["bytes"] > 32 * 2**20, "it has hardly searched"
    assert found["opened"] > 500, "it has hardly read a file"


def test_no_report_carries_a_secret(haul: dict[str, Any]) -> None:
    assert len(haul["reports"]) == len(_SOURCES)
    assert haul["reports"][0]["verdict"] == "passed", haul["reports"][0]["message"]
    for report in haul["reports"]:
        assert not _ANY.search(json.dumps(report))
        assert str(REPOSITORY) not in json.dumps(report)
    assert all(report["verdict"] != "passed" for report in haul["reports"][1:])


def test_the_thief_would_find_what_is_there(tmp_path: Path) -> None:
    number = 1234.5678
    found = _judge(write_exercise(tmp_path).folder, number, number, "cold")["found"]
    assert found["memory"] == found["objects"] == found["files"] == ["own"]
    assert 0 in found["met"]
