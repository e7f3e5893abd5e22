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


def test_letters_under_roman_numbers_are_topics_and_a_timetable_refers_to_them() -> None:
    outline = read("music.txt")
    tree = outline.tree()
    assert [section["title"] for section in tree["sections"]] == ["Sound", "Harmony", "Form"]
    assert topics_of(tree) == [
        ("Pitch and frequency", 5, [2, 2]),
        ("Timbre", None, [1.5, 1.5]),
        ("Intervals", 4, [3, 4]),
        ("Triads", 5, [6, 6]),
        ("Cadences", 1, [2, 2]),
        ("Sonata form", None, [5, 5]),
    ]
    assert activities_of(tree) == [
        (1, [1, 1], ["pitch-and-frequency", "timbre"]),
        (1, [2, 3], ["intervals", "triads"]),
        (1, [4, 4], ["cadences"]),
        (2, [5, 5], ["sonata-form"]),
    ]
    assert checkpoints_of(tree) == [(1, "Ready for phase 2?", ["Can you harmonise a melody in four parts?"])]
    assert [resource["title"] for resource in tree["resources"]] == ["Harmony", "https://www.musictheory.net"]
    assert outline.text_lines == []


def test_columns_may_be_tabs() -> None:
    outline = read("sailing.txt")
    tree = outline.tree()
    assert (tree["title"], tree["sections"][0]["hours"]["refresher"]) == ("SAILING LICENCE", [30, 30])
    assert topics_of(tree) == [
        ("Knots", 3, [3, 3]),
        ("Mooring", 4, [5, 5]),
        ("Man overboard", 5, [4, 4]),
        ("Charts", 4, [6, 6]),
        ("Tides", 3, [4, 5]),
        ("Lights and signals", 2, [2, 2]),
    ]
    assert activities_of(tree) == [
        (1, [1, 1], ["knots", "mooring"]),
        (1, [2, 2], ["man-overboard"]),
        (2, [3, 4], ["charts", "tides"]),
        (2, [5, 5], ["lights-and-signals"]),
    ]
    assert [len(criteria) for _, _, criteria in checkpoints_of(tree)] == [2]
    assert outline.text_lines == []


def test_modules_with_weeks_are_phases_and_coloured_circles_are_stars() -> None:
    tree = read("frontend.md").tree()
    assert topics_of(tree) == [
        ("Semantic HTML", 5, [4, 4]),
        ("The box model", 5, [3, 3]),
        ("Grid and flexbox", 3, [6, 6]),
        ("Animations", 2, [2, 2]),
        ("Closures", 5, [5, 5]),
        ("Promises", 5, [6, 6]),
        ("Modules", 3, [2, 2]),
        ("Components", 3, [8, 10]),
        ("Server rendering", 2, None),
    ]
    assert [(phase["title"], phase["weeks"], phase["activities"][0]["weeks"]) for phase in tree["phases"]] == [
        ("HTML and CSS", [3, 3], [1, 3]),
        ("JavaScript", [5, 5], [4, 8]),
        ("A framework", None, [9, None]),
    ]
    assert [len(criteria) for _, _, criteria in checkpoints_of(tree)] == [1, 2]


def test_dotted_numbers_nest_without_indentation() -> None:
    tree = read("law.txt").tree()
    assert [(section["title"], section["hours"] and section["hours"]["refresher"]) for section in tree["sections"]] == [
        ("FORMATION", [10, 10]),
        ("BREACH", None),
    ]
    assert topics_of(tree) == [
        ("Offer and acceptance", 5, None),
        ("Consideration", 3, [3, 3]),
        ("Damages", 4, [4, 4]),
        ("Specific performance", 2, [1, 1]),
    ]
    assert [part["title"] for part in tree["sections"][0]["topics"][0]["subtopics"]] == [
        "Invitations to treat",
        "The postal rule",
    ]
    assert activities_of(tree) == [
        (1, [1, 1], ["offer-and-acceptance"]),
        (1, [2, 2], ["consideration"]),
        (2, [3, 3], ["damages", "specific-performance"]),
    ]


def test_tables_need_no_pipes_at_their_edges_and_may_be_schedules() -> None:
    outline = read("chemistry.md")
    tree = outline.tree()
    assert topics_of(tree) == [("Alkanes", 3, [3, 3]), ("Alkenes", 4, [4, 5]), ("Aromatics", 5, [6, 6])]
    assert [topic["body"] for topic in tree["sections"][0]["topics"]] == [
        "Notes: naming first",
        None,
        "Notes: see Clayden",
    ]
    assert activities_of(tree) == [(1, [1, 1], ["alkanes"]), (1, [2, 3], ["alkenes", "aromatics"]), (1, [4, 4], [])]
    assert [(title, len(criteria)) for _, title, criteria in checkpoints_of(tree)] == [("Exam", 2)]
    assert outline.text_lines == []


