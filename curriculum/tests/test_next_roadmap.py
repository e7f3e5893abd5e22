"""The second roadmap that ships: complete, consistent in its figures, and shared with the first where both need it."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from curriculum.documents.folder import read_folder
from curriculum.documents.tree import roadmap_tree
from curriculum.management.commands.load_curriculum import shared_uids
from tests.roadmap_rows import FIRST, NEXT

CONTENT = Path(__file__).parents[1] / "content"
SHARED = {
    "computational-fundamentals", "distributed-training", "evaluation-beyond-accuracy", "generative-ai",
    "tokenization-deep-dive", "transformers",
}  # fmt: skip


@pytest.fixture(scope="module")
def tree() -> dict[str, Any]:
    return roadmap_tree(read_folder(CONTENT / NEXT))


@pytest.fixture(scope="module")
def topics(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return [topic for section in tree["sections"] for topic in section["topics"]]


def _sum(ranges: list[list[float]]) -> list[float]:
    return [sum(ends) for ends in zip(*ranges, strict=True)]


def test_it_shares_six_topics_with_the_first() -> None:
    first = {topic.uid for section in read_folder(CONTENT / FIRST).of_kind("section") for topic in section.children}
    assert shared_uids(read_folder(CONTENT / NEXT)) == SHARED
    assert first >= SHARED


def test_it_says_before_which_phase_of_the_first_it_is_too_early(tree: dict[str, Any]) -> None:
    for text in (tree["summary"], tree["how_to_use"]):
        assert "phase 4" in text
        assert "“From linear algebra to LLMs”" in text


def test_a_section_takes_as_long_as_its_topics(tree: dict[str, Any]) -> None:
    for section in tree["sections"]:
        for background, hours in (section["hours"] or {}).items():
            assert hours == _sum([topic["hours"][background] for topic in section["topics"]])


def test_from_scratch_every_topic_takes_longer(topics: list[dict[str, Any]]) -> None:
    assert len(topics) == 21
    for topic in topics:
        assert all(low < high for low, high in zip(topic["hours"]["refresher"], topic["hours"]["from_scratch"],
                                                   strict=True))  # fmt: skip


def test_every_topic_says_why_how_deeply_what_to_skip_and_what_to_read(
    tree: dict[str, Any], topics: list[dict[str, Any]]
) -> None:
    with_resources = {uid for resource in tree["resources"] for uid in resource["topics"]}
    for topic in topics:
        assert topic["why"]
        assert topic["depth"]
        assert topic["skip"]
        assert topic["stars"]
        assert topic["uid"] in with_resources
        assert all(part["stars"] and part["body"] for part in topic["subtopics"])
        assert any(part["practice"] for part in topic["subtopics"])


def test_every_topic_has_one_activity_that_takes_its_hours(tree: dict[str, Any], topics: list[dict[str, Any]]) -> None:
    activities = [activity for phase in tree["phases"] for activity in phase["activities"] if activity["hours"]]
    hours = {activity["topics"][0]: activity["hours"] for activity in activities}
    assert hours == {topic["uid"]: topic["hours"]["refresher"] for topic in topics}
    assert len(activities) == len(topics)


def test_the_weeks_of_the_phases_add_up_and_those_of_activities_never_go_back(tree: dict[str, Any]) -> None:
    assert _sum([phase["weeks"] for phase in tree["phases"]]) == tree["weeks"] == [12, 20]
    starts = [activity["weeks"][0] for phase in tree["phases"] for activity in phase["activities"]]
    assert all(earlier <= later for earlier, later in pairwise(starts))


def test_every_phase_ends_with_a_checkpoint_of_four_to_six_criteria(tree: dict[str, Any]) -> None:
    assert [len(phase["checkpoint"]["criteria"]) for phase in tree["phases"]] == [6, 5, 6, 4, 6]
    assert [len(assessment["criteria"]) for assessment in tree["assessments"]] == [6, 7, 11, 7, 12]


def test_a_no_leads_back_to_a_topic(tree: dict[str, Any]) -> None:
    for of in (*(phase["checkpoint"] for phase in tree["phases"]), *tree["assessments"]):
        assert all(criterion["topics"] for criterion in of["criteria"])


def test_every_resource_has_an_address_and_no_paper_is_listed_twice(tree: dict[str, Any]) -> None:
    urls = [resource["url"] for resource in tree["resources"]]
    assert all(url.startswith(("https://", "http://incompleteideas.net/")) for url in urls)
    assert len(set(urls)) == len(urls) == 94
    assert sum(url.startswith("https://arxiv.org/abs/") for url in urls) == 66
