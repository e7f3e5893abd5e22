"""MkDocs hooks: show the root's guides and the list of threats in the site, and turn links to source files into names.

A link to a file that isn't there stays a link, so that the strict build fails on it.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
ROOT_PAGES = ("CONTRIBUTING.md", "CHANGELOG.md")
LINK = re.compile(r"(?<!!)\[([^]]+)\]\(([^)#:]+)(#[^)]*)?\)")
THREATS = "runner/attack/threats"
THREAT = re.compile(r'"""(([A-Z])(\d+)): ([^\n]+)\.\n.*?^layers = \[(.+?)\]$', re.DOTALL | re.MULTILINE)
GROUPS = {
    "A": "Resources",
    "B": "Values that come back",
    "C": "Files",
    "D": "Network and other processes",
    "E": "The kernel",
    "F": "The verdict itself",
    "G": "GPU (not run on a real card yet)",
    "H": "The next submission",
}


def on_files(files: Files, config: Any) -> Files:
    for name in ROOT_PAGES:
        files.append(File.generated(config, name, content=(ROOT / name).read_text(encoding="utf-8")))
    files.append(File.generated(config, "threats.md", content=threats_page()))
    return files


def threats_page() -> str:
    """A line for each file of the attack suite: what is tried, and the layers that stop it."""
    heads = [THREAT.match(path.read_text(encoding="utf-8")) for path in (ROOT / THREATS).glob("[A-Z]/*.py")]
    threats = sorted((match[2], int(match[3]), match[4], match[5].replace('"', "")) for match in heads if match)
    page = "# Threats\n\nEach is hostile code, which `python -m runner attack [ID …]` grades like a learner's.\n"
    for group, title in GROUPS.items():
        page += f"\n## {group}. {title}\n\n| | what is tried | what stops it |\n|---|---|---|\n"
        rows = [row for row in threats if row[0] == group]
        page += "".join(f"| {group}{number} | {what} | {layers} |\n" for _, number, what, layers in rows)
    return page


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links of a page in docs/, or of one in the root, for the site."""
    name = page.file.src_uri
    place = name if name in ROOT_PAGES else f"docs/{name}"

    def link(match: re.Match[str]) -> str:
        text, target, anchor = match[1], match[2], match[3] or ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
        path = "docs/threats.md" if path == THREATS else path
        in_site = path.removeprefix("docs/") if path.startswith("docs/") else path if path in ROOT_PAGES else None
        if in_site is not None:
            return f"[{text}]({posixpath.relpath(in_site, posixpath.dirname(name) or '.')}{anchor})"
        return text if (ROOT / path).exists() else match[0]

    return LINK.sub(link, markdown)
