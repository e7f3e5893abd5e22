"""An exported roadmap comes back as it was, and an edited one ends in the draft."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.drafts.models import NodeEdit
from authoring.drafts.queries import DraftContent
from authoring.roadmaps.file_views import archive_of
from curriculum.documents.rows import read_database
from curriculum.models import Roadmap, Topic

Content = Callable[[], DraftContent]
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


def send(client: Client, content: bytes, name: str = "roadmap.zip", **values: str) -> object:
    url = reverse("authoring:import_file", args=[Roadmap.objects.get().uid])
    return client.post(url, {"file": SimpleUploadedFile(name, content), **values})


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
    assert answer.context["form"].errors["file"]  # type: ignore[attr-defined]  # activities name the topic
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
    [error] = answer.context["form"].errors["file"]  # type: ignore[attr-defined]
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
    assert len(answer.context["changes"]) == 1  # type: ignore[attr-defined]
    assert not NodeEdit.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roadmap.zip", b"not an archive"),
        ("roadmap.zip", b""),
        ("roadmap.exe", b"MZ"),
        ("roadmap.md", b"\x00\x01\x02" * 100),
        ("roadmap.md", b"# Another roadmap\n\n## 1. A section\n\n### 1.1 A topic\n"),
        ("roadmap.json", b"{"),
    ],
)
def test_a_file_that_cannot_be_imported_gets_a_reason(client: Client, name: str, content: bytes) -> None:
    answer = send(client, content, name)
    assert answer.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert not NodeEdit.objects.exists()


def test_a_broken_line_is_named_with_its_file(client: Client, archive: bytes) -> None:
    text = text_of(archive, TOPIC_FILE).replace("stars = 5", "stars = five", 1)
    answer = send(client, with_file(archive, TOPIC_FILE, text))
    (error,) = answer.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert error.startswith("topics/1.1-linear-algebra.md:7")
