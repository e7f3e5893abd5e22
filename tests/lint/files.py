"""The files that the linters read."""

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def tracked(*patterns: str) -> list[Path]:
    """The files that git knows by these patterns, and that are still there."""
    command = ["git", "ls-files", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def pages() -> list[Path]:
    """The documentation: everything in docs/, and the pages beside README.md."""
    return tracked("docs/*.md", ":(glob)*.md")


def at(path: Path, position: int) -> str:
    """The path and line of a character, as editors open it."""
    return f"{path.relative_to(ROOT)}:{read(path).count(chr(10), 0, position) + 1}"


def missing_paths(path: Path, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Where the page names a file or folder of the repository that isn't there, and its name."""
    return [
        (at(path, match.start()), match[1]) for match in pattern.finditer(read(path)) if not (ROOT / match[1]).exists()
    ]
