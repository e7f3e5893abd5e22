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
