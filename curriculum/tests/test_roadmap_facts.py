"""Every figure of the roadmap, typed a second time, to find any that the content files changed."""

from pathlib import Path
from typing import Any

import pytest

from curriculum.documents.folder import read_folder
from curriculum.documents.tree import roadmap_tree

CONTENT = Path(__file__).parents[1] / "content" / "linear-algebra-to-llms"

# number: hours for a refresher, hours from scratch
SECTIONS: dict[str, tuple[list[float], list[float]] | None] = {
    "1": ([15, 25], [40, 60]),
    "2": ([10, 20], [40, 60]),
    "3": ([8, 12], [8, 12]),
    "4": ([25, 40], [25, 40]),
    "5": None,
    "6": ([4, 8], [4, 8]),
    "7": None,
    "8": None,
}
# number: stars, hours for a refresher, hours from scratch, stars of the subtopics; (stars, [...]) has its own subtopics
TOPICS: dict[str, tuple[int | None, list[float] | None, list[float] | None, list[Any]]] = {
    "1.1": (5, [8, 12], [20, 30], [5, 4, 5, 5]),
    "1.2": (5, [6, 10], [15, 25], [5, 5, 5, 3, 4]),
    "1.3": (4, [6, 10], [6, 10], [4, 5, 4, 5, 4]),
    "1.4": (4, [4, 6], [4, 6], [4, 5, 4]),
    "2.1": (5, [8, 15], [30, 50], [5, 5, 3, 3, 2]),
    "2.2": (3, [4, 8], [4, 8], [4, 4, 3, 3]),
    "3.1": (4, [6, 10], [6, 10], [(5, [5, 3, 1]), 5, 5, 5, 3, 5]),
    "3.2": (2, [2, 3], [2, 3], [3, 2, 2, 2]),
    "4.1": (5, [10, 15], [10, 15], [5, 5, (5, [3, 2, 5, 3, 4, 5]), (5, [5, 4]), 5]),
    "4.2": (5, [6, 8], [6, 8], [4, 5, (5, [4, 5, 4]), 4]),
    "4.3": (4, [4, 6], [4, 6], [5, 5, 5, 4, 4, 5]),
    "4.4": (4, [3, 5], [3, 5], [5, 4, 4, 5, 5]),
    "5.1": (2, [4, 6], [4, 6], [3, 2, 2]),
    "5.2": (
        5,
        [20, 30],
        [20, 30],
        [(5, [2, 2, (5, [5, 4, 4])]), (5, [3, 5, (5, [4, 4, 3])]), 3, (5, [5, 5, 5, 4]), 5, (5, [4, 5, 3, 5, 5])],
    ),
    "5.3": (
        5,
        [15, 20],
        [15, 20],
        [(5, [(5, [3, 3, 4, 5])]), 5, (4, [5, 3, 3, 5, 4]), (5, [5, 5, 4]), (5, [5, 5, 4, 3]), (None, [2, 2, 1, 3])],
    ),
    "6.1": (3, [3, 5], [3, 5], [4, (5, [4, 4, 5, 4]), 3, 4, 4, 3, 3, 2]),
    "6.2": (1, [1, 2], [1, 2], [2, 2, 1, 1]),
    "7.1": (None, None, None, [None] * 4),
    "7.2": (None, None, None, [None] * 4),
    "7.3": (None, None, None, [None] * 4),
    "7.4": (None, None, None, [None] * 4),
}
SUBTOPIC_HOURS = {
    "3.1": [[3, 4], [2, 3], [1, 1]],
    "4.1": [[4, 6]],
    "5.2": [[4, 6], [3, 4], [1, 2], [8, 12], [4, 6]],
    "5.3": [[3, 4], [1, 2], [2, 3], [3, 4], [3, 4]],
}
LISTS = {
    "path": {
        "1.1": 3, "1.2": 3, "1.3": 3, "1.4": 3, "2.1": 3, "2.2": 2, "3.1": 3, "4.1": 4, "5.2": 6, "6.1": 3,
    },
    "skip": {"1.1": 3, "1.2": 3, "1.3": 3, "2.2": 3, "3.2": 3, "6.1": 3},
    "add_later": {"1.4": 3},
    "when": {"6.2": 3},
}  # fmt: skip
# stars, weeks, daily hours, and of each activity its weeks and hours
PHASES: list[tuple[int, list[int], list[float] | None, list[tuple[list[int | None], list[float] | None]]]] = [
    (5, [2, 4], [2, 3], [([1, 2], [8, 12]), ([1, 2], [6, 10]), ([2, 3], [8, 12]), ([2, 3], None), ([3, 4], [6, 10])]),
    (4, [1, 2], [2, 3], [([5, 6], [4, 6]), ([5, 6], [2, 3]), ([5, 6], [1, 1]), ([5, 6], [3, 4])]),
    (5, [3, 5], [3, 4], [([7, 8], [10, 15]), ([9, 10], [8, 12]), ([9, 10], [4, 6]), ([11, 11], [4, 6])]),
    (
        5,
        [4, 6],
        [4, 5],
        [
            ([12, 13], [8, 10]),
            ([12, 13], [10, 15]),
            ([14, 15], [15, 20]),
            ([14, 15], None),
            ([16, 17], [10, 12]),
            ([16, 17], [4, 6]),
            ([17, 17], [8, 10]),
        ],
    ),
    (
        5,
        [4, 8],
        None,
        [
            ([18, 19], [6, 8]),
            ([18, 19], [3, 4]),
            ([20, 21], [6, 8]),
            ([20, 21], [10, 15]),
            ([22, 23], [4, 6]),
            ([22, 23], [6, 8]),
            ([22, 23], [6, 8]),
            ([24, None], None),
            ([24, None], None),
        ],
    ),
]
CRITERIA = [
    ["phase-1.numpy-broadcasting", "phase-1.derive-gradient", "phase-1.why-cross-entropy"],
    ["phase-2.supervised-unsupervised", "phase-2.over-underfitting", "phase-2.accuracy-vs-f1"],
    ["phase-3.backprop-by-hand", "phase-3.cnn-cifar10", "phase-3.debug-model"],
    ["phase-4.explain-attention", "phase-4.multi-head-attention", "phase-4.fine-tune-own-data"],
]


