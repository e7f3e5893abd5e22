"""An exported roadmap comes back as it was, and an edited one ends in the draft."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.drafts.models import NodeEdit
from authoring.drafts.queries import DraftContent
from authoring.roadmaps.file_views import archive_of
from curriculum.documents.rows import read_database
from curriculum.models import Phase, Roadmap, Topic
from curriculum.outlines.outline import RoadmapOutline

Content = Callable[[], DraftContent]
IMPORT = reverse("authoring:import_new")
TOPIC_FILE = "linear-algebra-to-llms/topics/1.1-linear-algebra.md"


@pytest.fixture
def client(roadmap: None, grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


@pytest.fixture
def archive(roadmap: None) -> bytes:
    return archive_of(read_database(Roadmap.objects.get()))


def with_file(archive: bytes, name: str, text: str | None) -> bytes:
    """The archive with one file replaced, or without it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        if text is not None:
            new.writestr(name, text)
    return buffer.getvalue()


def text_of(archive: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return files.read(name).decode()


def send(client: Client, content: bytes, name: str = "roadmap.zip", **values: str) -> Any:
    into = {"into": Roadmap.objects.get().uid}
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **into, **values})


def test_what_was_exported_changes_nothing(client: Client, archive: bytes) -> None:
    send(client, archive)
    assert not NodeEdit.objects.exists()


def test_an_edited_file_ends_in_the_draft(client: Client, archive: bytes, content: Content) -> None:
    text = text_of(archive, TOPIC_FILE).replace('title = "Linear algebra"', 'title = "Linear maps"')
    send(client, with_file(archive, TOPIC_FILE, text))
    assert [(change.uid, change.verb) for change in content().changes] == [("linear-algebra", "edited")]
    assert Topic.objects.get(uid="linear-algebra").title == "Linear algebra"


def test_what_a_file_no_longer_has_is_retired(client: Client, archive: bytes, content: Content) -> None:
    name = "linear-algebra-to-llms/topics/1.2-calculus.md"
    files = with_file(archive, name, None)
    answer = send(client, files)
    assert answer.context["form"].errors["file"]  # activities name the topic
    text = text_of(archive, TOPIC_FILE)
    heading = "## Norms and distances\n"
    start = text.index(heading)
    end = text.find("\n## ", start + 1)
    send(client, with_file(archive, TOPIC_FILE, text[:start] + (text[end + 1 :] if end > 0 else "")))
    assert ("linear-algebra.norms", "retired") in [(change.uid, change.verb) for change in content().changes]


