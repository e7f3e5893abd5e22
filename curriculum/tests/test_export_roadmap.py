"""The database can be exported as JSON, or as content files that load to the same roadmap."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from curriculum.actions import load_roadmap
from curriculum.documents.folder import read_folder
from curriculum.documents.rows import read_database
from curriculum.documents.tree import roadmap_tree
from curriculum.models import Roadmap, Subtopic, Topic

CONTENT = Path(__file__).parents[1] / "content" / "linear-algebra-to-llms"

pytestmark = pytest.mark.django_db


def exported(uid: str) -> dict[str, Any]:
    out = StringIO()
    call_command("export_roadmap", "--json", roadmap=uid, stdout=out)
    tree: dict[str, Any] = json.loads(out.getvalue())
    return tree


def test_the_database_holds_everything_in_the_files(roadmap: None) -> None:
    assert exported("linear-algebra-to-llms") == roadmap_tree(read_folder(CONTENT))


def test_the_json_has_figures_as_pairs_and_null_where_there_are_none(tiny: Path) -> None:
    load_roadmap(document=read_folder(tiny))
    tree = exported("tiny")
    vectors, matrices = tree["sections"][0]["topics"]
    assert vectors["hours"] == {"refresher": [0.5, 2], "from_scratch": [4, 6]}
    assert (matrices["hours"], matrices["why"], matrices["practice"]) == (None, None, [])
    assert [subtopic["title"] for subtopic in vectors["subtopics"]] == ["Norms", "Angles"]
    phase = tree["phases"][0]
    assert (phase["weeks"], phase["activities"][0]["weeks"]) == (None, [24, None])
    assert (phase["checkpoint"]["if_yes"], phase["checkpoint"]["if_no"]) == (None, "Stay.")


def test_a_topic_lists_the_practice_of_all_its_parts(roadmap: None) -> None:
    algebra = exported("linear-algebra-to-llms")["sections"][0]["topics"][0]
    parts = [task for subtopic in algebra["subtopics"] for task in subtopic["practice"]]
    assert len(parts) == 2
    assert algebra["practice"] == parts


def test_retired_nodes_are_in_the_files_but_not_in_the_json(tiny: Path, tmp_path: Path) -> None:
    load_roadmap(document=read_folder(tiny))
    Topic.objects.filter(uid="tiny-matrices").update(retired=True)
    assert len(exported("tiny")["sections"][0]["topics"]) == 1
    call_command("export_roadmap", to=tmp_path / "out", roadmap="tiny", stdout=StringIO())
    assert "retired = true" in (tmp_path / "out/topics/1.2-tiny-matrices.md").read_text()


def test_edits_and_a_custom_order_survive_export_and_import(tiny: Path, tmp_path: Path) -> None:
    load_roadmap(document=read_folder(tiny))
    Topic.objects.filter(uid="tiny-vectors").update(order=5, why='Because\nof $W\'$ and "x"')
    Subtopic.objects.filter(uid="tiny-vectors.norms").update(order=5)
    call_command("export_roadmap", to=tmp_path / "out", roadmap="tiny", stdout=StringIO())
    assert read_folder(tmp_path / "out") == read_database(Roadmap.objects.get(uid="tiny"))


def test_the_small_roadmap_round_trips_byte_for_byte(tiny: Path, tmp_path: Path) -> None:
    load_roadmap(document=read_folder(tiny))
    call_command("export_roadmap", to=tmp_path / "out", roadmap="tiny", stdout=StringIO())
    for path in tiny.rglob("*.md"):
        assert (tmp_path / "out" / path.relative_to(tiny)).read_bytes() == path.read_bytes()


def test_it_refuses_a_folder_with_other_files(tiny: Path) -> None:
    load_roadmap(document=read_folder(tiny))
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_roadmap", to=tiny, roadmap="tiny")


def test_two_nodes_for_one_file_are_refused_before_anything_is_written(tiny: Path, tmp_path: Path) -> None:
    load_roadmap(document=read_folder(tiny))
    roadmap = Roadmap.objects.get(uid="tiny")
    roadmap.phases.create(uid="tiny-other", number=1, title="The start", label="Start")
    with pytest.raises(CommandError, match=r"1-start\.md: two nodes would be written to this file"):
        call_command("export_roadmap", to=tmp_path / "out", roadmap="tiny")
    assert not (tmp_path / "out").exists()


def test_it_says_when_there_is_no_roadmap() -> None:
    with pytest.raises(CommandError, match=r"Load one with: manage\.py load_curriculum"):
        call_command("export_roadmap", "--json", roadmap="nowhere")
