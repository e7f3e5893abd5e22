"""The packages that a course declares, in a ``requirements.txt`` as pip reads it. Both sides read it by these rules.

Only exact pins with hashes are allowed, so the file alone decides which code an operator installs::

    sqlglot==25.1.0 --hash=sha256:…

A set of packages is named by the digest of its pins. A job brings the file along with its exercise's files, and goes to
the queue of that name, which only hosts that have the set listen to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

REQUIREMENTS_FILE = "requirements.txt"
INSTALL_COMMAND = f"python -m runner packages install {REQUIREMENTS_FILE}"  # for a runner host's operator
MAX_PACKAGES = 20
MAX_REQUIREMENTS_BYTES = 64 * 1024
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?", re.ASCII)
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]{0,60}", re.ASCII)
_HASH = re.compile(r"--hash=sha256:([0-9a-fA-F]{64})", re.ASCII)
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_NEED = "packages-"
_EXAMPLE = "name==1.2.3 --hash=sha256:…"


class RequirementsError(ValueError):
    """The file can't be used. ``line`` counts from 1, and 0 stands for the whole file."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    """One package. ``hashes`` are those of its wheels, of which a host downloads the one that fits."""

    name: str
    version: str
    hashes: tuple[str, ...]

    def to_line(self) -> str:
        return " ".join([f"{self.name}=={self.version}", *(f"--hash=sha256:{digest}" for digest in self.hashes)])

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def read_requirements(text: str) -> tuple[Requirement, ...]:
    """The packages, by name; none if the file only has comments.

    Raises:
        RequirementsError: it has something else than pins with hashes, or too many.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_REQUIREMENTS_BYTES:
        raise RequirementsError(f"This file has {MAX_REQUIREMENTS_BYTES // 1024} KiB at most.")
    requirements: dict[str, Requirement] = {}
    for number, line in _logical_lines(text):
        requirement = _read_line(line, number)
        if requirement.name in requirements:
            raise RequirementsError(f"“{requirement.name}” is here twice. Take one of the lines out.", number)
        if len(requirements) == MAX_PACKAGES:
            raise RequirementsError(f"A course has {MAX_PACKAGES} packages at most.", number)
        requirements[requirement.name] = requirement
    return tuple(sorted(requirements.values()))


def _logical_lines(text: str) -> Iterable[tuple[int, str]]:
    """Each line with its number, without comments, and joined with the next after a backslash."""
    start, parts = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        start = start or number
        line = _COMMENT.sub("", line).rstrip()
        parts += line.removesuffix("\\") + " "
        if not line.endswith("\\"):
            if parts.strip():
                yield start, parts.strip()
            start, parts = 0, ""
    if parts.strip():
        raise RequirementsError("The last line ends with a backslash, so something is missing after it.", start)


def _read_line(line: str, number: int) -> Requirement:
    pin, *words = line.split()
    if pin.startswith("-"):
        raise RequirementsError(f"“{pin[:80]}” is an option. Only packages can stand here, as {_EXAMPLE}", number)
    name, equals, version = pin.partition("==")
    if not (equals and _NAME.fullmatch(name) and _VERSION.fullmatch(version)):
        raise RequirementsError(f"“{pin[:80]}” isn’t a package with its exact version. Write {_EXAMPLE}", number)
    hashes = {match[1].lower() for word in words if (match := _HASH.fullmatch(word))}
    if other := next((word for word in words if not _HASH.fullmatch(word)), ""):
        message = f"“{other[:80]}” can’t stand after {name}=={version}. Only --hash=sha256: with 64 digits can"
        raise RequirementsError(f"{message}, as pip-compile --generate-hashes writes it.", number)
    if not hashes:
        message = f"{name}=={version} has no hash. Write --hash=sha256:… after it"
        raise RequirementsError(f"{message}, as pip-compile --generate-hashes does.", number)
    return Requirement(re.sub(r"[-_.]+", "-", name).lower(), version, tuple(sorted(hashes)))


def write_requirements(requirements: Iterable[Requirement]) -> str:
    """The same packages in the one form that has a digest: without comments, in order, a line each."""
    return "".join(f"{requirement.to_line()}\n" for requirement in sorted(requirements))


def package_set_name(requirements: Iterable[Requirement]) -> str:
    """The name of the set, 16 hex digits."""
    return hashlib.sha256(write_requirements(requirements).encode()).hexdigest()[:16]


def packages_need(name: str) -> str:
    """What an exercise with this set needs of a host, as :class:`.Need` for other features."""
    return f"{_NEED}{name}"


def package_set_of(need: str) -> str:
    """The name of the set that a need is about; empty for another need."""
    return need.removeprefix(_NEED) if need.startswith(_NEED) else ""
