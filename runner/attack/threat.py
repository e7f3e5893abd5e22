"""A threat: one file that tells its story, holds the hostile code, and says how it must end."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from runner.catalog import load_module
from runner.protocol import Device, Mode, Verdict

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "attacks"

_FILE_NAME = re.compile(r"([A-Z])(\d+)_\w+\.py")
_HEAD = re.compile(r'\A"""([A-Z]\d+): (.*?)\n(.*?)\n?\+\+\+\n(.*?)\n\+\+\+\n"""\n', re.DOTALL)
_PART = re.compile(r"^# %% (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Expectation:
    """How a submission must end for the threat to have been met.

    Attributes:
        verdict: any of these.
        message: a regular expression found in the report's message or in a check's.
        output: one found in what the learner's code printed.
        max_wall_s: instead of the exercise's limit, for threats that end otherwise than by the clock.
    """

    verdict: tuple[Verdict, ...]
    message: str = ""
    output: str = ""
    max_wall_s: float | None = None

    @classmethod
    def read(cls, head: Mapping[str, Any]) -> Self:
        return cls(
            verdict=tuple(Verdict(word) for word in head["verdict"]),
            message=head.get("message", ""),
            output=head.get("output", ""),
            max_wall_s=head.get("max_wall_s"),
        )


@dataclass(frozen=True, slots=True)
class Submission:
    """One hostile source of a threat. ``name`` is empty where the threat has only one."""

    name: str
    source: str
    expected: Expectation


LAYERS = frozenset({
    "clock",  # the judge's own, on the wall
    "rlimits",  # CPU, data, address space, processes, files, file size, stack, core
    "seccomp",
    "landlock",
    "identity",  # an id of its own, no capability, no_new_privs, not dumpable
    "mounts",  # its own root of what Python needs, read-only, and a small tmpfs that executes nothing
    "pidns",
    "netns",
    "ipcns",
    "environment",  # no variable and no descriptor of ours
    "single use",  # a cell serves one submission and dies
    "frames",  # values cross as counted plain data, judged by exact type
    "output cap",
    "source cap",
    "apart",  # answers, comparison and verdict live in another process
    "fresh inputs",  # drawn for each submission
    "checks",  # what an exercise asks: shapes, magnitudes, repeats, arguments left alone
    "policy",  # the names an exercise forbids: for learning's sake, no wall
    "text",  # what a learner's code says is cut to size and cleaned
})  # fmt: skip
_KEYS = {
    "verdict", "message", "output", "max_wall_s", "layers", "exercise", "mode", "limits", "together", "staged",
    "prelude", "gap", "part", "device",
}  # fmt: skip


@dataclass(frozen=True)
class Threat:
    """One file of the suite.

    Attributes:
        id: as in docs/security.md: a group's letter and a number.
        title: what the attacker does, in one line.
        story: what they hope for, and whom it has hit.
        layers: what stands against it; with all of them off it must succeed.
        exercise: the folder of the suite's own catalogue that is attacked.
        limits: limits of the exercise that this threat changes, by name.
        together: its submissions are steps of one attack: none is played without the others.
        staged: the file is ours and runs here; it defines SOURCES or attack(stage).
        device: what the host must have for it to be played.
        gap: why it is known to succeed at present; empty where it is met.
    """

    path: Path
    id: str
    title: str
    story: str
    layers: tuple[str, ...]
    exercise: str
    mode: Mode
    limits: dict[str, Any]
    together: bool
    staged: bool
    device: Device
    gap: str
    _head: dict[str, Any] = field(repr=False)
    _body: str = field(repr=False)

    @property
    def group(self) -> str:
        return self.id[0]

    @property
    def _prelude(self) -> str:
        name = self._head.get("prelude")
        return (FOLDER / name).read_text(encoding="utf-8") if name else ""

    @cached_property
    def module(self) -> ModuleType | None:
        """The file as a module, where it is ours to run."""
        return load_module(self.path) if self.staged else None

    @cached_property
    def submissions(self) -> tuple[Submission, ...]:
        """Its hostile sources. None where the threat stages itself."""
        sources = getattr(self.module, "SOURCES", {}) if self.staged else _split(self._prelude + self._body)
        parts = self._head.get("part", {})
        if unknown := set(parts) - set(sources):
            raise ValueError(f"{self.path}: an expectation for {sorted(unknown)}, which the file does not hold")
        return tuple(
            Submission(name, source, Expectation.read(self._head | parts.get(name, {})))
            for name, source in sources.items()
        )


def read(path: Path) -> Threat:
    """Read one file.

    Raises:
        ValueError: the head is missing, says what it may not, or is another threat's; the text says which file.
    """
    text = path.read_text(encoding="utf-8")
    match = _HEAD.match(text)
    if match is None:
        raise ValueError(f'{path}: it must start with """ID: what, a story, +++, TOML, +++')
    try:
        head = tomllib.loads(match[4])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error
    if unknown := set(head) - _KEYS:
        raise ValueError(f"{path}: the head knows no {', '.join(sorted(unknown))}")
    if not path.name.startswith(f"{match[1]}_") or path.parent.name != match[1][0]:
        raise ValueError(f"{path}: it tells the story of {match[1]}")
    layers = set(head.get("layers", ()))
    if not layers or layers - LAYERS:
        raise ValueError(f"{path}: the head names no layer, or one that does not exist: {sorted(layers - LAYERS)}")
    if not head.get("staged") and "verdict" not in head:
        raise ValueError(f"{path}: the head names no verdict")
    return Threat(
        path=path,
        id=match[1],
        title=match[2].rstrip("."),
        story=match[3].strip(),
        layers=tuple(head["layers"]),
        exercise=head.get("exercise", "double"),
        mode=Mode(head.get("mode", Mode.SUBMIT)),
        limits=head.get("limits", {}),
        together=head.get("together", False),
        staged=head.get("staged", False),
        device=Device(head.get("device", Device.CPU)),
        gap=head.get("gap", ""),
        _head=head,
        _body=text[match.end() :],
    )


def all_threats() -> tuple[Threat, ...]:
    """Every threat of the suite, by group and number."""
    paths = [path for path in FOLDER.glob("?/*.py") if _FILE_NAME.fullmatch(path.name)]
    return tuple(read(path) for path in sorted(paths, key=_order))


def _order(path: Path) -> tuple[str, int]:
    match = _FILE_NAME.fullmatch(path.name)
    assert match is not None  # noqa: S101 - all_threats has filtered
    return match[1], int(match[2])


def _split(body: str) -> dict[str, str]:
    """A file's sources by name: ``# %% name`` starts one, and what stands before the first belongs to all."""
    shared, *parts = _PART.split(body)
    if not parts:
        return {"": body}
    return {name: shared + part for name, part in zip(parts[::2], parts[1::2], strict=True)}
