"""`manage.py import_roadmap` brings a file into the draft of the roadmap with its uid."""

import io
import json
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from authoring.drafts.models import NodeEdit
from authoring.drafts.nodes import table_of
from authoring.drafts.queries import DraftContent
from authoring.roadmaps.file_views import archive_of
from authoring.tests.conftest import Edit
from curriculum.documents.rows import read_database
from curriculum.documents.tree import roadmap_tree
from curriculum.models import Roadmap, Topic

Content = Callable[[], DraftContent]
UID = "linear-algebra-to-llms"
FILE = f"{UID}/topics/1.1-linear-algebra.md"


def run(path: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("import_roadmap", str(path), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(params=["json", "zip", "folder"])
def path(request: pytest.FixtureRequest, roadmap: None, tmp_path: Path) -> Path:
    """The published roadmap in a file or a folder, with another title of a topic."""
    document = read_database(Roadmap.objects.get())
    if request.param == "json":
        tree: dict[str, Any] = roadmap_tree(document)
        tree["sections"][0]["topics"][0]["title"] = "Linear maps"
        file = tmp_path / "roadmap.json"
        file.write_text(json.dumps(tree), encoding="utf-8")
        return file
    with zipfile.ZipFile(io.BytesIO(archive_of(document))) as archive:
        archive.extractall(tmp_path)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace('"Linear algebra"', '"Linear maps"', 1), encoding="utf-8")
    if request.param == "folder":
        return tmp_path / UID
    file = tmp_path / "roadmap.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for page in (tmp_path / UID).rglob("*.md"):
            archive.write(page, page.relative_to(tmp_path))
    return file


def test_a_dry_run_lists_what_differs_and_writes_nothing(path: Path) -> None:
    lines = run(path, "--dry-run").splitlines()
    assert "  edited topic linear-algebra" in lines
    assert "    Title: Linear algebra → Linear maps" in lines
    assert sum(line.startswith("  edited ") for line in lines) == 1
    assert not NodeEdit.objects.exists()


def test_an_import_ends_in_the_draft_as_one_edit(path: Path, content: Content) -> None:
    assert reverse("authoring:draft_detail", args=[UID]) in run(path)
    assert [(change.uid, change.verb) for change in content().changes] == [("linear-algebra", "edited")]
    assert NodeEdit.objects.values("batch").distinct().count() == 1
    assert Topic.objects.get(uid="linear-algebra").title == "Linear algebra"


def test_a_second_import_writes_nothing(path: Path) -> None:
    run(path)
    count = NodeEdit.objects.count()
    run(path)
    assert NodeEdit.objects.count() == count


@pytest.mark.parametrize("path", ["json"], indirect=True)
def test_it_is_compared_with_the_draft(path: Path, edit: Edit) -> None:
    edit("linear-algebra", title="Vectors and matrices")
    assert "    Title: Vectors and matrices → Linear maps" in run(path, "--dry-run").splitlines()


@pytest.mark.parametrize("path", ["json"], indirect=True)
def test_an_import_that_is_refused_writes_nothing(path: Path) -> None:
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["sections"][0]["topics"][0]["uid"], tree["phases"][0]["uid"] = tree["phases"][0]["uid"], "linear-algebra"
    path.write_text(json.dumps(tree), encoding="utf-8")
    for arguments in ([], ["--dry-run"]):
        with pytest.raises(CommandError):
            run(path, *arguments)
    assert not NodeEdit.objects.exists()


def test_another_roadmap_needs_a_decision(roadmap: None, tmp_path: Path, content: Content) -> None:
    """Whether it's meant for the draft or to stand beside the roadmap."""
    path = tmp_path / "bread.md"
    path.write_text("# Bread\n\n## 1. Flour\n\n### 1.1 Grain\n", encoding="utf-8")
    with pytest.raises(CommandError, match=f"--uid {UID}.*--beside"):
        run(path)
    run(path, "--uid", UID)
    assert {"flour", "grain"} <= set(content().table)
    assert set(table_of(read_database(Roadmap.objects.get()))).isdisjoint({"flour", "grain"})