def test_an_archive_of_very_many_files_is_refused(
    client: Client, archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be unpacked on our disk."""
    monkeypatch.setattr("curriculum.imports.MAX_FILES", 1)
    answer = send(client, archive)
    [error] = answer.context["form"].errors["file"]
    assert "at most 1 files" in error


def test_an_import_is_undone_as_one(client: Client, archive: bytes, content: Content) -> None:
    text = text_of(archive, TOPIC_FILE).replace('title = "Linear algebra"', 'title = "Linear maps"')
    send(client, with_file(archive, TOPIC_FILE, text.replace("## Norms and distances", "## Norms")))
    assert len(content().changes) == 2
    client.post(reverse("authoring:undo_edit", args=[Roadmap.objects.get().uid, NodeEdit.objects.all()[0].batch]))
    assert not content().changes


def test_checking_a_file_changes_nothing(client: Client, archive: bytes) -> None:
    text = text_of(archive, TOPIC_FILE).replace('title = "Linear algebra"', 'title = "Linear maps"')
    answer = send(client, with_file(archive, TOPIC_FILE, text), check="1")
    assert len(answer.context["report"]["changes"]) == 1
    assert not NodeEdit.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roadmap.zip", b"not an archive"),
        ("roadmap.zip", b""),
        ("roadmap.exe", b"MZ"),
        ("roadmap.md", b"\x00\x01\x02" * 100),
        ("roadmap.json", b"{"),
    ],
)
def test_a_file_that_cannot_be_imported_gets_a_reason(client: Client, name: str, content: bytes) -> None:
    answer = send(client, content, name)
    assert answer.context["form"].errors["file"]
    assert not NodeEdit.objects.exists()


def test_a_broken_line_is_named_with_its_file(client: Client, archive: bytes) -> None:
    text = text_of(archive, TOPIC_FILE).replace("stars = 5", "stars = five", 1)
    answer = send(client, with_file(archive, TOPIC_FILE, text))
    (error,) = answer.context["form"].errors["file"]
    assert error.startswith("topics/1.1-linear-algebra.md:7")


# ---------------------------------------------------------------- a document that somebody else has written

BREAD = """# Bread

Some say it rises by itself.

## Flour

### Grain
- wheat

Yeast and time

## Phase 1: Bake

- Week 1: Grain
"""


def check(client: Client, **values: object) -> tuple[RoadmapOutline, dict[str, object]]:
    """What would be imported, and the form that asks what to do about it."""
    context = client.post(IMPORT, {"check": "1", **values}).context
    return context["report"]["outline"], context["form"].initial


def titles(outline: RoadmapOutline, kind: str) -> list[str]:
    return [str(node.values["title"]) for _, node in outline.document.walk() if node.kind.name == kind]


def test_a_file_is_checked_and_then_imported_as_a_new_roadmap_without_being_chosen_again(client: Client) -> None:
    outline, form = check(client, file=SimpleUploadedFile("bread.md", BREAD.encode()))
    assert titles(outline, "topic") == ["Grain"]
    assert Roadmap.objects.count() == 1
    answer = client.post(IMPORT, {"source": form["source"], "name": form["name"]})
    assert answer["Location"] == reverse("authoring:outline", args=["bread"])
    assert Topic.objects.get(section__roadmap__uid="bread").uid == "bread.grain"


def test_a_roadmap_with_the_uids_of_another_gets_its_own(client: Client) -> None:
    """Each one has a phase 1."""
    for title in ("Bread", "Rye"):
        assert client.post(IMPORT, {"source": BREAD.replace("# Bread", f"# {title}")}).status_code == 302
    phases = Phase.objects.filter(number=1).values_list("uid", flat=True)
    assert {"phase-1", "bread.phase-1", "rye.phase-1"} <= set(phases)


def test_a_second_click_makes_no_second_roadmap(client: Client) -> None:
    for _ in range(2):
        client.post(IMPORT, {"source": BREAD})
    assert Roadmap.objects.filter(title="Bread").count() == 1


def test_an_admin_says_what_a_line_is(client: Client) -> None:
    outline, form = check(client, source=BREAD)
    lines = {reading.text: reading.line for reading in outline.text_lines}
    assert "Yeast and time" in lines
    outline, form = check(client, source=form["source"], **{f"line-{lines['Yeast and time']}": "topic"})
    assert titles(outline, "topic") == ["Grain", "Yeast and time"]
    assert "### Yeast and time" in str(form["source"])


def test_a_damaged_encoding_is_repaired_in_the_text_that_is_shown(client: Client) -> None:
    damaged = (
        BREAD.replace("# Bread", "# Bread ⭐⭐⭐")
        .replace("Grain\n", "Grain ⭐⭐⭐⭐\n", 1)
        .encode()
        .decode("mac_roman")
    )
    outline, form = check(client, file=SimpleUploadedFile("bread.md", damaged.encode()))
    assert outline.was_damaged
    assert "### Grain ⭐⭐⭐⭐" in str(form["source"])


def test_another_roadmap_can_replace_a_draft_and_be_undone(client: Client, content: Content) -> None:
    client.post(IMPORT, {"source": BREAD, "into": Roadmap.objects.get().uid})
    assert {"flour", "grain"} <= set(content().table)
    client.post(reverse("authoring:undo_edit", args=[Roadmap.objects.get().uid, NodeEdit.objects.all()[0].batch]))
    assert not content().changes


def test_the_archive_of_another_roadmap_does_not_replace_a_draft(client: Client, archive: bytes) -> None:
    """Its uids are those of its own nodes."""
    client.post(IMPORT, {"source": BREAD})
    answer = client.post(IMPORT, {"file": SimpleUploadedFile("roadmap.zip", archive), "into": "bread"})
    assert "new roadmap" in answer.context["form"].errors["file"][0]


def test_nothing_to_read_gets_a_sentence(client: Client) -> None:
    for values in ({}, {"source": "  "}, {"source": "just a sentence."}):
        assert client.post(IMPORT, values).context["form"].errors["source"]


def test_a_file_with_a_long_name_of_wide_characters_is_read(client: Client) -> None:
    """A file system counts bytes."""
    outline, _ = check(client, file=SimpleUploadedFile(f"{'面' * 120}.md", BREAD.encode()))
    assert titles(outline, "topic") == ["Grain"]
