"""MkDocs hooks: show the root's guides in the site, and turn links to source files into plain names.

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


def on_files(files: Files, config: Any) -> Files:
    for name in ROOT_PAGES:
        files.append(File.generated(config, name, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links of a page in docs/, or of one in the root, for the site."""
    name = page.file.src_uri
    place = name if name in ROOT_PAGES else f"docs/{name}"

    def link(match: re.Match[str]) -> str:
        text, target, anchor = match[1], match[2], match[3] or ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
        in_site = path.removeprefix("docs/") if path.startswith("docs/") else path if path in ROOT_PAGES else None
        if in_site is not None:
            return f"[{text}]({posixpath.relpath(in_site, posixpath.dirname(name) or '.')}{anchor})"
        return text if (ROOT / path).exists() else match[0]

    return LINK.sub(link, markdown)
