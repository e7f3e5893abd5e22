"""Roadmaps of other subjects, written the way their authors happened to write: nothing of a schedule gets lost."""

from pathlib import Path
from typing import Any

import pytest

from curriculum.outlines.outline import RoadmapOutline, read_outline

HERE = Path(__file__).parent


def read(name: str) -> RoadmapOutline:
    return read_outline((HERE / name).read_bytes(), name=name)


@pytest.fixture(scope="module")
def databases() -> dict[str, Any]:
    return read("databases.md").tree()


@pytest.fixture(scope="module")
def garden() -> dict[str, Any]:
    return read("garden.txt").tree()


def topics_of(tree: dict[str, Any]) -> list[tuple[str, int | None, list[float] | None]]:
    """Titles, stars and hours."""
    return [
        (topic["title"], topic["stars"], topic["hours"] and topic["hours"]["refresher"])
        for section in tree["sections"]
        for topic in section["topics"]
    ]


def activities_of(tree: dict[str, Any]) -> list[tuple[int, list[int | None] | None, list[str]]]:
    """The number of the phase, the weeks and the topics."""
    return [
        (phase["number"], activity["weeks"], activity["topics"])
        for phase in tree["phases"]
        for activity in phase["activities"]
    ]


def checkpoints_of(tree: dict[str, Any]) -> list[tuple[int, str, list[str]]]:
    """The number of the phase, the title and the criteria."""
    return [
        (phase["number"], checkpoint["title"], [criterion["text"] for criterion in checkpoint["criteria"]])
        for phase in tree["phases"]
        if (checkpoint := phase["checkpoint"])
    ]


def test_codes_importance_and_hours_leave_the_title(databases: dict[str, Any], garden: dict[str, Any]) -> None:
    assert topics_of(databases) == [
        ("The relational model", 4, [6, 6]),
        ("SQL", 5, [8, 10]),
        ("Data modelling", 3, [5, 5]),
        ("Pages and heaps", 4, [4, 4]),
        ("B-trees", 5, [8, 8]),
        ("Transactions", 5, [10, 10]),
        ("Write-ahead log", 3, [3, 3]),
    ]
    assert topics_of(garden) == [
        ("What soil is made of", 5, [6, 6]),
        ("Compost", 4, [4, 4]),
        ("Watering", 3, [2, 2]),
        ("Sowing", 5, [5, 5]),
        ("Crop rotation", 4, [3, 3]),
    ]


def test_a_week_in_a_list_is_an_activity_with_the_topics_that_it_names(databases: dict[str, Any]) -> None:
    assert activities_of(databases) == [
        (1, [1, 1], ["the-relational-model"]),
        (1, [2, 2], ["sql"]),
        (1, [3, 3], ["data-modelling"]),
        (2, [4, 4], ["b-trees", "pages-and-heaps"]),
        (2, [5, 6], ["transactions"]),
        (2, [7, 7], ["write-ahead-log"]),
    ]


def test_a_schedule_without_phases_is_one(garden: dict[str, Any]) -> None:
    assert activities_of(garden) == [
        (1, [1, 2], ["what-soil-is-made-of"]),
        (1, [3, 4], ["compost", "watering"]),
        (1, [5, 5], ["sowing"]),
        (1, [6, None], ["crop-rotation"]),
    ]
    assert len(garden["phases"][0]["checkpoint"]["criteria"]) == 2


def test_what_a_topic_needs_is_no_text(databases: dict[str, Any]) -> None:
    sql, modelling = databases["sections"][0]["topics"][1:3]
    assert (sql["what_you_need"], modelling["what_you_need"]) == (["A1"], ["A1, A2"])
    assert "| 1NF" in modelling["body"]


def test_lines_that_became_text_are_counted() -> None:
    assert [line.text for line in read("garden.txt").text_lines] == []
    assert len(read("databases.md").text_lines) == 2  # the introduction, and a line of code


def test_topics_that_no_phase_names_make_a_phase_of_each_section() -> None:
    tree = read_outline(b"# Web\n\n## Pages\n\n### HTML\n\n### CSS\n\n## Programs\n\n### JavaScript\n").tree()
    assert [(phase["number"], phase["title"]) for phase in tree["phases"]] == [(1, "Pages"), (2, "Programs")]
    assert activities_of(tree) == [(1, None, ["html"]), (1, None, ["css"]), (2, None, ["javascript"])]


def test_bold_weeks_on_lines_of_their_own_are_activities_of_their_phase() -> None:
    outline = read("relations.md")
    tree = outline.tree()
    assert topics_of(tree) == [("Keys and joins", 5, [4, 6]), ("Queries", 5, [6, 9]), ("Indexes", 4, [4, 6])]
    assert activities_of(tree) == [(1, [1, 1], ["keys-and-joins"]), (1, [2, 2], ["queries"]), (2, [3, 3], ["indexes"])]
    assert [len(criteria) for _, _, criteria in checkpoints_of(tree)] == [2, 1]
    assert outline.text_lines == []


def test_underlined_roman_numbers_are_sections_and_checks_divide_the_schedule() -> None:
    outline = read("processes.md")
    tree = outline.tree()
    assert [(section["title"], section["hours"] and section["hours"]["refresher"]) for section in tree["sections"]] == [
        ("Processes", [20, 20]),
        ("Memory", None),
    ]
    assert topics_of(tree) == [
        ("Fork and exec", 4, [3, 3]),
        ("Scheduling", 5, [4, 5]),
        ("Signals", 1, [1.5, 1.5]),
        ("Paging", 5, [6, 6]),
        ("malloc", None, [8, 8]),
    ]
    assert activities_of(tree) == [
        (1, [1, 2], ["fork-and-exec", "scheduling"]),
        (1, [3, 3], ["signals"]),
        (2, [4, 5], ["malloc", "paging"]),
    ]
    assert checkpoints_of(tree) == [
        (1, "Self-check after week 3", ["Explain copy-on-write", "Write a shell with pipes"]),
        (2, "Self-check at the end", ["What does a page fault cost?", "When does malloc call mmap?"]),
    ]
    assert len(outline.text_lines) == 1  # the goals of the whole


def test_rows_of_a_table_are_topics_with_the_figures_of_its_columns() -> None:
    outline = read("statistics.md")
    tree = outline.tree()
    assert topics_of(tree) == [
        ("Distributions", 4, [4, 6]),
        ("Confidence intervals", 4, [5, 5]),
        ("Regression", 3, [8, 8]),
        ("Bayesian updating", 2, [6, 8]),
    ]
    assert activities_of(tree) == [
        (1, [1, 2], ["confidence-intervals", "distributions"]),
        (2, [3, 3], ["regression"]),
        (2, [4, 4], ["bayesian-updating"]),
    ]
    assert checkpoints_of(tree) == [(1, "Checkpoint after week 2", ["Can you say what a 95% interval covers?"])]
    assert outline.text_lines == []