@pytest.fixture(scope="module")
def tree() -> dict[str, Any]:
    return roadmap_tree(read_folder(CONTENT))


@pytest.fixture(scope="module")
def topics(tree: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {topic["number"]: topic for section in tree["sections"] for topic in section["topics"]}


def _all_subtopics(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [deep for child in node["subtopics"] for deep in (child, *_all_subtopics(child))]


def _stars(node: dict[str, Any]) -> list[Any]:
    return [(child["stars"], _stars(child)) if child["subtopics"] else child["stars"] for child in node["subtopics"]]


def _hours(refresher: list[float] | None, from_scratch: list[float] | None) -> dict[str, list[float]] | None:
    return {"refresher": refresher, "from_scratch": from_scratch} if refresher and from_scratch else None


def test_it_has_eight_sections_with_their_hours(tree: dict[str, Any]) -> None:
    expected = {number: hours and _hours(*hours) for number, hours in SECTIONS.items()}
    assert {section["number"]: section["hours"] for section in tree["sections"]} == expected


def test_it_has_21_topics_in_the_order_of_their_numbers(topics: dict[str, dict[str, Any]]) -> None:
    assert list(topics) == list(TOPICS)
    assert len(topics) == 21


@pytest.mark.parametrize("number", TOPICS)
def test_a_topic_has_its_stars_its_hours_and_the_stars_of_every_subtopic(
    topics: dict[str, dict[str, Any]], number: str
) -> None:
    stars, refresher, from_scratch, subtopics = TOPICS[number]
    topic = topics[number]
    assert (topic["stars"], topic["hours"], _stars(topic)) == (stars, _hours(refresher, from_scratch), subtopics)


def test_it_has_159_subtopics_and_142_of_them_have_stars(topics: dict[str, dict[str, Any]]) -> None:
    subtopics = [subtopic for topic in topics.values() for subtopic in _all_subtopics(topic)]
    starred = [subtopic for subtopic in subtopics if subtopic["stars"]]
    assert (len(subtopics), len(starred)) == (159, 142)


@pytest.mark.parametrize(
    ("title", "stars"),
    [
        ("Sigmoid", 3), ("Tanh", 2), ("ReLU", 5), ("Leaky ReLU", 3), ("GELU", 4), ("Softmax", 5),
        ("Byte-pair encoding", 5), ("WordPiece", 4), ("SentencePiece", 4), ("Rotary embeddings (RoPE)", 3),
        ("RMSProp", 4), ("Adam", 5), ("AdamW", 4), ("Supervised learning", 5), ("Unsupervised learning", 3),
        ("Reinforcement learning", 1), ("Cross-attention", 4), ("Decoder-only", 5), ("Encoder-only", 3),
        ("Greedy decoding", 3), ("Nucleus (top-p) sampling", 5), ("Perplexity", 5), ("BLEU", 3), ("RLHF", 3),
        ("BF16", 5), ("INT8", 4), ("Gradient checkpointing", 2), ("Mixture of experts", 3), ("Few-shot", 5),
    ],
)  # fmt: skip
def test_a_nested_subtopic_keeps_its_own_stars(topics: dict[str, dict[str, Any]], title: str, stars: int) -> None:
    actual = [node["stars"] for topic in topics.values() for node in _all_subtopics(topic) if node["title"] == title]
    assert actual[0] == stars


def test_subtopics_with_hours_of_their_own_keep_them(topics: dict[str, dict[str, Any]]) -> None:
    actual = {
        number: [node["hours"]["refresher"] for node in _all_subtopics(topic) if node["hours"]]
        for number, topic in topics.items()
    }
    assert {number: hours for number, hours in actual.items() if hours} == SUBTOPIC_HOURS


@pytest.mark.parametrize("name", LISTS)
def test_topics_keep_their_lists(topics: dict[str, dict[str, Any]], name: str) -> None:
    assert {number: len(topic[name]) for number, topic in topics.items() if topic[name]} == LISTS[name]


def test_topics_say_how_deep_to_go_and_why(topics: dict[str, dict[str, Any]]) -> None:
    assert [number for number, topic in topics.items() if not topic["depth"]] == ["7.1", "7.2", "7.3", "7.4"]
    assert [number for number, topic in topics.items() if not topic["why"]] == ["5.1"]
    assert [number for number, topic in topics.items() if topic["skip_if"]] == ["5.1"]


def test_four_things_are_left_out(tree: dict[str, Any]) -> None:
    assert len(tree["sections"][7]["skip"]) == 4


def test_every_phase_has_its_weeks_its_daily_hours_and_its_activities(tree: dict[str, Any]) -> None:
    actual = [
        (
            phase["stars"],
            phase["weeks"],
            phase["daily_hours"],
            [(activity["weeks"], activity["hours"]) for activity in phase["activities"]],
        )
        for phase in tree["phases"]
    ]
    assert actual == PHASES
    assert [phase["number"] for phase in tree["phases"]] == [1, 2, 3, 4, 5]
    assert [phase["ongoing"] for phase in tree["phases"]] == [False, False, False, False, True]


def test_there_are_29_activities_with_94_steps_and_10_goals(tree: dict[str, Any]) -> None:
    activities = [activity for phase in tree["phases"] for activity in phase["activities"]]
    assert len(activities) == 29
    assert [len(activity["items"]) for activity in activities] == [
        3, 3, 3, 2, 3,
        3, 3, 2, 3,
        4, 4, 3, 4,
        3, 5, 4, 3, 4, 3, 4,
        3, 3, 3, 3, 2, 3, 3, 4, 4,
    ]  # fmt: skip
    assert sum(bool(activity["goal"]) for activity in activities) == 10


def test_four_checkpoints_ask_three_questions_each(tree: dict[str, Any]) -> None:
    asked = [[criterion["uid"] for criterion in phase["checkpoint"]["criteria"]] for phase in tree["phases"][:4]]
    assert asked == CRITERIA
    assert tree["phases"][4]["checkpoint"] is None


def test_three_checkpoints_say_where_to_go_on_yes_and_on_no(tree: dict[str, Any]) -> None:
    rules = [bool(phase["checkpoint"]["if_yes"]) for phase in tree["phases"][:4]]
    assert rules == [True, False, True, True]
    assert rules == [bool(phase["checkpoint"]["if_no"]) for phase in tree["phases"][:4]]


def test_three_self_assessments_have_four_criteria_each(tree: dict[str, Any]) -> None:
    actual = {assessment["phase"]: len(assessment["criteria"]) for assessment in tree["assessments"]}
    assert actual == {3: 4, 4: 4, 5: 4}


def test_a_no_always_leads_back_to_a_topic(tree: dict[str, Any]) -> None:
    checkpoints = [phase["checkpoint"] for phase in tree["phases"][:4]] + tree["assessments"]
    assert all(criterion["topics"] for checkpoint in checkpoints for criterion in checkpoint["criteria"])


def test_three_paces_take_the_weeks_they_take(tree: dict[str, Any]) -> None:
    actual = [(pace["daily_hours"], pace["weeks"], pace["months"]) for pace in tree["pace_profiles"]]
    assert actual == [([1, 1], [40, 48], [12, 12]), ([2, 3], [20, 24], [5, 6]), ([5, 6], [10, 12], [3, 3])]
    assert tree["weeks"] == [12, 20]


def test_three_tracks_run_beside_the_phases(tree: dict[str, Any]) -> None:
    tracks = {track["uid"]: track for track in tree["tracks"]}
    assert {uid: track["weekly_hours"] for uid, track in tracks.items()} == {
        "track-software-engineering": [0.5, 1],
        "track-paper-reading": [2, 3],
        "track-community": [1, 2],
    }
    reading = tracks["track-paper-reading"]
    assert (len(tracks["track-software-engineering"]["habits"]), len(reading["rules"])) == (4, 2)
    assert (len(reading["papers"]), len(tracks["track-community"]["places"])) == (5, 4)


def test_seventy_percent_of_the_time_is_coding(tree: dict[str, Any]) -> None:
    assert tree["balance"] == {"coding": 70, "reading": 20, "watching": 10}


def test_five_star_levels_have_their_words(tree: dict[str, Any]) -> None:
    labels = ["awareness", "useful", "important", "very important", "critical"]
    assert [(level["stars"], level["word"].lower()) for level in tree["stars"]] == list(enumerate(labels, start=1))


def test_it_names_the_resources_by_area(tree: dict[str, Any]) -> None:
    by_area: dict[str, list[str]] = {}
    for resource in tree["resources"]:
        by_area.setdefault(resource["area"], []).append(resource["by"])
    assert {area: len(names) for area, names in by_area.items()} == {
        "Mathematics": 6,
        "Programming": 4,
        "Classical machine learning": 5,
        "Deep learning": 8,
        "Transformers and LLMs": 8,
        "Implementation": 3,
    }
    assert by_area["Implementation"] == ["PyTorch", "Udacity", "Hugging Face"]


def test_it_ends_with_six_tips_three_strengths_and_four_gaps(tree: dict[str, Any]) -> None:
    kinds = [advice["kind"] for advice in tree["advice"]]
    assert kinds == ["tip"] * 6 + ["strength"] * 3 + ["gap"] * 4
