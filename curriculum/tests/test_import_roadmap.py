"""`manage.py import_roadmap` prints what a file says, and loads a roadmap that the site doesn't have."""

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from curriculum.documents.folder import read_folder
from curriculum.documents.rows import read_database
from curriculum.documents.tree import roadmap_tree
from curriculum.imports import for_new_roadmap
from curriculum.models import Criterion, Roadmap, Subtopic
from curriculum.outlines.outline import read_outline
from curriculum.tests.outlines.bakery import TEXT

CONTENT = Path(__file__).parents[1] / "content" / "linear-algebra-to-llms"
UID = "flour-bread-bakery-roadmap"

pytestmark = pytest.mark.django_db


def run(path: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("import_roadmap", str(path), *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def archive(tiny: Path, tmp_path: Path) -> Path:
    path = tmp_path / "tiny.zip"
    with zipfile.ZipFile(path, "w") as file:
        for page in tiny.rglob("*.md"):
            file.write(page, page.relative_to(tiny.parent))
    return path


def test_a_dry_run_prints_the_tree_that_an_export_would(bakery: Path) -> None:
    tree = json.loads(run(bakery, "--dry-run", "--json"))
    assert tree.pop("not_understood") == []
    outline = for_new_roadmap(read_outline(TEXT.encode(), name="bakery.md"))
    assert tree == roadmap_tree(outline.document)


def test_what_is_loaded_is_exported_as_the_dry_run_showed_it(bakery: Path) -> None:
    tree = json.loads(run(bakery, "--dry-run", "--json"))
    del tree["not_understood"]
    run(bakery)
    out = StringIO()
    call_command("export_roadmap", "--json", roadmap=UID, stdout=out)
    assert json.loads(out.getvalue()) == tree


def test_a_dry_run_changes_nothing(bakery: Path) -> None:
    assert "not_understood" not in run(bakery, "--dry-run")
    assert not Roadmap.objects.exists()


def test_it_says_what_lines_became_and_which_were_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "go.md"
    path.write_text("---\ndraft: true\n---\n# Go\n## Basics\n- Types\n", encoding="utf-8")
    lines = run(path, "--dry-run", "--lines").splitlines()
    assert "     6  topic of go.types: - Types" in lines
    assert "     2  draft: true" in lines


def test_an_import_beside_another_roadmap_needs_a_word_and_gets_its_own_uids(bakery: Path, roadmap: None) -> None:
    with pytest.raises(CommandError, match="--beside"):
        run(bakery)
    for _ in range(2):
        run(bakery, "--beside")
    assert {row.uid for row in Roadmap.objects.all()} == {"linear-algebra-to-llms", UID, f"{UID}-2"}
    assert (
        Subtopic.objects.filter(uid__in=["flour-bread.fermentation.yeast", "flour-bread-2.fermentation.yeast"]).count()
        == 2
    )


def test_a_first_roadmap_of_ones_own_keeps_the_shipped_ones_away(bakery: Path) -> None:
    """A site that starts with its own curriculum starts again after a deploy, with that one only."""
    run(bakery)
    out = StringIO()
    call_command("load_curriculum", stdout=out)
    assert [row.uid for row in Roadmap.objects.all()] == [UID]
    assert "From linear algebra to LLMs isn’t on this site." in out.getvalue()


def test_it_counts_the_lines_that_became_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "go.md"
    path.write_text("# Go\n## Basics\n### Types\nSome prose.\n", encoding="utf-8")
    assert "1 of 4" in run(path, "--dry-run")


def test_a_formula_that_is_not_latex_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text("# A\n## B\n### C\nA formula: $\\frac{1}$\n", encoding="utf-8")
    assert "bad.md:3: a.c, “body”" in run(path, "--dry-run")
    with pytest.raises(CommandError, match=r"bad\.md:3: a\.c, “body”"):
        run(path)
    assert not Roadmap.objects.exists()


def test_an_archive_is_loaded_like_its_folder(tiny: Path, archive: Path) -> None:
    run(archive)
    assert read_database(Roadmap.objects.get(uid="tiny")) == read_folder(tiny)
    assert Criterion.objects.filter(uid="tiny-phase.add").exists()


@pytest.mark.parametrize("source", ["shipped", "tiny"])
def test_the_json_of_an_export_comes_back_as_it_was(source: str, tiny: Path, tmp_path: Path) -> None:
    document = read_folder(CONTENT if source == "shipped" else tiny)
    tree: dict[str, Any] = roadmap_tree(document)
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=2), encoding="utf-8")
    assert json.loads(run(path, "--dry-run", "--json")) == {**tree, "not_understood": []}


def test_an_export_with_a_wrong_value_is_refused_with_its_line(tiny: Path, tmp_path: Path) -> None:
    tree = roadmap_tree(read_folder(tiny))
    tree["sections"][0]["topics"][0]["stars"] = "many"
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tree, indent=2), encoding="utf-8")
    with pytest.raises(CommandError, match=r"Line \d+: “stars” is a whole number"):
        run(path, "--dry-run", "--json")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.md can’t be read"):
        run(tmp_path / "nowhere.md")


def test_a_uid_that_no_node_may_have_is_refused(bakery: Path) -> None:
    with pytest.raises(CommandError):
        run(bakery, "--dry-run", "--uid", "Not a uid")


@pytest.mark.parametrize("name", ["../outside.md", "/outside.md"])
def test_an_archive_never_writes_outside_its_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(name, "+++\n+++\n")
    with pytest.raises(CommandError, match="outside its folder"):
        run(path, "--dry-run", "--json")


def test_what_only_has_the_name_of_an_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(b"PK but not really")
    with pytest.raises(CommandError, match="can’t be read"):
        run(path, "--dry-run", "--json")
