"""The example calls of a catalogue, ``examples.json`` beside its sections: calls of the worked examples, and the values
that our solution returns. ``python -m runner examples`` writes the file, and learners predict the values in a review.

Example checks show the same values to everyone who fails them, so the web may know these.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

EXAMPLES_FILE = "examples.json"


@dataclass(frozen=True, slots=True)
class ExampleCall:
    """A call as Python code, and its value as a Python literal."""

    call: str
    value: str


@dataclass(frozen=True, slots=True)
class ExampleCalls:
    """The example calls of the version of an exercise that its folder's digest names."""

    digest: str
    calls: tuple[ExampleCall, ...]


def read_example_calls(root: Path) -> dict[str, ExampleCalls]:
    """The example calls by the exercise's slug. Empty if the catalogue has no such file.

    Raises:
        ValueError: the file isn't one of example calls.
    """
    path = root / EXAMPLES_FILE
    if not path.exists():
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(slug): ExampleCalls(
                str(entry["digest"]), tuple(ExampleCall(str(call), str(value)) for call, value in entry["calls"])
            )
            for slug, entry in entries.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error


def write_example_calls(root: Path, examples: Mapping[str, ExampleCalls]) -> None:
    """Replace the catalogue's example calls."""
    entries = {
        slug: {"digest": entry.digest, "calls": [[call.call, call.value] for call in entry.calls]}
        for slug, entry in sorted(examples.items())
    }
    (root / EXAMPLES_FILE).write_text(f"{json.dumps(entries, indent=1, ensure_ascii=False)}\n", encoding="utf-8")
