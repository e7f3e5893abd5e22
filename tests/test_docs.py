"""The documentation's pages, links and decisions. `make docs` builds the site and checks the same, strictly."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ROOT_PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in ROOT_PAGES)])
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
COMMANDS = get_commands().keys() | {"help"}
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def pages_in(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    return [page for entry in (nav.values() if isinstance(nav, dict) else nav) for page in pages_in(entry)]


def anchors(page: Path) -> set[str]:
    """The ids that the headings of a page get."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in titles}


def test_the_site_shows_every_page() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    in_docs = [str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")]
    assert sorted(pages_in(nav)) == sorted([*in_docs, "CONTRIBUTING.md", "CHANGELOG.md"])


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_has_a_target(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_decisions_have_one_format(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    number = page.name[:4]
    assert text.startswith(f"# {number} ")
    assert re.search(r"^\*\*Status:\*\* (Accepted|Superseded by .+)$", text, re.MULTILINE)
    assert re.search(r"^\*\*Date:\*\* \d+ \w+ \d{4}$", text, re.MULTILINE)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_the_index_lists_every_decision_by_its_title() -> None:
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    rows = [(path.name, path.read_text(encoding="utf-8").splitlines()[0].split(" ", 2)[2]) for path in DECISIONS]
    assert [(name, title) for name, title in rows if f"({name}) | {title} |" not in index] == []


def test_a_hook_of_pre_commit_runs_each_step_of_make_check() -> None:
    steps = re.search(r"^CHECKS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert steps is not None
    assert repository["repo"] == "local"
    assert sorted(hook["entry"] for hook in repository["hooks"]) == sorted(f"make {step}" for step in steps[1].split())


FOLDERS = sorted(
    path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".") and path.name != "var"
)
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_in_the_documentation_exists(page: Path) -> None:
    assert [path for path in PATH.findall(page.read_text(encoding="utf-8")) if not (ROOT / path).exists()] == []


def test_the_texts_promise_no_more_exercises_than_there_are() -> None:
    count = len(list((ROOT / "exercises" / "catalog").glob("*/*/exercise.md")))
    for name in ("README.md", "CHANGELOG.md"):
        promises = re.findall(r"[Mm]ore\s+than\s+(\d+)\s+exercises", (ROOT / name).read_text(encoding="utf-8"))
        assert promises
        assert all(count > int(promise) for promise in promises)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_management_command_in_the_documentation_exists(page: Path) -> None:
    names = re.findall(r"(?:manage\.py|descent-manage)\s+([a-z]\w+)", page.read_text(encoding="utf-8"))
    assert [name for name in names if name not in COMMANDS] == []
