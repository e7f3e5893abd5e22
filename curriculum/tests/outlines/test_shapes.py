"""Other people's shapes: flat headings, plain outlines, phases only, and JSON from roadmap.sh and elsewhere."""

import json
from typing import Any

from curriculum.outlines.outline import RoadmapOutline, read_outline


def shape(outline: RoadmapOutline) -> list[Any]:
    """Sections, topics and parts by their titles."""
    tree = outline.tree()

    def parts(node: dict[str, Any]) -> list[Any]:
        return [(part["title"], parts(part)) if part["subtopics"] else part["title"] for part in node["subtopics"]]

    return [
        (section["title"], [(topic["title"], parts(topic)) for topic in section["topics"]])
        for section in tree["sections"]
    ]


def test_headings_with_figures_but_without_headings_under_them_are_topics() -> None:
    outline = read_outline(
        b"# Web\n\n## HTML (3 stars, 10 hours)\n- Tags\n- [MDN](https://developer.mozilla.org)\n\n"
        b"## CSS - 12h\n- What is the box model?\n\n## JavaScript 4/5\n- Closures\n  - Scope\n"
    )
    assert shape(outline) == [
        ("Web", [("HTML", ["Tags"]), ("CSS", ["What is the box model?"]), ("JavaScript", [("Closures", ["Scope"])])])
    ]
    topics = outline.tree()["sections"][0]["topics"]
    assert [topic["stars"] for topic in topics] == [3, None, 4]
    assert [topic["hours"] and topic["hours"]["refresher"] for topic in topics] == [[10, 10], [12, 12], None]
    assert outline.tree()["resources"][0]["topics"] == ["html"]


def test_headings_over_plain_lists_are_sections() -> None:
    outline = read_outline(
        "Data\n====\n\nBasics\n------\n* SQL (important)\n  * SELECT\n* Python ★★★★☆ ~20h\n\n"
        "## Storage\n* S3\n".encode()
    )
    assert shape(outline) == [("Basics", [("SQL", ["SELECT"]), ("Python", [])]), ("Storage", [("S3", [])])]
    sql, python = outline.tree()["sections"][0]["topics"]
    assert (sql["stars"], python["stars"], python["hours"]["from_scratch"]) == (3, 4, [20, 20])


def test_a_plain_outline_needs_no_marks() -> None:
    tabs = b"Backend\n\tHTTP\n\t\tMethods\n\tDatabases\nOps\n\tDocker\n"
    expected = [("Backend", [("HTTP", ["Methods"]), ("Databases", [])]), ("Ops", [("Docker", [])])]
    assert shape(read_outline(tabs)) == expected
    assert shape(read_outline(tabs.replace(b"\t", b"  "))) == expected
    dashes = b"- Backend\n  - HTTP\n    - Methods\n  - Databases\n- Ops\n  - Docker\n"
    assert shape(read_outline(dashes)) == expected


def test_a_list_without_levels_is_a_section_with_the_name_of_the_file() -> None:
    assert shape(read_outline(b"- Rust\n- Go\n", name="my-languages.txt")) == [
        ("My languages", [("Rust", []), ("Go", [])])
    ]


def test_phases_alone_become_topics_too() -> None:
    outline = read_outline(
        b"# DevOps\n\n## Phase 1: Linux (Weeks 1-4)\n- Shell (~10h)\n- Can you write a backup script?\n\n"
        b"## Phase 2: Containers (4 weeks)\n### Week 5: Docker\n- Images\n### Checkpoint\n- Ready for production?\n"
    )
    tree = outline.tree()
    assert shape(outline) == [("Linux", [("Shell", [])]), ("Containers", [("Docker", [])])]
    assert [phase["weeks"] for phase in tree["phases"]] == [[4, 4], [4, 4]]
    shell, docker = (phase["activities"][0] for phase in tree["phases"])
    assert (shell["weeks"], shell["hours"], shell["topics"]) == ([1, 4], [10, 10], ["shell"])
    assert (docker["weeks"], docker["items"]) == ([5, 5], ["Images"])
    assert [len(phase["checkpoint"]["criteria"]) for phase in tree["phases"]] == [1, 1]


def test_months_over_weeks_become_phases() -> None:
    tree = read_outline(
        "# ML\n## 🚀 Month 1: Foundations\n### Week 1: Python\n**Goal:** Write a script\n**Topics:**\n- Loops\n\n"
        "**Project:** A calculator\n## Month 2-3: Models ⏱️ 20 hours\n- **Trees** - simple (⭐⭐⭐)\n".encode()
    ).tree()
    python, trees = (phase["activities"][0] for phase in tree["phases"])
    assert [(phase["title"], phase["weeks"]) for phase in tree["phases"]] == [
        ("Foundations", [4, 4]),
        ("Models", [9, 9]),
    ]
    assert (python["title"], python["goal"], python["items"]) == (
        "Python", "Write a script", ["Loops", "**Project:** A calculator"],
    )  # fmt: skip
    assert (trees["title"], trees["body"], tree["sections"][1]["topics"][0]["stars"]) == ("Trees", "simple", 3)