def test_bold_lines_are_headings_and_each_item_after_a_week_is_a_checkpoint() -> None:
    outline = read("strength.md")
    tree = outline.tree()
    assert (tree["title"], [section["title"] for section in tree["sections"]]) == (
        "Strength training", ["Technique", "Programming"],
    )  # fmt: skip
    assert topics_of(tree) == [
        ("Squat", 4, [4, 4]),
        ("Deadlift", 3, [3, 3]),
        ("Volume", 1, [2, 2]),
        ("Periodisation", 2, [3, 3]),
    ]
    assert activities_of(tree) == [
        (1, [1, 2], ["squat"]),
        (2, [3, 3], ["deadlift"]),
        (2, [4, 4], ["periodisation", "volume"]),
    ]
    assert checkpoints_of(tree) == [
        (1, "After week 2", ["Can you squat your weight?"]),
        (2, "After week 4", ["Can you write a plan for 12 weeks?"]),
    ]
    assert outline.text_lines == []


def test_an_order_of_topics_and_days_are_activities() -> None:
    tree = read_outline(
        b"# Yoga\n\n## Poses\n- Sun (1h)\n- Warrior\n\n## Order\n1. Sun\n\n## Calendar\nDay 2-3: Warrior\n"
    ).tree()
    assert activities_of(tree) == [(1, None, ["sun"]), (1, None, ["warrior"])]
    assert tree["phases"][0]["activities"][1]["emphasis"] == "Day 2-3"


def test_a_table_over_the_headings_of_its_topics_stays_a_table() -> None:
    tree = read_outline(b"# Go\n\n| Topic | Hours |\n|---|---|\n| Types | 2 |\n\n## Basics\n\n### Types\n").tree()
    assert (topics_of(tree), "| Types | 2 |" in tree["how_to_use"]) == ([("Types", None, None)], True)


def test_sections_with_figures_over_topics_with_hours_stay_sections() -> None:
    outline = read("photography.md")
    tree = outline.tree()
    assert [(section["title"], section["note"]) for section in tree["sections"]] == [
        ("Light", "4 of 5 stars"),
        ("Composition", "3 of 5 stars"),
    ]
    assert [title for title, _, _ in topics_of(tree)][:2] == ["Exposure", "White balance"]
    assert [(phase["number"], activity["weeks"]) for phase in tree["phases"] for activity in phase["activities"]] == [
        (1, [1, 1]),
        (1, [2, 3]),
        (2, [4, 5]),
        (2, [6, 6]),
    ]
    assert [(number, criteria) for number, _, criteria in checkpoints_of(tree)] == [
        (1, ["ten photographs in manual mode"]),
        (2, ["a series of six"]),
    ]
    assert len(outline.text_lines) == 1  # what one needs for the whole


def test_dots_may_lead_to_the_hours() -> None:
    outline = read("chess.txt")
    tree = outline.tree()
    assert [section["title"] for section in tree["sections"]] == ["OPENINGS", "ENDGAMES"]
    assert topics_of(tree) == [
        ("Italian game", 5, [4, 4]),
        ("Caro-Kann", 1, [6, 6]),
        ("King and pawn", 5, [5, 5]),
        ("Rook endings", 4, [8, 8]),
    ]
    assert activities_of(tree) == [
        (1, [1, 2], ["italian-game"]),
        (1, [3, 3], ["king-and-pawn"]),
        (1, [4, 6], ["caro-kann", "rook-endings"]),
    ]
    assert outline.text_lines == []


def test_a_sentence_over_an_indented_list_is_no_topic() -> None:
    tree = read_outline(b"# Go\n\n## Basics\n\nWe begin with these two things\n  - Types\n  - Loops\n").tree()
    assert [title for title, _, _ in topics_of(tree)] == ["Types", "Loops"]


def test_a_title_may_have_the_level_of_its_sections_and_checks_may_come_before_a_phase() -> None:
    tree = read_outline(
        b"Statistics with Python\n======\n\nSpring term.\n\n# A. Data\n\n## A1 Means (3-5 h)\n"
        b"- variance, with n or n - 1\n\n# B. Chance\n\n## B1 Probability (4-6 h)\n- Bayes\n\n"
        b"# Timetable\n\nBefore phase 2 you should answer:\n- Can you write the variance?\n\nAt the end:\n"
        b"- Can you apply Bayes?\n"
    ).tree()
    assert tree["title"] == "Statistics with Python"
    assert [section["title"] for section in tree["sections"]] == ["Data", "Chance"]
    (part,) = tree["sections"][0]["topics"][0]["subtopics"]
    assert part["title"] == "variance, with n or n - 1"
    questions = [[criterion["text"] for criterion in phase["checkpoint"]["criteria"]] for phase in tree["phases"]]
    assert questions == [["Can you write the variance?"], ["Can you apply Bayes?"]]


def test_a_title_over_all_sections_stays_one_beside_a_schedule() -> None:
    tree = read_outline(
        b"# Databases in Python\n\nTen evenings.\n\n## Part A: SQL\n\n### A1. Joins (6-9 hours)\n- INNER JOIN\n\n"
        b"### A2. Views (2 hours)\n- Names\n\n# Schedule\n\n## Phase 1: Ask (weeks 1-2)\n- Week 1: A1\n- Week 2: A2\n"
    ).tree()
    assert tree["title"] == "Databases in Python"
    assert [(topic["title"], len(topic["subtopics"])) for topic in tree["sections"][0]["topics"]] == [
        ("Joins", 1),
        ("Views", 1),
    ]
    assert [phase["title"] for phase in tree["phases"]] == ["Ask"]
