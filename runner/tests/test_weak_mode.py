"""The weaker development mode needs its exact name and DEBUG, is reported everywhere, and still runs code in a cell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from runner.catalog import find
from runner.harness import landlock
from runner.judge.grading import grade
from runner.protocol import WEAK_MODE, Job, Limits, Verdict
from runner.sandbox import doctor
from runner.sandbox.errors import LearnerError, SandboxUnavailable
from runner.sandbox.factory import open_cell
from runner.sandbox.layers import HostExamination
from runner.sandbox.supervisor import SOCKET
from runner.sandbox.weak_cell import WeakCell
from runner.tests import seen
from runner.tests.cells import REPOSITORY, answer, as_ordinary_user
from tests.patience import comes_true

pytestmark = pytest.mark.sandbox

_SLUG = "scaled-dot-product-attention"


@pytest.fixture(autouse=True)
def _forget_proofs() -> Iterator[None]:
    doctor._proof.cache_clear()
    yield
    doctor._proof.cache_clear()


def _ask(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("DESCENT_SANDBOX", "weak")
    patch.setenv("DEBUG", "1")
    patch.delenv(SOCKET, raising=False)


@pytest.fixture(scope="module")
def proof() -> HostExamination:
    """The result that a process looks up once and caches, shared by all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        _ask(patch)
        return doctor.examine(thorough=False)


@pytest.fixture
def _weak(monkeypatch: pytest.MonkeyPatch, proof: HostExamination) -> None:
    _ask(monkeypatch)
    assert proof.is_fit
    assert proof.is_weak
    monkeypatch.setattr(doctor, "_proof", cache(lambda: proof))


weak = pytest.mark.usefixtures("_weak")


@pytest.mark.parametrize(
    ("wish", "debug"), [("weak", None), ("weak", "0"), ("weak", "false"), ("weak", ""), ("off", "1"), ("1", "1")]
)
def test_it_is_refused_without_debug_and_under_any_other_name(
    monkeypatch: pytest.MonkeyPatch, wish: str, debug: str | None
) -> None:
    monkeypatch.setenv("DESCENT_SANDBOX", wish)
    monkeypatch.delenv("DEBUG", raising=False)
    if debug is not None:
        monkeypatch.setenv("DEBUG", debug)
    with pytest.raises(SandboxUnavailable, match="DESCENT_SANDBOX") as caught:
        open_cell(Limits())
    assert "unset DESCENT_SANDBOX" in caught.value.fix
    assert not doctor.examine().is_fit


def test_debug_alone_does_not_turn_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "1")
    assert not doctor.examine(thorough=False).is_weak


