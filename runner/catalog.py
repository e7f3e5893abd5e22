"""The catalogues: each exercise is a folder, read here for the judge (the web reads only its head, by the protocol).

The code in it, correct or wrong, is ours and trusted. It is loaded as modules, without a trace in ``sys.modules``.
"""

from __future__ import annotations

import gc
import inspect
import linecache
import logging
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

from runner.harness import interpreter
from runner.judge.check_decorator import Check, checks_of
from runner.protocol import (
    REQUIREMENTS_FILE,
    SHIPPED_CATALOG,
    Need,
    Spec,
    audit_digest,
    catalog_folders,
    folder_digest,
    folders_of,
    read_requirements,
    read_spec,
)
from runner.protocol.mistakes import KnownMistake, read_what_can_be_read

_LOG = logging.getLogger(__name__)


class UnknownExercise(LookupError):  # noqa: N818 - reads as what it is
    """No folder of that name in the catalogues, or two."""


@dataclass(frozen=True)
class CatalogExercise:
    """One folder of a catalogue."""

    folder: Path

    @property
    def catalog(self) -> Path:
        """The catalogue it lies in, whose record names it."""
        return self.folder.parents[1]

    @property
    def is_shipped(self) -> bool:
        return self.catalog.resolve() == SHIPPED_CATALOG

    @property
    def slug(self) -> str:
        return self.folder.name

    @cached_property
    def spec(self) -> Spec:
        return read_spec(self.folder)

    @cached_property
    def digest(self) -> str:
        return folder_digest(self.folder)

    @property
    def audit_digest(self) -> str:
        return audit_digest(self.folder)

    @cached_property
    def starter(self) -> str:
        return self.source("starter.py")

    @cached_property
    def solution(self) -> str:
        return self.source("solution.py")

    @cached_property
    def partial_solution(self) -> str:
        """Our solution with its main steps left out, for learners to start from. Empty: there is none."""
        return self.source("partial_solution.py") if (self.folder / "partial_solution.py").exists() else ""

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return checks_of(load_module(self.folder / "checks.py"))

    @cached_property
    def mistakes(self) -> tuple[KnownMistake, ...]:
        """Those that can be read. The audit lists ``mistake_problems``, and others are graded without these."""
        return self._mistakes[0]

    @property
    def mistake_problems(self) -> list[str]:
        return self._mistakes[1]

    @cached_property
    def _mistakes(self) -> tuple[tuple[KnownMistake, ...], list[str]]:
        return read_what_can_be_read(self.folder)

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """What learners' code can import of its course's packages, such as "sqlglot 25.1.0"."""
        path = self.folder / REQUIREMENTS_FILE
        return tuple(map(str, read_requirements(path.read_text(encoding="utf-8")))) if path.exists() else ()

    @property
    def alternatives(self) -> tuple[Path, ...]:
        return tuple(sorted((self.folder / "alternatives").glob("*.py")))

    @cached_property
    def parameters(self) -> dict[str, tuple[str, ...]]:
        """The parameter names of each entry function, as our solution writes them."""
        module = load_module(self.folder / "solution.py")
        return {name: tuple(inspect.signature(getattr(module, name)).parameters) for name in self.spec.entry}

    @cached_property
    def signatures(self) -> dict[str, str]:
        """Each entry function as the learner is asked to write it: ``attention(Q, K, V, mask=None)``."""
        module = load_module(self.folder / "starter.py")
        return {name: f"{name}{inspect.signature(getattr(module, name))}" for name in self.spec.entry}

    def source(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def mistake(self, name: str) -> KnownMistake:
        return next(mistake for mistake in self.mistakes if mistake.name == name)

    def load_mistake(self, mistake: KnownMistake) -> ModuleType:
        return load_source(mistake.source, self.folder / mistake.location)


def catalogs() -> tuple[Path, ...]:
    """The catalogues' folders. ``DESCENT_CATALOG`` is read each time, because tests change it."""
    return catalog_folders(os.environ.get("DESCENT_CATALOG", ""))


def find(slug: str, digest: str = "") -> CatalogExercise:
    """The exercise of that name, kept from the last time unless a file of its folder has changed since.

    Args:
        digest: of the version that is wanted; where that is the one kept, its folder is not looked at.

    Raises:
        UnknownExercise: there is none, or there are two.
    """
    folders = catalogs()
    exercise = _by_slug.get((folders, slug))
    if exercise is not None and exercise.digest == digest:
        return exercise
    matches = folders_of(slug, folders)
    if not matches:
        raise UnknownExercise(f"no exercise {slug!r} under {' and '.join(map(str, folders))}")
    if len(matches) > 1:
        raise UnknownExercise(f"the slug {slug!r} is that of {' and '.join(map(str, matches))}")
    exercise = _by_slug[folders, slug] = _exercise_of(matches[0])
    return exercise


def missing_need(spec: Spec) -> str:
    """Return what this host's judge lacks for the exercise, as a sentence without its full stop; empty if nothing.

    Whether there is a card is for the cell to say: the judge never uses one.
    """
    if Need.TRITON in spec.needs and not interpreter.is_installed():
        return "Triton isn't installed here (requirements/triton.txt)"
    return ""


def preload() -> int:
    """Read every exercise and what its checks import, so that no learner waits for it; how many there are.

    One that can't be read is logged, and its jobs will say why: it doesn't keep the others from being graded. What is
    read stays, so the garbage collector need not look through it again in the middle of a verdict.
    """
    count = 0
    for listed in all_exercises():
        try:
            if missing_need(listed.spec):
                continue
            exercise = find(listed.slug)
            _ = exercise.digest, exercise.checks, exercise.parameters, exercise.signatures, exercise.mistakes
            count += 1
        except Exception:
            _LOG.exception("the exercise in %s can't be read", listed.folder)
    gc.collect()
    gc.freeze()
    return count


_State = list[tuple[str, int, int]]
_read: dict[Path, tuple[_State, CatalogExercise]] = {}
_by_slug: dict[tuple[tuple[Path, ...], str], CatalogExercise] = {}


def _exercise_of(folder: Path) -> CatalogExercise:
    state = _state(folder)
    if folder not in _read or _read[folder][0] != state:
        _read[folder] = state, CatalogExercise(folder)
    return _read[folder][1]


def _state(folder: str | Path) -> _State:
    """Return the names, sizes and times of the folder's files, which differ once one of them has changed."""
    entries: _State = []
    for entry in os.scandir(folder):
        if not entry.is_dir(follow_symlinks=False):
            stat = entry.stat()
            entries.append((entry.path, stat.st_size, stat.st_mtime_ns))
        elif entry.name != "__pycache__":
            entries += _state(entry.path)
    return entries


def all_exercises() -> tuple[CatalogExercise, ...]:
    """Every exercise, by catalogue, section and slug. Read from disk each time: the folders are the source."""
    heads = (head for catalog in catalogs() for head in sorted(catalog.glob("*/*/exercise.md")))
    return tuple(CatalogExercise(head.parent) for head in heads)


def load_module(path: Path) -> ModuleType:
    """Run one of our own files as a module."""
    return load_source(path.read_text(encoding="utf-8"), path)


def load_source(source: str, path: Path) -> ModuleType:
    """Run code of ours as a module. It stays out of ``sys.modules``, where two ``checks`` would collide.

    Args:
        path: of its file, or a name for code that has none.
    """
    module = ModuleType(f"catalog.{path.parent.name}.{path.stem}.{id(source)}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # a dataclass looks its own module up while it is being made
    try:
        if interpreter.IMPORTS_TRITON.search(source):
            interpreter.prepare()
            lines = source.splitlines(keepends=True)
            linecache.cache[str(path)] = (len(source), None, lines, str(path))  # where Triton reads a kernel
        code = compile(source, str(path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - our own code
    finally:
        del sys.modules[module.__name__]
    return module
