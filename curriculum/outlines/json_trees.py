"""Roadmaps as JSON by others: roadmap.sh's nodes and edges, and trees of titles with children."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from curriculum.outlines.errors import OutlineError
from curriculum.outlines.lines import Sort, SourceLine
from curriculum.outlines.located_json import LocatedObject
from curriculum.outlines.nodes import MAX_NODES

TITLES = ("title", "name", "label", "text", "topic", "heading")
CHILDREN = (
    "children", "sections", "phases", "modules", "topics", "subtopics", "items", "nodes", "steps", "lessons", "skills",
    "milestones",
)  # fmt: skip
LINKS = ("links", "resources")
MAX_DEPTH = 18
DECORATION = ("vertical", "horizontal", "section", "group", "image", "legend")


@dataclass(slots=True)
class JSONLines:
    """The lines of a roadmap that JSON stands for. `origins` has the object that each came from."""

    lines: list[SourceLine] = field(default_factory=list)
    origins: list[LocatedObject | None] = field(default_factory=list)
    leftovers: list[LocatedObject] = field(default_factory=list)

    def add(self, text: str, origin: LocatedObject | None, *, level: int = 0, sort: Sort = Sort.TEXT) -> None:
        """A heading, if it has a level, or lines of text."""
        for part in text.splitlines() if not level else [text]:
            if plain := " ".join(part.split()):
                self.lines.append(
                    SourceLine(
                        number=len(self.lines) + 1, sort=Sort.HEADING if level else sort, indent=0, text=plain,
                        raw=f"- {plain}" if sort is Sort.BULLET else plain, level=level, after_blank=True,
                    )
                )  # fmt: skip
                self.origins.append(origin)

    def line_of(self, number: int) -> int:
        origin = self.origins[number - 1]
        return origin.line if origin else 1


def read_tree(data: Any) -> JSONLines:
    """The lines that the JSON stands for.

    Raises:
        OutlineError: it has no titles, or it is nested too deeply.
    """
    lines = JSONLines()
    is_graph = isinstance(data, dict) and all(isinstance(data.get(name), list) for name in ("nodes", "edges"))
    if isinstance(data, LocatedObject) and is_graph:
        _read_graph(lines, data)
    elif isinstance(data, LocatedObject) and _title(data):
        _read_object(lines, data, 1)
    elif isinstance(data, dict | list):
        _read_children(lines, data, 2)
    if not any(line.sort is Sort.HEADING for line in lines.lines):
        raise OutlineError("No titles were found in this JSON. Objects need a “title” and may have “children”.")
    return lines


def _title(data: Any) -> str:
    """The title of an object: its own, or that in `data` or `page`."""
    if not isinstance(data, dict):
        return ""
    for name in TITLES:
        if isinstance(data.get(name), str) and data[name].strip():
            return " ".join(data[name].split())
    return next((_title(data[name]) for name in ("data", "title", "page") if isinstance(data.get(name), dict)), "")


def _read_object(lines: JSONLines, data: LocatedObject, level: int) -> None:
    if level > MAX_DEPTH:
        raise OutlineError(f"This is nested more than {MAX_DEPTH} levels deep. Flatten it.", data.line)
    title_key = next((name for name in TITLES if isinstance(data.get(name), str)), "")
    lines.add(_title(data), data, level=level)
    for key, value in data.items():
        if key == title_key or value in (None, "", [], {}):
            continue
        if isinstance(value, list) and key not in LINKS:
            _read_list(lines, data, key, value, level)
        elif isinstance(value, list):
            _read_links(lines, data, value)
        elif isinstance(value, dict):
            _read_children(lines, value, level + 1)
        elif key not in ("id", "type", "uid"):
            lines.add(f"{key.replace('_', ' ')}: {value}", data)


def _read_list(lines: JSONLines, data: LocatedObject, key: str, values: list[Any], level: int) -> None:
    if key in CHILDREN or any(isinstance(value, dict | list) for value in values):
        _read_children(lines, values, level + 1, data)
    else:
        for value in values:
            lines.add(f"{key.replace('_', ' ')}: {value}", data)


def _read_children(
    lines: JSONLines, values: dict[str, Any] | list[Any], level: int, origin: LocatedObject | None = None
) -> None:
    if level > MAX_DEPTH:
        line = origin.line if origin else None
        raise OutlineError(f"This is nested more than {MAX_DEPTH} levels deep. Flatten it.", line)
    origin = values if isinstance(values, LocatedObject) else origin
    if isinstance(values, dict):
        for key, value in values.items():  # {"HTML": ["Tags", "Forms"]}
            lines.add(key, origin, level=level)
            if isinstance(value, dict | list):
                _read_children(lines, value, level + 1, origin)
            else:
                lines.add(str(value), origin)
        return
    for value in values:
        if isinstance(value, LocatedObject) and _title(value):
            _read_object(lines, value, level)
        elif isinstance(value, dict | list):
            _read_children(lines, value, level, origin)
        elif value not in (None, ""):
            lines.add(str(value), origin, level=level)


def _read_links(lines: JSONLines, origin: LocatedObject, values: list[Any]) -> None:
    for value in values:
        target = _target(value)
        title = _title(value) or str(target)
        if target:
            lines.add(f"[{title.replace('[', '(').replace(']', ')')}]({target})", origin, sort=Sort.BULLET)
        elif isinstance(value, LocatedObject):
            lines.leftovers.append(value)


def _target(value: Any) -> Any:
    """The address of a link, which is a text or an object."""
    return value.get("url") or value.get("href") if isinstance(value, dict) else value if isinstance(value, str) else ""


def _read_graph(lines: JSONLines, data: LocatedObject) -> None:
    """roadmap.sh: topics down the page in one section, subtopics at the topic that an edge leads to."""
    nodes = [node for node in data["nodes"] if isinstance(node, LocatedObject)]
    if len(nodes) > MAX_NODES:
        raise OutlineError(f"There are {len(nodes):,} nodes. Split the roadmap: at most {MAX_NODES:,} are possible.")
    by_type: dict[str, list[LocatedObject]] = defaultdict(list)
    for node in sorted(nodes, key=_position):
        by_type[str(node.get("type"))].append(node)
    title = next((_title(node) for node in by_type["title"] if _title(node)), "") or _title(data) or "Roadmap"
    lines.add(title, by_type["title"][0] if by_type["title"] else data, level=1)
    for node in [*by_type["paragraph"], *by_type["label"], *by_type["title"][1:]]:
        lines.add(_title(node), node)
    topics = by_type["topic"] or by_type["subtopic"]
    children = _children(topics, by_type["subtopic"] if by_type["topic"] else [], data["edges"])
    lines.add(title, None, level=2)
    for topic in topics:
        _add_node(lines, topic, children, 3)
    known_types = {"title", "paragraph", "label", "topic", "subtopic"}
    others = [node for kind, nodes in by_type.items() if kind not in known_types for node in nodes]
    lines.add("Resources", None, level=2)
    for node in others:
        if node.get("type") not in DECORATION or _title(node):
            _read_other(lines, node)


def _read_other(lines: JSONLines, node: LocatedObject) -> None:
    inner = node.get("data")
    if isinstance(inner, dict) and isinstance(inner.get("links"), list):
        _read_links(lines, node, inner["links"])
    elif isinstance(target := _target(inner), str) and target and isinstance(inner, dict):
        _read_links(lines, node, [{"title": _title(node), "url": target}])
    else:
        lines.leftovers.append(node)


def _add_node(lines: JSONLines, node: LocatedObject, children: dict[str, list[LocatedObject]], level: int) -> None:
    if level > MAX_DEPTH:
        raise OutlineError("This chain of nodes is too long. Flatten it.", node.line)
    lines.add(_title(node) or "Untitled", node, level=level)
    for child in children.pop(str(node.get("id")), ()):
        _add_node(lines, child, children, level + 1)


def _children(
    topics: list[LocatedObject], subtopics: list[LocatedObject], edges: list[Any]
) -> dict[str, list[LocatedObject]]:
    """The subtopics of each node: those that an edge leads to, step by step, and for the others the nearest topic."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if isinstance(edge, dict):
            source, target = str(edge.get("source")), str(edge.get("target"))
            neighbours[source].append(target)
            neighbours[target].append(source)
    waiting = {str(node.get("id")): node for node in subtopics}
    parents: dict[str, str] = {}
    wave = [str(topic.get("id")) for topic in topics]
    while wave:
        following = []
        for parent in wave:
            for other in neighbours[parent]:
                if other in waiting and other not in parents:
                    parents[other] = parent
                    following.append(other)
        wave = following
    heights = [_position(topic)[0] for topic in topics]  # sorted
    for uid, node in waiting.items():
        if uid not in parents:
            parents[uid] = str(topics[_nearest(heights, _position(node)[0])].get("id"))
    children: dict[str, list[LocatedObject]] = defaultdict(list)
    for uid, node in waiting.items():
        children[parents[uid]].append(node)
    return children


def _nearest(heights: list[float], height: float) -> int:
    """The index of the topic that is nearest up or down the page."""
    index = bisect_left(heights, height)
    candidates = [other for other in (index - 1, index) if 0 <= other < len(heights)]
    return min(candidates, key=lambda other: abs(heights[other] - height))


def _position(node: LocatedObject) -> tuple[float, float]:
    position = node.get("position")
    if not isinstance(position, dict):
        return 0.0, 0.0
    figures = [position.get(axis) for axis in ("y", "x")]
    y, x = (float(figure) if isinstance(figure, int | float) and abs(figure) < 1e9 else 0.0 for figure in figures)
    return y, x
