"""A free-form roadmap becomes a tree in which every fact is in its place."""

import re
from pathlib import Path
from typing import Any

import pytest

from curriculum.documents.folder import read_folder, write_folder
from curriculum.outlines.outline import RoadmapOutline, read_outline
from curriculum.tests.outlines.bakery import PHASES, SECTIONS, TEXT, TOPICS

KEYS = {
    "time",
    "estimate",
    "total",
    "hours",
    "duration",
    "commitment",
    "initial",
    "only",
    "complete",
}  # "Duration: 2-4 weeks"


@pytest.fixture(scope="module")
def outline() -> RoadmapOutline:
    return read_outline(TEXT.encode(), name="bakery.md")


@pytest.fixture(scope="module")
def tree(outline: RoadmapOutline) -> dict[str, Any]:
    return outline.tree()


def test_checkpoints_without_a_title_are_named_after_their_phase() -> None:
    text = "# Baking\n" + "".join(
        f"## Phase {number}: Step {number}\n**Week {number}:**\n- Dough {number}\n\n**Checkpoint:**\n- Can you bake?\n"
        for number in (1, 2)
    )
    tree = read_outline(text.encode(), name="baking.md").tree()
    titles = [phase["checkpoint"]["title"] for phase in tree["phases"]]
    assert titles == ["Ready for phase 2?", "Finished phase 2?"]


