"""The content format: writing and reading give the same document, and errors name the line."""

import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.documents import toml
from curriculum.documents.document import ContentError
from curriculum.documents.folder import read_folder, write_folder
from runner.protocol import read_front_matter

CONTENT = Path(__file__).parents[1] / "content"
CATALOG = Path(__file__).parents[2] / "exercises/catalog"
VECTORS = "topics/1.1-tiny-vectors.md"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.md")}


@pytest.mark.parametrize("folder", sorted(CONTENT.glob("*/")), ids=lambda folder: folder.name)
def test_the_files_we_ship_are_written_back_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    write_folder(read_folder(folder), tmp_path)
    assert files(tmp_path) == files(folder)


@pytest.mark.parametrize("folder", sorted(CONTENT.glob("*/")), ids=lambda folder: folder.name)
def test_the_parts_we_ship_list_exercises_about_their_topic_once(folder: Path) -> None:
    slugs_by_topic: dict[str, set[str]] = defaultdict(set)
    for path in CATALOG.glob("*/*/exercise.md"):
        for topic in read_front_matter(path.read_text().splitlines()).values["topics"]:
            slugs_by_topic[topic].add(path.parent.name)
    topics = [node for _, node in read_folder(folder).walk() if node.kind.name == "topic"]
    for topic in topics:
        slugs = [slug for _, part in topic.walk() for slug in part.values.get("exercises", ())]
        assert len(slugs) == len(set(slugs)), topic.uid
        assert set(slugs) <= slugs_by_topic[topic.uid], topic.uid


def test_a_custom_order_survives(tiny: Path, tmp_path: Path) -> None:
    path = tiny / VECTORS
    path.write_text(path.read_text().replace('section = "1"', 'section = "1"\nposition = 2'))
    path = tiny / "topics/1.2-tiny-matrices.md"
    path.write_text(path.read_text().replace('section = "1"', 'section = "1"\nposition = 1'))
    document = read_folder(tiny)
    assert [topic.uid for topic in document.of_kind("section")[0].children] == ["tiny-matrices", "tiny-vectors"]
    write_folder(document, tmp_path / "again")
    assert files(tmp_path / "again") == files(tiny)


def test_a_heading_in_a_code_block_opens_nothing(tiny: Path, edit: Callable[[str, str, str], None]) -> None:
    edit(VECTORS, "A vector is", "```python\n# not a heading\n```\n\nA vector is")
    topic = read_folder(tiny).of_kind("section")[0].children[0]
    assert "# not a heading" in topic.body
    assert len(topic.children) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("stars = 5", "stars = five", 6, "this is not TOML"),
        ("stars = 5", 'stars = "five"', 6, "“stars” is a whole number, not 'five'"),
        ("stars = 5", "starz = 5", 6, "a topic has no “starz”"),
        ("[0.5, 2]", "[2, 0.5]", 8, "“hours” is {any = [low, high]}"),
        ("[0.5, 2]", "[0.55, 2]", 8, "“hours” is {any = [low, high]}"),
        ('uid = "tiny-vectors.norms"', "", 17, "a subtopic needs “uid”"),
        ("## Norms\n+++", "## Norms", 17, "expected +++"),
        ("### The Euclidean", "#### The Euclidean", 22, "“The Euclidean norm”"),
        ('"tiny-vectors.angles"', '"tiny-vectors.norms"', 29, "the uid 'tiny-vectors.norms' is taken by"),
        ('section = "1"', 'section = "1"\nposition = "first"', 5, "“position” is a whole number, not 'first'"),
        ('section = "1"', 'section = "9"', 1, "not '9'"),
    ],
)
def test_an_error_is_reported_with_its_file_and_line(
    tiny: Path, edit: Callable[[str, str, str], None], old: str, new: str, line: int, complaint: str
) -> None:
    edit(VECTORS, old, new)
    with pytest.raises(ContentError) as refusal:
        read_folder(tiny)
    assert complaint in str(refusal.value)
    assert f"{VECTORS}:{line}: " in str(refusal.value)


def test_a_reference_without_a_target_is_named(tiny: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("phases/1-start.md", 'topics = ["tiny-vectors"]\nresources', 'topics = ["tiny-tensors"]\nresources')
    with pytest.raises(ContentError, match=r"phases/1-start\.md:9: “topics” names 'tiny-tensors'"):
        read_folder(tiny)


def test_a_misplaced_kind_is_named(tiny: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("phases/1-start.md", 'kind = "activity"', 'kind = "party"')
    with pytest.raises(
        ContentError, match="under a phase stands activity, checkpoint, assessment, but kind is 'party'"
    ):
        read_folder(tiny)


@given(text=st.text(), prose=st.booleans())
def test_any_text_survives_being_written_as_toml(text: str, prose: bool) -> None:
    assert tomllib.loads(toml.assignment("text", text, prose=prose)) == {"text": text}