def test_weeks_alone_become_one_phase() -> None:
    tree = read_outline(b"# Course\n## Week 1: Basics\n- Read chapter 1\n## Week 2-3: More\n- Exercises\n").tree()
    assert [(node["title"], node["weeks"]) for node in tree["phases"][0]["activities"]] == [
        ("Basics", [1, 1]), ("More", [2, 3]),
    ]  # fmt: skip


def test_front_matter_gives_the_title_and_the_summary() -> None:
    outline = read_outline(b"---\ntitle: 'Go'\ndescription: A language\ndraft: true\n---\n## Basics\n- Types\n")
    assert (outline.document.values["title"], outline.document.values["summary"]) == ("Go", "A language")
    assert [(line.line, line.text) for line in outline.not_understood] == [(4, "draft: true")]


GRAPH = {
    "nodes": [
        {"id": "t", "type": "title", "position": {"x": 0, "y": 0}, "data": {"label": "Backend"}},
        {"id": "b", "type": "topic", "position": {"x": 0, "y": 300}, "data": {"label": "Languages"}},
        {"id": "a", "type": "topic", "position": {"x": 0, "y": 100}, "data": {"label": "Internet"}},
        {"id": "a1", "type": "subtopic", "position": {"x": 200, "y": 90}, "data": {"label": "How does it work?"}},
        {"id": "a2", "type": "subtopic", "position": {"x": 300, "y": 95}, "data": {"label": "Packets"}},
        {"id": "b1", "type": "subtopic", "position": {"x": -200, "y": 310}, "data": {"label": "Rust"}},
        {"id": "p", "type": "paragraph", "position": {"x": 500, "y": 0}, "data": {"label": "Learn in any order"}},
        {
            "id": "l",
            "type": "button",
            "position": {"x": 500, "y": 0},
            "data": {"label": "Site", "href": "https://e.org"},
        },
        {"id": "z", "type": "unknown", "data": {}},
    ],
    "edges": [{"source": "a", "target": "b"}, {"source": "a", "target": "a1"}, {"source": "a2", "target": "a1"}],
}


def test_roadmap_sh_has_topics_down_the_page_and_subtopics_along_the_edges() -> None:
    outline = read_outline(json.dumps(GRAPH, indent=1).encode(), name="backend.json")
    assert shape(outline) == [
        ("Backend", [("Internet", [("How does it work?", ["Packets"])]), ("Languages", ["Rust"])])
    ]
    tree = outline.tree()
    assert (tree["title"], tree["how_to_use"]) == ("Backend", "Learn in any order")
    assert [(node["title"], node["url"]) for node in tree["resources"]] == [("Site", "https://e.org")]
    assert ["unknown" in line.text for line in outline.not_understood] == [True]


def test_a_minified_file_is_as_good() -> None:
    pretty, small = (read_outline(json.dumps(GRAPH, indent=indent).encode()).tree() for indent in (2, None))
    del pretty["not_understood"], small["not_understood"]  # their lines differ
    assert pretty == small


def test_titles_with_children_become_sections_topics_and_parts() -> None:
    data = {
        "title": "Frontend",
        "children": [
            {
                "title": "Internet",
                "children": [
                    {
                        "title": "HTTP",
                        "hours": "4-6 hours",
                        "stars": "4/5",
                        "why": "It is everywhere",
                        "children": ["Methods"],
                    },
                    {"title": "DNS", "links": [{"title": "MDN", "url": "https://mdn.example"}]},
                ],
            },
            {"title": "HTML", "children": [{"name": "Forms"}]},
        ],
    }
    outline = read_outline(json.dumps(data, indent=1).encode())
    assert shape(outline) == [("Internet", [("HTTP", ["Methods"]), ("DNS", [])]), ("HTML", [("Forms", [])])]
    http = outline.tree()["sections"][0]["topics"][0]
    assert (http["stars"], http["hours"]["refresher"], http["why"]) == (4, [4, 6], "It is everywhere")
    assert outline.tree()["resources"][0]["topics"] == ["dns"]
    assert next(reading.line for reading in outline.readings if reading.uid == "http") == 7


def test_names_with_lists_are_understood_too() -> None:
    data = b'{"HTML": ["Tags"], "CSS": {"Layout": ["Flexbox", "Grid"]}}'
    assert shape(read_outline(data)) == [("HTML", [("Tags", [])]), ("CSS", [("Layout", ["Flexbox", "Grid"])])]


def test_markdown_that_begins_with_a_link_is_no_json() -> None:
    assert read_outline(b"[Home](https://e.org)\n\n# A\n## B\n### C\n").counts()["topic"] == 1