@pytest.fixture(scope="module")
def topics(tree: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {topic["number"]: topic for section in tree["sections"] for topic in section["topics"]}


def _hours(node: dict[str, Any]) -> tuple[Any, Any]:
    hours = node["hours"] or {"refresher": None, "from_scratch": None}
    return hours["refresher"], hours["from_scratch"]


def _parts(node: dict[str, Any]) -> list[Any]:
    return [(part["title"], part["stars"], _hours(part)[0], _parts(part)) for part in node["subtopics"]]


@pytest.mark.parametrize("number", TOPICS)
def test_a_topic_has_its_stars_hours_and_parts(topics: dict[str, dict[str, Any]], number: str) -> None:
    topic = topics[number]
    assert (topic["title"], topic["stars"], *_hours(topic), _parts(topic)) == TOPICS[number]


def test_there_are_no_other_topics(topics: dict[str, dict[str, Any]]) -> None:
    assert topics.keys() == TOPICS.keys()


def test_sections_have_their_hours(tree: dict[str, Any]) -> None:
    sections = {section["number"]: (section["title"], _hours(section)) for section in tree["sections"]}
    assert sections == {number: (title, hours or (None, None)) for number, (title, hours) in SECTIONS.items()}


def test_phases_have_their_weeks_activities_and_criteria(tree: dict[str, Any]) -> None:
    assessments = {assessment["phase"]: len(assessment["criteria"]) for assessment in tree["assessments"]}
    phases = [
        (
            phase["title"], phase["stars"], phase["weeks"], phase["ongoing"], phase["daily_hours"],
            [(node["title"], node["weeks"], node["hours"], len(node["items"])) for node in phase["activities"]],
            len(phase["checkpoint"]["criteria"]) if phase["checkpoint"] else 0,
            assessments.get(phase["number"], 0),
        )
        for phase in tree["phases"]
    ]  # fmt: skip
    assert phases == PHASES


def test_remarks_reasons_and_lists_are_where_learners_look_for_them(topics: dict[str, dict[str, Any]]) -> None:
    mixing, steam = topics["1.1"], topics["2.2"]
    assert (mixing["note"], mixing["depth"]) == ("Cannot Skip", "Do it often")
    assert (mixing["why"], len(mixing["path"]), len(mixing["skip"])) == (
        "A dough that is mixed badly never recovers.", 2, 2,
    )  # fmt: skip
    assert mixing["practice"] == ["Scale a recipe to 3 loaves"]
    assert (steam["note"], steam["skip_if"]) == ("Only if you sell bread", "Skip if you bake only pizza")
    assert [part["part"] for part in steam["subtopics"]] == ["Part A: Water", "Part B: Stones", "Part B: Stones"]
    assert topics["1.2"]["subtopics"][0]["subtopics"][0]["key_ideas"] == ["Temperature", "Amounts"]


def test_a_checkpoint_knows_where_yes_and_no_lead(tree: dict[str, Any]) -> None:
    checkpoint = tree["phases"][0]["checkpoint"]
    assert (checkpoint["if_yes"], checkpoint["if_no"]) == ("Phase 2.", "Bake more")
    assert checkpoint["criteria"][0]["text"] == "Can you scale a recipe with $h = 0.7$?"


def test_an_activity_has_a_goal_a_topic_and_resources(tree: dict[str, Any]) -> None:
    mixing, tools, selling = tree["phases"][0]["activities"]
    assert (mixing["goal"], mixing["topics"]) == ("a dough that you trust", ["mixing"])
    assert (tools["emphasis"], selling["emphasis"]) == ("if needed", "Conceptual")
    assert selling["resources"] == ["how-to-weigh"]


def test_what_belongs_to_the_whole_roadmap_is_found(tree: dict[str, Any]) -> None:
    assert [level["stars"] for level in tree["stars"]] == [5, 3, 1]
    assert (tree["weeks"], tree["balance"]) == ([6, 9], {"coding": 70, "reading": 20, "watching": 10})
    assert [(pace["daily_hours"], pace["weeks"], pace["months"]) for pace in tree["pace_profiles"]] == [
        ([1, 2], [6, 9], [2, 2])
    ]
    assert [(track["title"], track["weekly_hours"]) for track in tree["tracks"]] == [
        ("Cleaning", [0.5, 1]), ("Reading", [2, 3]),
    ]  # fmt: skip
    assert (tree["tracks"][1]["rules"], tree["tracks"][1]["papers"]) == (["**Week 1-3**: recipes"], ['"On Crumb"'])
    assert [advice["kind"] for advice in tree["advice"]] == ["tip", "strength", "gap"]
    assert tree["sections"][2]["skip"] == ["✂️ **Cakes**: another trade", "✂️ **Chocolate**: melts"]


def test_resources_have_titles_authors_and_addresses(tree: dict[str, Any]) -> None:
    resources = {node["title"]: (node["by"], node["label"], node["url"]) for node in tree["resources"]}
    assert resources["On Kneading"] == ("Uncle Bob", "Mixing", None)
    assert resources["Bread school"] == (None, "Course", "https://bread.example/school")


def test_every_line_is_accounted_for_once(outline: RoadmapOutline) -> None:
    numbers = [number for number, line in enumerate(TEXT.split("\n"), start=1) if line.strip()]
    assert sorted([reading.line for reading in outline.readings] + [line.line for line in outline.not_understood]) == (
        numbers
    )
    assert not outline.not_understood


def test_no_word_is_lost_but_those_that_only_name_a_part(outline: RoadmapOutline) -> None:
    tree = str(outline.tree()).casefold()
    labels = {"label", "table of contents", "divider"}
    for reading in outline.readings:
        if reading.reading in labels:
            continue
        long_words = set(re.findall(r"[^\W\d_]{4,}", reading.text.casefold()))
        missing = {word for word in long_words if word not in tree}
        assert missing <= KEYS, reading


def test_it_survives_an_export_to_content_files(outline: RoadmapOutline, tmp_path: Path) -> None:
    write_folder(outline.document, tmp_path)
    assert read_folder(tmp_path) == outline.document


@pytest.mark.parametrize("fence", ["```", "~~~", "- ```"])
def test_code_stays_code_and_a_fence_without_an_end_is_text(fence: str, tmp_path: Path) -> None:
    end = fence.removeprefix("- ")
    whole = f"# A\n## B\n### C\nText.\n\n{fence}python\n# no heading\n{end}\n\n1. **Part** ⭐\n"
    for text in (whole, whole.replace(f"\n{end}\n", "\n")):
        document = read_outline(text.encode()).document
        write_folder(document, tmp_path / end / str(len(text)))
        assert read_folder(tmp_path / end / str(len(text))) == document
    assert "```python\n# no heading\n```" in read_outline(whole.encode()).tree()["sections"][0]["topics"][0]["body"]


def test_importing_again_gives_the_same_uids_whatever_the_texts_say(outline: RoadmapOutline) -> None:
    changed = read_outline(
        TEXT.replace("never recovers", "is lost").replace("(⭐⭐⭐⭐⭐)", "(4/5)").encode(), name="bakery.md"
    )
    uids = [[node.uid for _, node in roadmap_outline.document.walk()] for roadmap_outline in (outline, changed)]
    assert uids[0] == uids[1]
    assert "fermentation.yeast" in uids[0]
    assert "phase-1.can-you-scale-a-recipe-with-h-07" in uids[0]


def test_a_prefix_goes_before_every_uid_but_the_roadmaps(outline: RoadmapOutline) -> None:
    document = outline.with_prefix("bread").document
    assert document.uid == "flour-bread-bakery-roadmap"
    assert all(node.uid.startswith("bread.") for parent, node in document.walk() if parent)
    topics = {node.uid for _, node in document.walk() if node.kind.name == "topic"}
    assert all(set(node.values.get("topics", ())) <= topics for _, node in document.walk())
