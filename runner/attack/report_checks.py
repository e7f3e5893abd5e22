"""Search a report of an attack for secrets, and compare it with what the threat expects."""

from __future__ import annotations

import copy
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from runner.attack.threat import Expectation
from runner.catalog import load_module
from runner.judge.launches import same_launch, takes_buffers
from runner.judge.players import InProcessPlayer
from runner.wire.values import Tensor

if TYPE_CHECKING:
    from runner.attack.harness import AttackRun

BREACH = "BREACH"  # what hostile code prints or returns when it succeeds
OTHERWISE = "OTHERWISE"  # what it prints when something stopped it, but not what its file says
CANARY = re.compile(r"descent-canary-\w+-[0-9a-f]{8}")

_REPOSITORY = Path(__file__).resolve().parent.parent.parent


def wrong_value(attempt: AttackRun) -> str:
    """Compare the values of a submission that passed with our solution's. Empty if they are right."""
    solution = load_module(attempt.exercise.folder / "solution.py")
    if not attempt.calls:
        return "no function of it was ever called"
    for call in attempt.calls:
        if takes_buffers(call.args):
            if not same_launch(call.args, call.value, InProcessPlayer(solution).call(call.name, call.args, {})):
                return f"{call.name} left other values in memory"
            continue
        right = getattr(solution, call.name)(*copy.deepcopy(call.args), **copy.deepcopy(call.kwargs))
        for value in call.value if call.times else [call.value]:
            if not _same(value, right):
                return f"{call.name} gave {value!r:.80}, not {right!r:.80}"
    return ""


def _same(value: Any, right: Any) -> bool:
    if type(value) is not type(right):
        return False
    if isinstance(right, Tensor):
        return value.dtype == right.dtype and _same(value.array, right.array)
    if isinstance(right, np.ndarray):
        return value.dtype == right.dtype and value.shape == right.shape and np.allclose(value, right, 1e-9, 1e-300)
    return bool(value == right)


def leaks(attempt: AttackRun) -> Iterator[str]:
    """Secrets, paths of the host and raw control characters in a report that a learner will read."""
    for text in _texts(attempt.report.to_json()):
        if canary := CANARY.search(text):
            yield f"the report contains the secret {canary[0]}"
        for path in _host_paths():
            if path in text and path not in attempt.source:
                yield f"the report contains a path of this host: {excerpt(text, path)}"
        if any(str(seed) in text for seed in attempt.seeds):
            yield "the report contains the submission's seed"
        raw = [char for char in text if char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}]
        if raw:
            yield f"the report contains the raw character {raw[0]!r}"


def _host_paths() -> set[str]:
    paths = {
        str(_REPOSITORY),
        sys.prefix,
        sys.base_prefix,
        str(Path.home()),
        tempfile.gettempdir(),
        "/cell/runner/harness",
    }
    return {path for path in paths if path.count("/") > 1 and not path.startswith("/usr")}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def deviations(attempt: AttackRun, expected: Expectation) -> Iterator[str]:
    report = attempt.report
    if report.verdict not in expected.verdict:
        yield f"{report.verdict} instead of {' or '.join(expected.verdict)}: {report.message[:300]}"
    messages = "\n".join([report.message, *(check.message for check in report.checks)])
    if expected.message and not re.search(expected.message, messages):
        yield f"the message is not {expected.message!r}: {messages[:300]}"
    output = "\n".join([report.output, *(check.output for check in report.checks)])
    if expected.output and not re.search(expected.output, output):
        yield f"it did not print {expected.output!r}: {output[:300]!r}"
    if OTHERWISE in output:
        yield f"it says {excerpt(output, OTHERWISE)}"


def excerpt(text: str, word: str) -> str:
    at = text.index(word)
    return repr(text[max(0, at - 40) : at + 80])
