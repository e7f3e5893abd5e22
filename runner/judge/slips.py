"""Slips: our correct solutions with one operator, bound, axis or step wrong, to be told apart from a learner's code.

They are the mutants of the audit (runner.judge.mutants), then omissions (runner.judge.omissions), made one by one when
a learner's values ask for them and kept for the next learner.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import CodeType, ModuleType

from runner.catalog import CatalogExercise
from runner.judge.mutants import Variant, variants
from runner.judge.omissions import omissions
from runner.judge.players import Divergence, InProcessPlayer

_MAX_EXERCISES = 16  # whose slips are kept, of 1 MB each at most


@dataclass(frozen=True, slots=True)
class Slip:
    """Correct code with one mistake.

    Attributes:
        description: which mistake, without showing the code: "a filter is missing".
        is_omission: whether it is one of the many that need the values of every check as evidence.
    """

    description: str
    code: CodeType
    is_omission: bool

    @property
    def name(self) -> str:
        """The name by which equal slips are counted: the description with hyphens between its words."""
        return "-".join(re.findall(r"[a-z0-9]+", self.description.partition(":")[0].lower()))

    def player(self) -> InProcessPlayer:
        """Raises Divergence if the file doesn't even load with this slip, so it isn't what the learner wrote."""
        module = ModuleType("slip")
        try:
            with warnings.catch_warnings(action="ignore"):
                exec(self.code, module.__dict__)  # noqa: S102 - our own
        except Exception as error:
            raise Divergence from error
        return InProcessPlayer(module)


def slips_of(exercise: CatalogExercise) -> Iterable[Slip]:
    """The slips of the solution, then of the alternatives."""
    return _stored_slips(exercise.folder, exercise.digest, exercise.alternatives, exercise.spec.entry)


@lru_cache(maxsize=_MAX_EXERCISES)
def _stored_slips(folder: Path, digest: str, alternatives: tuple[Path, ...], entry: tuple[str, ...]) -> _Slips:
    return _Slips((folder / "solution.py", *alternatives), entry)


class _Slips:
    """Made as far as anybody has looked. The time limit may end that at any place, and the next look goes on there."""

    def __init__(self, paths: Sequence[Path], entry: Sequence[str]) -> None:
        self._paths = paths
        self._entry = entry
        self._slips: list[Slip] = []
        self._more = self._remaining()

    def _remaining(self) -> Iterator[Slip]:
        for path, (description, variant), is_omission in islice(self._variants(), len(self._slips), None):
            code = compile(variant, path.name, "exec", dont_inherit=True)
            yield Slip(description, code, is_omission)

    def _variants(self) -> Iterator[tuple[Path, Variant, bool]]:
        trees = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in self._paths]
        for path, tree in trees:
            yield from ((path, variant, False) for variant in variants(tree))
        for path, tree in trees:
            yield from ((path, variant, True) for variant in omissions(tree, self._entry))

    def __iter__(self) -> Iterator[Slip]:
        at = 0
        while True:
            if at == len(self._slips):
                try:
                    self._slips.append(next(self._more))
                except StopIteration:
                    return
                except BaseException:
                    self._more = self._remaining()  # a generator that was interrupted gives nothing more
                    raise
            yield self._slips[at]
            at += 1
