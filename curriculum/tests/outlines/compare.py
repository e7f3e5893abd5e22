"""`python -m curriculum.tests.outlines.compare FILE`: how much of our roadmap an import of its source gets right.

The source, a free-form file, isn't in the repository. Its facts are in `curriculum/content/`, in the same order. Titles
differ, because we wrote our own sentences.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

Fact = tuple[str, Any, Any]  # its kind, its position, and what it says
CONTENT = Path(__file__).parents[2] / "content" / "linear-algebra-to-llms"


def facts(tree: dict[str, Any]) -> Iterator[Fact]:
    """Every topic, part, star, hour, week, activity and criterion with its position."""
    for section in tree["sections"]:
        yield "section", section["number"], section["hours"]
        for topic in section["topics"]:
            yield "topic", topic["number"], section["number"]
            yield from _figures("topic", topic["number"], topic)
            yield from _parts(topic, topic["number"])
    for phase in tree["phases"]:
        yield "phase", phase["number"], (phase["stars"], phase["weeks"], phase["ongoing"], phase["daily_hours"])
        for index, activity in enumerate(phase["activities"]):
            position = (phase["number"], index)
            yield "activity", position, len(activity["items"])
            yield "activity weeks", position, activity["weeks"]
            yield "activity hours", position, activity["hours"]
        for index, _ in enumerate(phase["checkpoint"]["criteria"] if phase["checkpoint"] else ()):
            yield "criterion", (phase["number"], index), True
    for assessment in tree["assessments"]:
        for index, _ in enumerate(assessment["criteria"]):
            yield "criterion", ("assessment", assessment["phase"], index), True


def _parts(node: dict[str, Any], position: str) -> Iterator[Fact]:
    """The parts of a topic, by their position in it at any depth."""
    stack = [(part, position) for part in reversed(node["subtopics"])]
    number = 0
    while stack:
        part, parent = stack.pop()
        number += 1
        here = f"{position}#{number}"
        yield "subtopic", here, parent
        yield from _figures("subtopic", here, part)
        stack += [(child, here) for child in reversed(part["subtopics"])]


def _figures(kind: str, position: str, node: dict[str, Any]) -> Iterator[Fact]:
    for name in ("stars", "hours"):
        if node[name] is not None:
            yield f"{kind} {name}", position, node[name]


def main(path: Path) -> int:
    from curriculum.documents.folder import read_folder
    from curriculum.documents.tree import roadmap_tree
    from curriculum.outlines.outline import read_outline

    expected: dict[str, dict[Any, Any]] = defaultdict(dict)
    imported: dict[str, dict[Any, Any]] = defaultdict(dict)
    for target, tree in (
        (expected, roadmap_tree(read_folder(CONTENT))),
        (imported, read_outline(path.read_bytes()).tree()),
    ):
        for kind, position, value in facts(tree):
            target[kind][position] = value
    counts = []
    for kind, positions in expected.items():
        right = sum(
            position in imported[kind] and imported[kind][position] == value for position, value in positions.items()
        )
        counts.append((right, len(positions), len(imported[kind])))
        sys.stdout.write(f"{kind:16}{right:4} right of {len(positions):4}, {len(imported[kind]):4} imported\n")
    right, expected_count, imported_count = (sum(column) for column in zip(*counts, strict=True))
    sys.stdout.write(f"recall {right / expected_count:.3f}, precision {right / imported_count:.3f}\n")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit(main(Path(sys.argv[1])))
