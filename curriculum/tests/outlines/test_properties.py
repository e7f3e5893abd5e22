"""Whatever a file contains, it is imported with every line accounted for, or refused with an OutlineError."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.documents.folder import read_folder, write_folder
from curriculum.models.base import validate_uid
from curriculum.outlines.encoding import decode
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.outline import RoadmapOutline, read_outline

PIECES = [
    "# ", "## ", "### ", "#### ", "- ", "  - ", "    - ", "1. ", "**", "__", ":", " | ", "⭐⭐⭐", " (4/5)", "10 hours",
    " or ", "20-30 hours (from scratch)", "Week 1-2: ", "Phase 1: ", "Checkpoint", "Resources", "Practice", "\n",
    "\n\n", "---", "```", "$$", "| a | b |", "[x](http://e.org)", "Can you do it?", "Why: ", "Time: ", "\t",
    "Tips", "Part A: ",
    "If yes → Phase 2. If no → stop", "Topics:", "HTML", "Learning Path", "skip", "Table of Contents", "+++", "(", "]",
    "Self-Assessment", "After Phase 1:", "If you have 2-3 hours/day:", "Complete in 4 weeks (1 month)",
    "Time Management", "70% coding, 30% reading", "x" * 200,
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
KEYS = [
    "title", "name", "children", "topics", "nodes", "edges", "id", "source", "target", "type", "data", "label", "uid",
    "position", "x", "y", "links", "url", "hours", "stars", "sections", "phases", "pace_profiles",
]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["topic", "subtopic"]),
    lambda values: (
        st.lists(values, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), values, max_size=6)
    ),
    max_leaves=25,
)
thorough = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def attempt(data: bytes, name: str = "") -> RoadmapOutline | None:
    try:
        return read_outline(data, name=name)
    except OutlineError:
        return None


def check_uids(outline: RoadmapOutline) -> None:
    uids = [node.uid for _, node in outline.document.walk()]
    assert len(set(uids)) == len(uids)
    for uid in uids:
        validate_uid(uid)
        assert len(uid) <= 120


@thorough
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    attempt(data)


@thorough
@given(TEXTS)
def test_every_line_is_accounted_for_exactly_once(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    outline = attempt(data)
    if outline is None or decode(data).text.lstrip()[:1] in ("{", "["):
        return
    lines = [number for number, line in enumerate(decode(data).lines, start=1) if line.strip()]
    assert (
        sorted([*(reading.line for reading in outline.readings), *(line.line for line in outline.not_understood)])
        == lines
    )
    check_uids(outline)
    assert attempt(data) == outline


@thorough
@given(VALUES)
def test_arbitrary_json_is_read_or_refused(value: Any) -> None:
    outline = attempt(json.dumps(value).encode(), "a.json")
    if outline:
        check_uids(outline)
        json.dumps(outline.tree())


@settings(thorough, max_examples=100)
@given(TEXTS)
def test_what_is_imported_survives_export_to_content_files(text: str) -> None:
    outline = attempt(text.encode("utf-8", "surrogatepass"))
    if outline is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        write_folder(outline.document, Path(folder))
        assert read_folder(Path(folder)) == outline.document
