"""Warnings while somebody types. ruff and Python's own parser read the code, each in a process. Nothing runs it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it has no types

MAX_PROBLEMS = 20
MAX_SECONDS = 2.0  # usually 10 ms
MAX_AT_ONCE = 2  # in a web process
MAX_OUTPUT_BYTES = 2**16  # a finding takes about 400: 64 KiB of code can have 32,000 of them
FIGURES = '["plot", "heatmap", "bars"]'  # names that every own run has
SYNTAX_CHECK = str(Path(__file__).with_name("syntax_check.py"))

_OPTIONS = (
    *("check", "--isolated", "--no-cache", "--quiet", "--output-format", "json-lines"),
    *("--stdin-filename", "solution.py"),
    *("--select", "E9,F", "--ignore", "F401", "--config", f"builtins = {FIGURES}"),
    *("--target-version", f"py3{sys.version_info.minor}", "-"),
)
_ENVIRONMENT = {"RAYON_NUM_THREADS": "1"}
UNUSED = "{} is computed but never used"
_SYNTAX_CODES = ("invalid-syntax", "F70")  # F701 to F707: a return outside a function, and the like
_SENTENCES = {
    "F821": "name {!r} is not defined",  # as Python says it in a verdict
    "F841": UNUSED,
}
_slots = threading.BoundedSemaphore(MAX_AT_ONCE)


class LinterBusyError(Exception):
    """As many sources as this process reads at once are being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProblem:
    """A part of the source, in lines and columns from 1, and a sentence about it."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    is_error: bool


def problems_in(source: str) -> list[SourceProblem]:
    """List what is wrong with a source: its syntax error, in the words of a verdict, or else what pyflakes warns of.

    Raises:
        LinterBusyError: try again later.
    """
    if not _slots.acquire(blocking=False):
        raise LinterBusyError
    try:
        lines = _output_of([find_ruff_bin(), *_OPTIONS], source).splitlines(keepends=True)
        findings = [json.loads(line) for line in lines if line.endswith(b"\n")]  # the last may be cut off
        if any(str(finding["code"]).startswith(_SYNTAX_CODES) for finding in findings):
            return list(_syntax_error(source))
        return [_problem(finding) for finding in findings[:MAX_PROBLEMS]]
    finally:
        _slots.release()


def _syntax_error(source: str) -> Iterator[SourceProblem]:
    """Python's own sentence. None if it finds nothing wrong, or had too much to read."""
    answer = _output_of([sys.executable, "-I", "-S", SYNTAX_CHECK], source)
    if answer:
        line, column, end_line, end_column, text = json.loads(answer)
        yield SourceProblem(
            line=line, column=column, end_line=end_line, end_column=end_column, text=text, is_error=True
        )  # fmt: skip


def _problem(finding: dict[str, Any]) -> SourceProblem:
    start, end = finding["location"], finding["end_location"]
    name = str(finding["message"]).split("`")
    sentence = _SENTENCES.get(finding["code"], "")
    return SourceProblem(
        line=start["row"],
        column=start["column"],
        end_line=end["row"],
        end_column=end["column"],
        text=sentence.format(name[1]) if sentence and len(name) > 1 else "".join(name),
        is_error=finding["code"] == "F821",
    )


def _output_of(command: Sequence[str], source: str) -> bytes:
    """The first that the command writes about the source; empty if it takes too long."""
    with open(os.memfd_create("output"), "wb") as output:
        try:
            subprocess.run(
                command,
                input=source.encode(),
                stdout=output,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                timeout=MAX_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return b""
        return os.pread(output.fileno(), MAX_OUTPUT_BYTES, 0)
