"""The documentation's links, paths and commands. `make docs` builds the site and checks links again, strictly."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.management import get_commands

from tests.lint.files import DOCS, ROOT, at, missing_paths, pages, read, tracked

CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)\s#]*)(?:#([^)\s]*))?\)")
COMMAND = re.compile(r"(?:manage\.py|descent-manage)\s+([a-z]\w+)")
EXERCISES = re.compile(r"[Mm]ore\s+than\s+(\d+)\s+exercises")
FUNCTION = re.compile(r"`(\w+)` in\s+`([\w/.-]+\.py)`")
GENERATED = {"CONTRIBUTING.md", "CHANGELOG.md", "threats.md"}  # by docs/_hooks.py


def problems() -> Iterator[str]:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked("*/*") if "/." not in str(path)}
    path_name = re.compile(rf"`((?:{'|'.join(sorted(folders))})/[\w./-]*)`")
    commands = get_commands().keys() | {"help"}
    exercises = len(tracked("exercises/catalog/*/*/exercise.md"))
    for page in pages():
        yield from links_without_target(page)
        yield from (f"{place}: {name} isn’t there" for place, name in missing_paths(page, path_name))
        for match in COMMAND.finditer(read(page)):
            if match[1] not in commands:
                yield f"{at(page, match.start())}: there is no command {match[1]}"
        for match in EXERCISES.finditer(read(page)):
            if int(match[1]) >= exercises:
                yield f"{at(page, match.start())}: there are {exercises} exercises"
        for match in FUNCTION.finditer(read(page)):
            if not re.search(rf"\bdef {match[1]}\(", read(ROOT / match[2])):
                yield f"{at(page, match.start())}: {match[2]} has no function {match[1]}"
    yield from pages_without_entry()
    yield from steps_without_hook()


def links_without_target(page: Path) -> Iterator[str]:
    text = CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), read(page))
    for match in LINK.finditer(text):
        name, anchor = match.groups()
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            yield f"{at(page, match.start())}: the link {name}{'#' if anchor else ''}{anchor or ''} leads nowhere"


@cache
def anchors(page: Path) -> set[str]:
    """The ids that the headings of a page get."""
    titles = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in titles}


def pages_without_entry() -> Iterator[str]:
    nav = pages_in(yaml.safe_load(read(ROOT / "mkdocs.yml"))["nav"])
    names = {str(path.relative_to(DOCS)) for path in tracked("docs/*.md")}
    for name in sorted((names | GENERATED) ^ set(nav)):
        yield f"mkdocs.yml: {name} is {'a page without an entry' if name in names else 'an entry without a page'}"


def pages_in(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    return [page for entry in (nav.values() if isinstance(nav, dict) else nav) for page in pages_in(entry)]


def steps_without_hook() -> Iterator[str]:
    """A hook of pre-commit runs each step of make check."""
    steps = re.search(r"^CHECKS := (.*)$", read(ROOT / "Makefile"), re.MULTILINE)
    (repository,) = yaml.safe_load(read(ROOT / ".pre-commit-config.yaml"))["repos"]
    hooks = {hook["entry"] for hook in repository["hooks"]}
    for step in steps[1].split() if steps else ():
        if f"make {step}" not in hooks:
            yield f".pre-commit-config.yaml: add a hook for make {step}"
