"""A hostile author of checks: a play says ``GAINED`` if it gets what it wants. None may, nor cost others anything."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.foreign import judges
from runner.foreign.judge_cell import JUDGE_SECONDS
from runner.protocol import MAX_CHECKS, MAX_MESSAGE_CHARS, Verdict
from runner.tests.foreign import checks_with, verdict_of
from runner.tests.makes import making
from runner.tests.toy import FILES, SOLUTION

pytestmark = pytest.mark.sandbox

CANARY = "descent-canary-of-the-host"
READ = """
import gc, glob
objects = gc.get_objects
files_like = lambda name: glob.glob("/" + name, recursive=True)
try:
    gained = {}
except Exception:
    gained = ""
if gained:
    fail(f"GAINED {{gained!r}}")
"""
LINK = """
import gc
from runner.foreign.host_link import HostLink
from runner.harness.connection import Connection
link = next(thing for thing in gc.get_objects() if isinstance(thing, HostLink))
"""


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    with making("warm"):
        yield
        judges.close_all()


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESCENT_CANARY", CANARY)


# What it reads.

READINGS = {
    "the host's environment": "[v for v in __import__('os').environ.values() if 'canary' in v]",
    "users of the host": "open('/etc/passwd').read()",
    "processes of the host": "__import__('os').listdir('/proc')",
    "the signing key": "files_like('**/*.key')",
    "the catalogue's checks": "files_like('**/scaled-dot-product-attention')",
    "another folder of exercises": "[p for p in files_like('**/checks.py') if 'row-means' not in p]",
    "the runner's identity": "files_like('cell/runner/identity*') + files_like('cell/runner/worker*')",
    "the code that makes cells": "__import__('runner.sandbox.factory')",
    "a path of the host": f"[p for p in __import__('sys').path if {os.getcwd()!r} in p]",
    "the learner's source": "[o for o in objects() if type(o) is dict and 'a-learners-secret' in str(o.values())]",
    "the submission's tokens": "[o for o in objects() if type(o).__name__ == 'Job' and (o.submission or o.source)]",
    "the home directory": "__import__('os').listdir('/root')",
    "the rights of root": "__import__('os').getuid() == 0",
}


def test_a_play_that_gets_something_says_so() -> None:
    report = verdict_of(checks_with(READ.format("__import__('os').listdir('/tmp')")))
    assert report.verdict is Verdict.FAILED
    assert "GAINED ['catalog']" in report.message
    assert report.mistake is None


@pytest.mark.parametrize("what", READINGS)
def test_it_reads_nothing_that_is_not_its_own(what: str) -> None:
    report = verdict_of(checks_with(READ.format(READINGS[what])), f"{SOLUTION}# a-learners-secret\n")
    assert (report.verdict, report.message) == (Verdict.PASSED, "The check passed.")


# What it reaches or changes.

REACHES = {
    "the network": "__import__('socket').create_connection(('127.0.0.1', 6379), 1)",
    "a socket of the host": "__import__('socket').socket(1).connect('/run/postgresql/.s.PGSQL.5432')",
    "a process of its own": "__import__('os').fork() + 1",
    "a program": "__import__('subprocess').run(['/cell/init'])",
    "a process of the host": "not __import__('os').kill(1, 9)",
    "more rights": "not __import__('os').setuid(0)",
    "a namespace": "__import__('ctypes').CDLL(None).unshare(0x10000000) == 0",
    "a mount": "__import__('ctypes').CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0",
    "a higher limit": "not __import__('resource').setrlimit(__import__('resource').RLIMIT_CPU, (-1, -1))",
    "the runner's files": "open('/cell/runner/judge/grading.py', 'a')",
    "Python's files": "open('/python/lib/x.py', 'w')",
    "memory shared with others": "__import__('mmap').mmap(-1, 4096)",
    "another process's memory": "open('/proc/1/mem', 'rb')",
}


@pytest.mark.parametrize("what", REACHES)
def test_it_reaches_and_changes_nothing(what: str) -> None:
    report = verdict_of(checks_with(READ.format(REACHES[what])))
    assert (report.verdict, report.message) == (Verdict.PASSED, "The check passed.")


# What it says to the host.

EMPTY_REPORT = '{"submission": "", "attempt": "", "verdict": "%s"}'
FORGERIES = {
    "not a question": f"{LINK}link.send('open', {{'wall_s': 1}})\nlink.receive()",
    "an attribute of the host": f"{LINK}link.send('_open', 1.0)\nlink.receive()",
    "a function that isn't asked for": f"{LINK}link.send('repeat', 1, '__import__', ('os',), {{}})\nlink.receive()",
    "keywords that are numbers": f"{LINK}link.send('repeat', 1, 'row_means', (), {{1: 2}})\nlink.receive()",
    "no call at all": f"{LINK}link.send('repeat', 0, 'row_means', (), {{}})\nlink.receive()",
    "endless calls": f"{LINK}link.send('repeat', 10**12, 'row_means', (np.ones((1, 1)),), {{}})\nlink.receive()",
    "endless cells": f"{LINK}\nwhile True:\n    link.send('open', 1.0)\n    link.receive()",
    "a report that is not one": f"{LINK}link.send('report', '[]')\nlink.receive()",
    "a pass without a check": f"{LINK}link.send('report', {EMPTY_REPORT % 'passed'!r})\nlink.receive()",
    "a run of its own": f"{LINK}link.send('report', {EMPTY_REPORT % 'ran'!r})\nlink.receive()",
    "a report that is no text": f"{LINK}link.send('report', 5)\nlink.receive()",
    "a report that nests": f"{LINK}link.send('report', '[' * 10**5)\nlink.receive()",
    "a report that is too long": f"{LINK}link.send('report', 'x' * 2**21)\nlink.receive()",
    "bytes that are no frame": "import os\nos.write(4, b'x' * 1000)\nos._exit(0)",
    "a frame larger than the limit": "import os, struct\nos.write(4, struct.pack('<IQ', 10, 2**60))\nos._exit(0)",
    "its end": "import os\nos._exit(0)",
    "its death": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
}  # fmt: skip


@pytest.mark.parametrize("what", FORGERIES)
def test_what_it_forges_is_the_exercises_failure_and_nobodys_verdict(what: str) -> None:
    report = verdict_of(checks_with(FORGERIES[what]))
    assert report.verdict is Verdict.INTERNAL
    assert "doesn't count" in report.message
    assert (report.submission, report.attempt, report.worker) == ("s-1", "a-1", "w-1")


def test_a_verdict_for_another_submission_arrives_as_this_ones() -> None:
    forged = (
        '{"submission": "s-2", "attempt": "a-2", "verdict": "passed", "worker": "root", "digest": "0", "job": "x", '
        '"checks": [{"name": "n", "title": "t", "verdict": "passed"}], "device": "GPU", "gpu_s": 9e9, "weak": false}'
    )
    report = verdict_of(checks_with(f"{LINK}link.send('report', {forged!r})\nlink.receive()"))
    assert (report.submission, report.attempt, report.worker, report.device) == ("s-1", "a-1", "w-1", "CPU")
    assert (report.gpu_s, report.job) == (0.0, "")
    assert report.digest != "0"


def test_what_it_says_is_cut_and_cleaned() -> None:
    body = (
        f"{LINK}import json\n"
        "check = {'name': 'n', 'title': '\\x1b[31m' + 't' * 10**4, 'verdict': 'failed', 'message': 'm' * 10**5,\n"
        "         'picture': {'rows': [[0.0] * 1000] * 100}, 'detail': {str(n): 'x' for n in range(100)}}\n"
        "text = json.dumps({'submission': '', 'attempt': '', 'verdict': 'failed', 'checks': [check]})\n"
        "text = text.replace('[', '[' + (json.dumps({'name': 'n', 'title': 't', 'verdict': 'failed'}) + ',') * 99, 1)\n"
        "link.send('report', text)\nlink.receive()"
    )
    report = verdict_of(checks_with(body.replace("] * 100}", "] * 10}")))
    assert report.verdict is Verdict.FAILED
    assert len(report.checks) == MAX_CHECKS
    assert max(len(check.message) for check in report.checks) <= MAX_MESSAGE_CHARS


# What it costs.

COSTS = {
    "endless work": "while True: pass",
    "work that nothing ends": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "endless sleep": "import time\ntime.sleep(10**6)",
    "all memory": "x = [np.ones(2**27) for _ in range(100)]",
    "a flood": "while True: print('x' * 10**6)",
    "a large value": "learner.row_means(np.ones((2**13, 2**13)))",
}


@pytest.mark.parametrize("what", COSTS)
def test_what_it_costs_has_an_end_and_is_not_the_learners(what: str) -> None:
    started_at = time.monotonic()
    report = verdict_of(checks_with(COSTS[what]))
    assert report.verdict is Verdict.INTERNAL
    assert "doesn't count" in report.message
    assert time.monotonic() - started_at < 3 * JUDGE_SECONDS  # twice, at most, on a busy host


def test_the_next_exercise_is_graded_as_if_nothing_had_been() -> None:
    verdict_of(checks_with("import os\nos._exit(0)"))
    assert verdict_of(FILES).has_passed


# What it leaves.


def test_it_leaves_nothing_for_another_exercise() -> None:
    """Modules, files in /tmp and the state of NumPy belong to one exercise's own cell."""
    leave = "import builtins\nbuiltins.left = 1\nnp.left = 1\nopen('/tmp/left', 'w').write('x')"
    assert verdict_of(checks_with(leave)).has_passed
    found = "import builtins, os\nif hasattr(builtins, 'left') or hasattr(np, 'left') or os.path.exists('/tmp/left'):\n"
    assert verdict_of(checks_with(f"{found}    fail('GAINED')")).has_passed


def test_the_host_keeps_no_file_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert verdict_of(FILES).has_passed
    assert not list(tmp_path.iterdir())


def test_no_more_than_a_few_cells_are_kept() -> None:
    for number in range(6):
        assert verdict_of(checks_with(f"assert {number} == {number}")).has_passed
    assert len(judges._cells) == 4
