"""A threat: one file with its description, the hostile code and the expected verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from runner.catalog import load_module
from runner.protocol import FENCE, Device, FrontMatterError, Mode, Verdict, read_front_matter

FOLDER = Path(__file__).resolve().parent / "threats"

_FILE_NAME = re.compile(r"([A-Z])(\d+)_\w+\.py")
_TITLE = re.compile(r'"""([A-Z]\d+): (.*)')
_PART = re.compile(r"^# %% (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The outcome that a submission must have for the threat to count as held.

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
class ThreatCode:
    """One hostile source of a threat. ``name`` is empty where the threat has only one."""

    name: str
    source: str
    expected: Expectation


LAYERS = frozenset({
    "clock",  # the judge's wall clock
    "rlimits",  # CPU, data, address space, processes, files, file size, stack, core
    "seccomp",
    "landlock",
    "identity",  # an id of its own, no capability, no_new_privs, not dumpable
    "mounts",  # its own root of what Python needs, read-only, and a small tmpfs that executes nothing
    "pidns",
    "netns",
    "ipcns",
    "environment",  # none of our variables and descriptors is inherited
    "single use",  # a cell serves one submission and dies
    "frames",  # values cross as counted plain data, judged by exact type
    "output cap",
    "source cap",
    "apart",  # answers, comparison and verdict are in another process
    "fresh inputs",  # drawn for each submission
    "checks",  # an exercise's checks: shapes, magnitudes, repeated calls, unchanged arguments
    "policy",  # the names that an exercise forbids, which helps learning and is no security measure
    "nodes",  # of a card: the leased one's and no other's, and requests to no other device
    "one tenant",  # a card is leased to one cell at a time
    "turnover",  # between tenants a card is emptied, overwritten and checked, or taken out of service
    "text",  # output and messages are cut to size, and control characters are removed
})  # fmt: skip
_KEYS = {
    "verdict", "message", "output", "max_wall_s", "layers", "exercise", "mode", "limits", "together", "script",
    "prelude", "gap", "part", "device", "call",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Threat:
    """One file of the suite.

    Attributes:
        id: a group's letter and a number.
        title: what the attacker does, in one line.
        story: what they want, and where it has happened.
        layers: what stops it; with all of them off it must succeed.
        exercise: the folder of the suite's own catalogue that is attacked.
        call: what a run executes after the source, where the mode is "run".
        limits: limits of the exercise that this threat changes, by name.
        together: its submissions are steps of one attack, so none runs without the others.
        is_script: the file is ours and runs in this process; it defines SOURCES or attack(stage).
        device: what the host must have to run it.
        gap: why it is known to succeed at present; empty if it is held.
    """

    path: Path
    id: str
    title: str
    story: str
    layers: tuple[str, ...]
    exercise: str
    mode: Mode
    call: str
    limits: dict[str, Any]
    together: bool
    is_script: bool
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
        """The file as a module, if it is a script of ours."""
        return load_module(self.path) if self.is_script else None

    @cached_property
    def submissions(self) -> tuple[ThreatCode, ...]:
        """Its hostile sources. None if the threat is a script with its own attack."""
        sources = getattr(self.module, "SOURCES", {}) if self.is_script else _parts_of(self._prelude + self._body)
        parts = self._head.get("part", {})
        if unknown := set(parts) - set(sources):
            raise ValueError(f"{self.path}: an expectation for {sorted(unknown)}, which are not parts of the file")
        return tuple(
            ThreatCode(name, source, Expectation.read(self._head | parts.get(name, {})))
            for name, source in sources.items()
        )


def read(path: Path) -> Threat:
    """Read one file.

    Raises:
        ValueError: the head is missing, has an unknown key or another threat's ID; the text names the file.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    match = _TITLE.fullmatch(lines[0])
    if match is None or FENCE not in lines:
        raise ValueError(f'{path}: it must start with """ID: what, a story, +++, TOML, +++')
    try:
        front = read_front_matter(lines, lines.index(FENCE))
    except FrontMatterError as error:
        raise ValueError(f"{path}:{error.line}: {error}") from error
    head, body = front.values, lines[front.end :]
    if not body or body.pop(0) != '"""':
        raise ValueError(f'{path}:{front.end + 1}: expected """ after the front matter')
    _check_head(path, match[1], head)
    return Threat(
        path=path,
        id=match[1],
        title=match[2].rstrip("."),
        story="\n".join(lines[1 : lines.index(FENCE)]).strip(),
        layers=tuple(head["layers"]),
        exercise=head.get("exercise", "double"),
        mode=Mode(head.get("mode", Mode.SUBMIT)),
        call=head.get("call", ""),
        limits=head.get("limits", {}),
        together=head.get("together", False),
        is_script=head.get("script", False),
        device=Device(head.get("device", Device.CPU)),
        gap=head.get("gap", ""),
        _head=head,
        _body="\n".join(body),
    )


def _check_head(path: Path, threat_id: str, head: Mapping[str, Any]) -> None:
    """Raises ValueError: a key is unknown or missing, or the ID isn't the file's."""
    if unknown := set(head) - _KEYS:
        raise ValueError(f"{path}: unknown keys in the head: {', '.join(sorted(unknown))}")
    if not path.name.startswith(f"{threat_id}_") or path.parent.name != threat_id[0]:
        raise ValueError(f"{path}: its head has the ID {threat_id}")
    layers = set(head.get("layers", ()))
    if not layers or layers - LAYERS:
        raise ValueError(f"{path}: the head needs layers, all of them known; unknown: {sorted(layers - LAYERS)}")
    if not head.get("script") and "verdict" not in head:
        raise ValueError(f"{path}: the head names no verdict")


def all_threats() -> tuple[Threat, ...]:
    """Every threat of the suite, by group and number."""
    paths = [path for path in FOLDER.glob("?/*.py") if _FILE_NAME.fullmatch(path.name)]
    return tuple(read(path) for path in sorted(paths, key=_order))


def _order(path: Path) -> tuple[str, int]:
    match = _FILE_NAME.fullmatch(path.name)
    assert match is not None  # noqa: S101 - all_threats has filtered
    return match[1], int(match[2])


def _parts_of(body: str) -> dict[str, str]:
    """A file's sources by name: ``# %% name`` starts one, and the code above the first belongs to all."""
    common, *parts = _PART.split(body)
    if not parts:
        return {"": body}
    return {name: common + part for name, part in zip(parts[::2], parts[1::2], strict=True)}
