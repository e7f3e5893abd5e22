"""Reading JSON from a peer of another version."""

from __future__ import annotations

from dataclasses import fields
from typing import Any


def known_fields(cls: Any, data: dict[str, Any]) -> dict[str, Any]:
    """The fields that this version knows. A newer peer may send more."""
    names = {f.name for f in fields(cls)}
    return {name: value for name, value in data.items() if name in names}
