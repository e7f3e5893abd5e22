"""Dataclasses that cross as JSON, from a peer that may have another version."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, Self


class JsonRecord:
    """A dataclass that is written as JSON and read from it. A newer peer may send fields that are unknown here."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)  # type: ignore[call-overload,no-any-return]  # each subclass is a dataclass

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**cls.known_fields(data))

    @classmethod
    def known_fields(cls, data: dict[str, Any]) -> dict[str, Any]:
        names = {field.name for field in fields(cls)}  # type: ignore[arg-type]  # as above
        return {name: value for name, value in data.items() if name in names}
