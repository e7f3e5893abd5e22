"""The arguments that a call changed in place, by the judge's own comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from runner.wire.digests import argument_getters, digests
from runner.wire.messages import Argument

from .text import clean

_MAX_NAME_CHARS = 200


class ChangedArguments(Sequence[str]):
    """The names of the arguments that a call changed in place. Computed on first use, because few checks ask."""

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any], replies: Sequence[Argument]) -> None:
        self._arguments = (args, kwargs)
        self._replies = replies

    @cached_property
    def _names(self) -> tuple[str, ...]:
        before = digests(argument_getters(*self._arguments))
        after = self._replies if len(self._replies) == len(before) else [(name, b"none") for name, _ in before]
        return tuple(
            clean(name, _MAX_NAME_CHARS) for (_, old), (name, new) in zip(before, after, strict=True) if old != new
        )

    def __getitem__(self, index: Any) -> Any:
        return self._names[index]

    def __len__(self) -> int:
        return len(self._names)

    def __eq__(self, other: object) -> bool:
        return self._names == other

    def __hash__(self) -> int:
        return hash(self._names)

    def __repr__(self) -> str:
        return repr(self._names)
