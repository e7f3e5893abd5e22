"""A section can list topics of other roadmaps by their uids, in files as in the database."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from curriculum.actions import load_roadmap
from curriculum.documents.document import ContentError
from curriculum.documents.folder import read_folder
from curriculum.management.commands.load_curriculum import in_order_of_sharing
from curriculum.models import Roadmap, Section, Topic
from tests.second_roadmap import FILES, SECOND, SHARED, write_second_roadmap

SECTION = "sections/1-basics.md"


@pytest.fixture
def serving(tmp_path: Path) -> Path:
    """The content folder of the second roadmap; tests may edit its files."""
    return write_second_roadmap(tmp_path / "serving")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("roadmap")
def test_the_second_roadmap_shares_the_row_of_the_first(serving: Path) -> None:
    load_roadmap(document=read_folder(serving))
    section, topic = Section.objects.get(uid="serving-basics"), Topic.objects.get(uid=SHARED)
    assert list(section.shared_topics.all()) == [topic]
    assert topic.section.roadmap.uid != SECOND
    assert load_roadmap(document=read_folder(serving)).changes == 0


@pytest.mark.usefixtures("second_roadmap")
def test_the_files_round_trip_byte_for_byte(tmp_path: Path) -> None:
    out = tmp_path / "out"
    call_command("export_roadmap", to=out, roadmap=SECOND, stdout=StringIO())
    written = {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in out.rglob("*.md")}
    renamed = {"sections/1-serving-basics.md": FILES[SECTION]}
    assert written == {name: text for name, text in FILES.items() if name != SECTION} | renamed


@pytest.mark.usefixtures("second_roadmap")
def test_the_json_names_it_too() -> None:
    out = StringIO()
    call_command("export_roadmap", "--json", roadmap=SECOND, stdout=out)
    assert json.loads(out.getvalue())["sections"][0]["shared_topics"] == [SHARED]


@pytest.mark.usefixtures("roadmap")
def test_a_topic_that_is_not_shared_any_more_leaves_the_section(serving: Path) -> None:
    load_roadmap(document=read_folder(serving))
    edit(serving, SECTION, f'shared_topics = ["{SHARED}"]\n', "")
    edit(serving, "phases/1-serve.md", f'topics = ["{SHARED}"]\n', "")
    load_roadmap(document=read_folder(serving))
    assert not Section.objects.get(uid="serving-basics").shared_topics.exists()
    assert Topic.objects.filter(uid=SHARED, retired=False).exists()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (f'["{SHARED}"]', '["request-batching"]', "already at"),
        (f'shared_topics = ["{SHARED}"]\n', "", r"phases/1-serve\.md.*'transformers'"),
    ],
)
def test_files_with_a_wrong_reference_are_refused(serving: Path, old: str, new: str, complaint: str) -> None:
    edit(serving, SECTION, old, new)
    with pytest.raises(ContentError, match=complaint):
        read_folder(serving)


@pytest.mark.django_db
def test_it_cannot_be_loaded_before_the_roadmap_whose_topic_it_shares(serving: Path) -> None:
    with pytest.raises(CommandError, match=r"1-basics\.md.*Load that one first"):
        call_command("load_curriculum", str(serving))
    assert not Roadmap.objects.exists()


def test_roadmaps_are_loaded_after_those_whose_topics_they_share(serving: Path, tiny: Path) -> None:
    edit(serving, SECTION, SHARED, "tiny-vectors")
    edit(serving, "phases/1-serve.md", SHARED, "tiny-vectors")
    second, first = read_folder(serving), read_folder(tiny)
    assert [document.uid for document in in_order_of_sharing([second, first])] == ["tiny", SECOND]


@pytest.mark.usefixtures("second_roadmap")
def test_the_roadmap_that_was_there_stays_the_first() -> None:
    assert [row.uid for row in Roadmap.objects.current()][-1] == SECOND
