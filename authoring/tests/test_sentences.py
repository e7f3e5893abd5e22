"""Changes of a roadmap in words."""

from typing import Any

import pytest

from authoring.impact.sentences import OF_ROADMAPS, changes_text, nodes_text, published_sentence
from authoring.tests.small_roadmap import small_table


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([("added", "topic"), ("added", "topic"), ("edited", "criterion")], "2 topics added, 1 question edited"),
        ([("retired", "activity"), ("retired", "activity")], "2 activities retired"),
        ([("restored", "roadmap")], OF_ROADMAPS["restored"]),
        ([("retired", "roadmap")], "the whole roadmap retired"),
        ([("added", "pace")], "1 pace profile added"),
    ],
)
def test_changes_are_counted_by_what_the_editor_calls_them(changes: list[tuple[str, str]], text: str) -> None:
    assert changes_text([{"verb": verb, "kind": kind} for verb, kind in changes]) == text


def test_a_roadmap_is_described_by_what_it_shows() -> None:
    table = small_table()
    table["a"] = table["a"].with_values(retired=True)
    assert nodes_text(table) == "2 sections, 3 topics, 2 phases, 4 activities"


@pytest.mark.parametrize(
    ("impact", "words"),
    [
        ({}, "whose plan changes"),
        ({"learners": 3, "rows": []}, "Nobody"),
        ({"learners": 3, "rows": [1]}, "1 learner will"),
        ({"learners": 3, "rows": [1, 2]}, "2 learners will"),
    ],
)
def test_publishing_says_who_hears_of_it(impact: dict[str, Any], words: str) -> None:
    assert words in published_sentence(impact)
