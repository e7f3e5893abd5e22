"""Which links the pages have, and what an answer says about a link."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from typing import Any

from authoring.drafts.nodes import NodeTable, is_shown, texts_of
from lib.markdown import find_links

HREF = re.compile(r'\bhref="([^"]+)"')
IS_EXTERNAL = re.compile(r"https?://", re.IGNORECASE)
PERMANENT = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
GONE_STATUSES = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(frozen=True)
class LinkPlace:
    """A page that has the link: its title, and its path."""

    title: str
    path: str

    def as_json(self) -> dict[str, str]:
        return {"title": self.title, "path": self.path}


@dataclass(frozen=True, kw_only=True)
class LinkResult:
    """``state`` is a value of `models.LinkState`."""

    state: str
    detail: str = ""
    location: str = ""


def links_of_nodes(table: NodeTable) -> Iterator[tuple[str, str]]:
    """Each link in the texts of what is shown, with the node's uid."""
    for uid, state in table.items():
        if is_shown(table, uid):
            for name, text in texts_of(state):
                yield from ((link, uid) for link in ([text] if name == "url" else find_links(text)))


def links_in_html(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from map(unescape, HREF.findall(text))


def group_by_link(pairs: Iterable[tuple[str, LinkPlace]]) -> dict[str, list[dict[str, Any]]]:
    """The places of each external link, without its fragment, which servers never see."""
    places: dict[str, dict[LinkPlace, None]] = defaultdict(dict)
    for link, place in pairs:
        if IS_EXTERNAL.match(link):
            places[link.partition("#")[0]][place] = None
    return {link: [place.as_json() for place in link_places] for link, link_places in places.items()}


def result_of(status: int, moves: Iterable[int], location: str) -> LinkResult:
    """What the last answer says. ``moves`` are the statuses of the redirects that led to it, at ``location``."""
    statuses = list(moves)
    if status in GONE_STATUSES:
        return LinkResult(state="broken", detail=f"The server says that there is no such page ({status}).")
    if status >= HTTPStatus.BAD_REQUEST:
        return LinkResult(state="unclear", detail=f"The server answered {status}. Open it to see whether it works.")
    if statuses and all(move in PERMANENT for move in statuses):
        return LinkResult(state="moved", detail="It has moved for good.", location=location)
    return LinkResult(state="works")
