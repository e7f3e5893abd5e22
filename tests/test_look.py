"""docs/look.md names every component and every token, and shows only pictures that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOOK = (ROOT / "docs" / "look.md").read_text(encoding="utf-8")
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
COMPONENTS = sorted(path.name for path in (ROOT / "templates" / "components").glob("*.html"))
COLOURS = sorted(set(re.findall(r"^  (--[\w-]+): light-dark", TOKENS, re.MULTILINE)))


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_is_named(name: str) -> None:
    assert f"`{name}`" in LOOK


@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_is_explained(name: str) -> None:
    assert f"`{name}`" in LOOK


def test_every_picture_is_there() -> None:
    named = set(re.findall(r"\]\((images/[\w.-]+)\)", LOOK))
    assert named
    assert [name for name in sorted(named) if not (ROOT / "docs" / name).is_file()] == []


def test_the_themes_differ_in_colours_only() -> None:
    """`light-dark()` takes only colours. tests/axe.py relies on it: in the dark it runs only rules about colours."""
    folders = ("static/css", "static/js", "static/vendor", "templates")
    files = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".css", ".js", ".html"}
    ]
    assert len(files) > 100
    assert [str(path) for path in files if "prefers-color-scheme" in path.read_text(encoding="utf-8")] == []
