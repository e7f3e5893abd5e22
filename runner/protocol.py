"""What the web and the runner say to each other.

The web sends a :class:`Job` as the only argument of the Celery task ``runner.grade`` (queue ``cpu`` or ``gpu``).
The runner answers with a :class:`Report` as the only argument of ``exercises.record_report`` (queue ``reports``), and
says that it is there with a :class:`WorkerReport` to ``exercises.record_worker``.
Both are plain JSON. Standard library only: the web imports this module and nothing else of the runner.

An exercise is a folder; both sides read its ``exercise.md`` with :func:`read_spec` and name its content with
:func:`folder_digest`, so that a job graded against another version of the folder is noticed and refused.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

GRADE_TASK = "runner.grade"
REPORT_TASK = "exercises.record_report"
REPORT_QUEUE = "reports"
WORKER_TASK = "exercises.record_worker"

MAX_SOURCE_BYTES = 64 * 1024
MAX_MESSAGE_CHARS = 2_000
MAX_OUTPUT_CHARS = 4_000
MAX_CHECKS = 64


class Verdict(StrEnum):
    """How a submission, or one check, ended. Fixed words, see docs/security.md for who is to blame in each."""

    PASSED = "passed"
    FAILED = "failed"  # it ran, and a value is wrong
    ERROR = "error"  # the learner's code raised
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"  # printed more than the limit
    BAD_VALUE = "bad_value"  # returned something that is not plain data
    REFUSED = "refused"  # policy: uses what the exercise forbids, or is too large
    INTERNAL = "internal"  # our fault: retried, costs nothing, says so


class Device(StrEnum):
    CPU = "cpu"
    GPU = "gpu"
    ANY = "any"


class Cells(StrEnum):
    """How many cells one submission gets."""

    SUBMISSION = "submission"  # one, which the checks share for as long as it lives
    CHECK = "check"  # a fresh one for each check, the source loaded again: no check learns from another's calls


class Mode(StrEnum):
    TRY = "try"  # the worked examples only; never counts
    SUBMIT = "submit"  # every check, on inputs drawn for this submission


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use, or one check where each has a cell of its own."""

    wall_s: float = 10.0
    cpu_s: float = 10.0
    memory_mib: int = 512
    processes: int = 16
    output_kib: int = 64
    value_mib: int = 16
    disk_mib: int = 16


@dataclass(frozen=True, slots=True)
class Spec:
    """The head of an exercise folder (``exercise.md``), without anything that would give an answer away."""

    uid: str
    slug: str
    title: str
    summary: str
    section: str
    topics: tuple[str, ...]
    criteria: tuple[str, ...]
    stars: int
    minutes: int
    entry: tuple[str, ...]
    device: Device
    cells: Cells
    limits: Limits
    forbidden: tuple[str, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class Job:
    """Grade this source. ``attempt`` is a token: only the report that carries the newest one is recorded.

    It is also the task's id. Three headers may go with it: ``queued_at`` (seconds since the epoch), ``avoid`` (the
    worker that failed at it before) and ``deaths`` (how many workers were lost with it).
    """

    submission: str
    attempt: str
    exercise: str
    digest: str
    source: str
    mode: Mode = Mode.SUBMIT

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**_known(cls, data) | {"mode": Mode(data.get("mode", Mode.SUBMIT))})


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One check, in the order the exercise lists them.

    ``title`` is the sentence the learner sees; ``message`` says what went wrong and, where known, why.
    ``detail`` holds short texts by name, shown in this order: ``input``, ``yours``, ``expected``, ``difference``.
    ``picture`` is data for the web to draw (see docs/authoring.md), never markup: no byte of it is trusted.
    """

    name: str
    title: str
    verdict: Verdict
    message: str = ""
    detail: dict[str, str] = field(default_factory=dict)
    picture: dict[str, Any] | None = None
    output: str = ""
    ms: float = 0.0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**_known(cls, data) | {"verdict": Verdict(data["verdict"])})


@dataclass(frozen=True, slots=True)
class Mistake:
    """A classic mistake that the learner's values match: its file's name and its sentence."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to a job. ``phases`` are milliseconds by name: queue, cell, source, calls, judge, total.

    ``weak``: the code ran in the weaker sandbox of development, whose verdict production does not take.
    """

    submission: str
    attempt: str
    verdict: Verdict
    message: str = ""
    checks: tuple[CheckReport, ...] = ()
    mistake: Mistake | None = None
    output: str = ""
    device: str = "cpu"
    digest: str = ""
    worker: str = ""
    weak: bool = False
    versions: dict[str, str] = field(default_factory=dict)
    phases: dict[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.PASSED

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        checks = tuple(CheckReport.from_json(check) for check in data.get("checks", ()))
        mistake = Mistake(**data["mistake"]) if data.get("mistake") else None
        return cls(**_known(cls, data) | {"verdict": Verdict(data["verdict"]), "checks": checks, "mistake": mistake})


def _known(cls: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Only the fields this version knows: a newer peer may send more."""
    names = {f.name for f in fields(cls)}
    return {name: value for name, value in data.items() if name in names}


WEAK_MODE = "weak mode"  # the layer that says so where a host grades with the weaker walls of development


@dataclass(frozen=True, slots=True)
class LayerReport:
    """One layer of a worker's sandbox: whether it held, the evidence, and what to do where it did not."""

    name: str
    ok: bool
    evidence: str = ""
    fix: str = ""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**_known(cls, data))


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """A worker describes itself: at its start, and every so often on queue ``reports``. An unfit one does so and ends.

    ``start`` tells one run of a worker from the next of the same name.
    """

    name: str
    start: str
    queues: tuple[str, ...]
    device: str
    processes: int
    versions: dict[str, str]
    layers: tuple[LayerReport, ...]

    @property
    def fit(self) -> bool:
        return bool(self.layers) and all(layer.ok for layer in self.layers)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        layers = tuple(LayerReport.from_json(layer) for layer in data["layers"])
        return cls(**_known(cls, data) | {"layers": layers, "queues": tuple(data["queues"])})


_FRONT_MATTER = re.compile(r"\A\+\+\+\n(.*?\n)\+\+\+\n(.*)\Z", re.DOTALL)


def read_spec(folder: Path) -> Spec:
    """Read ``folder/exercise.md``.

    Raises:
        ValueError: the front matter is missing or a field is wrong; the text says which file and what.
    """
    path = folder / "exercise.md"
    match = _FRONT_MATTER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path}: no front matter; start the file with +++, TOML, +++")
    try:
        head = tomllib.loads(match[1])
        return Spec(
            uid=head.pop("uid"),
            slug=folder.name,
            title=head.pop("title"),
            summary=head.pop("summary"),
            section=folder.parent.name,
            topics=tuple(head.pop("topics")),
            criteria=tuple(head.pop("criteria", ())),
            stars=head.pop("stars"),
            minutes=head.pop("minutes"),
            entry=tuple(head.pop("entry")),
            device=Device(head.pop("device", "cpu")),
            cells=Cells(head.pop("cells", "submission")),
            limits=Limits(**head.pop("limits", {})),
            forbidden=tuple(head.pop("forbidden", ())),
            statement=match[2].strip(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error


def folder_digest(folder: Path) -> str:
    """A short name for the exact content of an exercise folder: SHA-256 over its files' names and bytes, 16 digits."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
