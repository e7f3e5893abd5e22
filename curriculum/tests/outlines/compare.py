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

Fact = tuple[str, Any, Any]  # its kind, its place, and what it says
CONTENT = Path(__file__).parents[2] / "content" / "linear-algebra-to-llms"


def facts(tree: dict[str, Any]) -> Iterator[Fact]:
    """Every topic, part, star, hour, week, activity and criterion with its place."""
    for section in tree["sections"]:
        yield "section", section["number"], section["hours"]
        for topic in section["topics"]:
            yield "topic", topic["number"], section["number"]
            yield from _figures("topic", topic["number"], topic)
            yield from _parts(topic, topic["number"])
    for phase in tree["phases"]:
        yield "phase", phase["number"], (phase["stars"], phase["weeks"], phase["ongoing"], phase["daily_hours"])
        for index, activity in enumerate(phase["activities"]):
            place = (phase["number"], index)
            yield "activity", place, len(activity["items"])
            yield "activity weeks", place, activity["weeks"]
            yield "activity hours", place, activity["hours"]
        for index, _ in enumerate(phase["checkpoint"]["criteria"] if phase["checkpoint"] else ()):
            yield "criterion", (phase["number"], index), True
    for assessment in tree["assessments"]:
        for index, _ in enumerate(assessment["criteria"]):
            yield "criterion", ("assessment", assessment["phase"], index), True


def _parts(node: dict[str, Any], place: str) -> Iterator[Fact]:
    """The parts of a topic, by their position in it at any depth."""
    stack = [(part, place) for part in reversed(node["subtopics"])]
    position = 0
    while stack:
        part, parent = stack.pop()
        position += 1
        here = f"{place}#{position}"
        yield "subtopic", here, parent
        yield from _figures("subtopic", here, part)
        stack += [(child, here) for child in reversed(part["subtopics"])]


def _figures(kind: str, place: str, node: dict[str, Any]) -> Iterator[Fact]:
    for name in ("stars", "hours"):
        if node[name] is not None:
            yield f"{kind} {name}", place, node[name]


def main(path: Path) -> int:
    from curriculum.documents import read_folder
    from curriculum.documents.tree import roadmap_tree
    from curriculum.outlines import read_outline

    ours: dict[str, dict[Any, Any]] = defaultdict(dict)
    theirs: dict[str, dict[Any, Any]] = defaultdict(dict)
    for target, tree in ((ours, roadmap_tree(read_folder(CONTENT))), (theirs, read_outline(path.read_bytes()).tree())):
        for kind, place, value in facts(tree):
            target[kind][place] = value
    counts = []
    for kind, places in ours.items():
        right = sum(place in theirs[kind] and theirs[kind][place] == value for place, value in places.items())
        counts.append((right, len(places), len(theirs[kind])))
        sys.stdout.write(f"{kind:16}{right:4} right of {len(places):4}, {len(theirs[kind]):4} imported\n")
    right, expected, imported = (sum(column) for column in zip(*counts, strict=True))
    sys.stdout.write(f"recall {right / expected:.3f}, precision {right / imported:.3f}\n")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit(main(Path(sys.argv[1])))
