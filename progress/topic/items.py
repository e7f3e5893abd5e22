"""The lists that a topic or a part may have."""

from collections import defaultdict
from dataclasses import dataclass

from curriculum.models import ItemKind, Subtopic, Topic


@dataclass(frozen=True)
class ItemList:
    """One of the lists a topic or part may have: its heading and its lines."""

    kind: str
    title: str
    lines: tuple[str, ...]


def item_lists(node: Topic | Subtopic) -> tuple[ItemList, ...]:
    """Without the abbreviations, which only the study log reads."""
    lines: dict[str, list[str]] = defaultdict(list)
    for item in node.items.all():
        lines[item.kind].append(item.text_html)
    titles = {kind: title for kind, title in ItemKind.choices if kind != ItemKind.ABBREVIATIONS}
    return tuple(ItemList(kind, str(titles[kind]).capitalize(), tuple(lines[kind])) for kind in titles if kind in lines)
