"""An exercise folder: its head (``exercise.md``) and its digest. Both sides read it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .front_matter import FrontMatterError, read_front_matter
from .limits import Limits

DIFFICULTIES = (1, 2, 3)


class Device(StrEnum):
    CPU = "cpu"
    GPU = "gpu"
    ANY = "any"


class Need(StrEnum):
    """A feature of a host that an exercise needs and a worker announces."""

    CUDA = "cuda"  # a healthy NVIDIA card
    TRITON = "triton"  # the triton package: its interpreter on the CPU, its compiler on a card


class Cells(StrEnum):
    """The number of cells that one submission gets."""

    SUBMISSION = "submission"  # one, which the checks share for as long as it lives
    CHECK = "check"  # a fresh one for each check, the source loaded again: no check learns from another's calls


@dataclass(frozen=True, slots=True, kw_only=True)
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
    difficulty: int | None  # the audit asks for it
    minutes: int
    entry: tuple[str, ...]
    device: Device
    needs: tuple[Need, ...]
    cells: Cells
    limits: Limits
    forbidden: tuple[str, ...]
    statement: str


def read_spec(folder: Path) -> Spec:
    """Read ``folder/exercise.md``.

    Raises:
        ValueError: the front matter is missing or a field is wrong; the text says which file and what.
    """
    path = folder / "exercise.md"
    lines = path.read_text(encoding="utf-8").split("\n")
    try:
        front = read_front_matter(lines)
        head = front.values
        device, limits = Device(head.pop("device", "cpu")), Limits(**head.pop("limits", {}))
        return Spec(
            uid=head.pop("uid"),
            slug=folder.name,
            title=head.pop("title"),
            summary=head.pop("summary"),
            section=folder.parent.name,
            topics=tuple(head.pop("topics")),
            criteria=tuple(head.pop("criteria", ())),
            stars=head.pop("stars"),
            difficulty=_difficulty(head.pop("difficulty", None)),
            minutes=head.pop("minutes"),
            entry=tuple(head.pop("entry")),
            device=device,
            needs=_needs(device, head.pop("needs", ()), limits),
            cells=Cells(head.pop("cells", "submission")),
            limits=limits,
            forbidden=tuple(head.pop("forbidden", ())),
            statement="\n".join(lines[front.end :]).strip(),
        )
    except FrontMatterError as error:
        raise ValueError(f"{path}:{error.line}: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error


def _difficulty(value: object) -> int | None:
    if value is not None and (type(value) is not int or value not in DIFFICULTIES):
        raise ValueError(f"difficulty is 1, 2 or 3, not {value!r}")
    return value


def _needs(device: Device, names: Iterable[str], limits: Limits) -> tuple[Need, ...]:
    """The needs in a fixed order. An exercise for a GPU needs CUDA without saying so."""
    needs = {Need(name) for name in names} | ({Need.CUDA} if device is Device.GPU else set())
    if Need.CUDA in needs and device is not Device.GPU:
        raise ValueError('needs = ["cuda"] takes device = "gpu": a CPU has no CUDA')
    if limits.gpu_memory_mib and device is Device.CPU:
        raise ValueError('limits.gpu_memory_mib takes device = "gpu" or "any"')
    return tuple(need for need in Need if need in needs)


def folder_digest(folder: Path) -> str:
    """A short name for the exact content of an exercise folder."""
    return digest_of(_contents(folder))


def audit_digest(folder: Path) -> str:
    """A short name for what an audit judges: all of the folder but the statement's prose and the hints.

    So a typing mistake in a statement can be corrected without another audit.
    """
    contents = _contents(folder)
    contents.pop("hints.md", None)
    lines = contents["exercise.md"].decode().split("\n")
    contents["exercise.md"] = "\n".join(lines[: read_front_matter(lines).end]).encode()
    return digest_of(contents)


def digest_of(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over the names, relative to the folder, and the bytes of its files, 16 digits."""
    digest = hashlib.sha256()
    for name in sorted(contents, key=lambda name: name.split("/")):
        digest.update(f"{name}\0{len(contents[name])}\0".encode())
        digest.update(contents[name])
    return digest.hexdigest()[:16]


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