@weak
def test_the_doctor_names_it_first_and_last() -> None:
    command = [sys.executable, "-m", "runner", "doctor"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert run.returncode == 0, run.stdout
    lines = run.stdout.splitlines()
    assert lines[0].startswith(f"holds  {WEAK_MODE}: ")
    assert "WEAK MODE" in lines[-1]
    assert "fit to grade" not in run.stdout


@weak
def test_the_worker_reports_it_in_its_log_and_to_the_site() -> None:
    program = (
        "import logging, json, types; logging.basicConfig()\n"
        "from dataclasses import asdict\n"
        "from runner import worker\n"
        "worker.refuse_unless_fit(None)\n"
        "print(json.dumps([asdict(layer) for layer in worker._examination().layers]))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert "WEAK MODE" in run.stderr
    assert "layers of the sandbox hold" not in run.stderr
    assert json.loads(run.stdout)[0]["name"] == WEAK_MODE


@weak
def test_right_code_passes_and_wrong_code_fails() -> None:
    exercise = find(_SLUG)
    right = (exercise.folder / "solution.py").read_text(encoding="utf-8")
    for source, verdict in ((right, Verdict.PASSED), ("def attention(*a, **k): return a[0]", Verdict.FAILED)):
        report = grade(
            Job(submission="s", attempt="a", exercise=_SLUG, digest=exercise.digest, source=source), exercise=exercise
        )
        assert report.weak
        assert report.verdict is verdict, report.message


@weak
def test_code_runs_in_another_process_that_ends_with_the_cell() -> None:
    with open_cell(Limits()) as cell:
        assert isinstance(cell, WeakCell)
        pid = seen.load_and_find(cell)
        assert pid != os.getpid()
        status = seen.status(pid)
        assert (status["Seccomp"], status["NoNewPrivs"], status["CapEff"]) == ("2", "1", "0" * 16)
        if os.geteuid() == 0:
            assert os.getuid() not in {int(word) for word in status["Uid"].split()}
    assert not Path(f"/proc/{pid}").exists()


@weak
def test_it_imports_nothing_from_the_repository() -> None:
    source = (
        "import importlib\ndef f(names):\n    found = []\n    for name in names:\n"
        "        try: importlib.import_module(name); found.append(name)\n        except ImportError: pass\n"
        "    return found"
    )
    assert answer(source, ["runner.judge", "runner.catalog", "exercises", "judge"]) == []


@weak
def test_it_ends_with_its_judge() -> None:
    program = (
        "import sys, time\nfrom runner.protocol import Limits\nfrom runner.sandbox.factory import open_cell\n"
        "from runner.tests import seen\ncell = open_cell(Limits())\nprint(seen.load_and_find(cell), flush=True)\n"
        "time.sleep(60)"
    )
    judge = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert judge.stdout is not None
    pid = int(judge.stdout.readline())
    judge.kill()
    judge.wait()
    judge.stdout.close()
    assert comes_true(lambda: seen.status(pid).get("State", "Z")[0] == "Z")  # this process may not reap it


_TRIED = """
import ctypes, errno, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def must(result):
    if result < 0: raise OSError(ctypes.get_errno(), "no")
TRIES = {
    "write a file": lambda: open("/tmp/x", "w"),
    "change a file": lambda: open(os.__file__, "r+"),
    "write by the older call": lambda: must(libc.syscall(2, b"/tmp/x", 0o102, 0o600)),
    "remove a file": lambda: os.unlink("/tmp/x"),
    "remove a directory": lambda: os.rmdir("/tmp"),
    "rename": lambda: os.rename("/tmp", "/x"),
    "make a directory": lambda: os.mkdir("/tmp/x"),
    "truncate": lambda: os.truncate("/tmp", 0),
    "open a socket": lambda: socket.socket(),
    "run a program": lambda: os.execv("/bin/true", ["true"]),
    "fork": os.fork,
    "signal another process": lambda: os.kill(os.getppid(), 15),
    "signal another's thread": lambda: must(libc.syscall(234, os.getppid(), os.getppid(), 15)),
    "make shared memory": lambda: must(libc.shmget(1, 4096, 0o1600)),
}
def f():
    found = {}
    for name, attempt in TRIES.items():
        try: attempt(); found[name] = "done"
        except OSError as error: found[name] = errno.errorcode[error.errno]
    return found
"""
_STOPPED = {
    "write a file": "EROFS", "change a file": "EROFS", "write by the older call": "EROFS", "remove a file": "EROFS",
    "remove a directory": "EROFS", "rename": "EROFS", "make a directory": "EROFS", "truncate": "EROFS",
    "open a socket": "EAFNOSUPPORT", "run a program": "EPERM", "fork": "EPERM", "signal another process": "EPERM",
    "signal another's thread": "EPERM", "make shared memory": "EPERM",
}  # fmt: skip


@weak
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of two calls are this machine's")
def test_it_changes_nothing_on_the_host_and_reaches_no_other_process() -> None:
    assert answer(_TRIED) == _STOPPED


@weak
@pytest.mark.skipif(landlock.version() == 0, reason="this kernel has no Landlock: what may be read can be read")
def test_with_landlock_it_reads_no_host_file_and_no_answer() -> None:
    source = (
        "def f(paths):\n    for path in paths:\n        try: return open(path).read(9)\n"
        "        except PermissionError: pass"
    )
    paths = ["/etc/passwd", str(REPOSITORY / "manage.py"), str(find(_SLUG).folder / "checks.py")]
    assert all(Path(path).is_file() for path in paths)
    assert answer(source, paths) is None


@weak
def test_it_inherits_no_variable_and_no_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCENT_SECRET", "descent")
    names = set(answer("import os\ndef f(): return sorted(os.environ)"))
    assert "HOME" in names
    assert not {name for name in names & set(os.environ) if not name.endswith("_NUM_THREADS")} - {"HOME", "LC_ALL"}
    count = "import os\ndef f():\n    held = []\n    for n in range(64):\n        try: os.fstat(n); held.append(n)\n"
    assert answer(f"{count}        except OSError: pass\n    return held") == [0, 1, 2, 3, 4]


@weak
@pytest.mark.parametrize(
    ("source", "limits", "verdict"),
    [("while True: pass", Limits(wall_s=0.5), Verdict.TIMEOUT),
     ("x = [0] * 10**9", Limits(memory_mib=64), Verdict.MEMORY),
     ("print('x' * 10**6)", Limits(output_kib=16), Verdict.OUTPUT)],
)  # fmt: skip
def test_the_limits_hold(source: str, limits: Limits, verdict: Verdict) -> None:
    with open_cell(limits) as cell, pytest.raises(LearnerError) as caught:
        cell.load(source)
    assert caught.value.verdict is verdict


@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user: every test here is this test")
def test_it_works_for_an_ordinary_user() -> None:
    program = (
        "import os; os.environ.update(DESCENT_SANDBOX='weak', DEBUG='1'); from runner import __main__ as runner; "
        f"code = runner.main(['doctor']) or runner.main(['grade', {_SLUG!r}, "
        f"'exercises/catalog/transformers/{_SLUG}/solution.py']); raise SystemExit(code)"
    )
    run = as_ordinary_user("-c", program)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"holds  {WEAK_MODE}" in run.stdout
    assert "passed: " in run.stdout
