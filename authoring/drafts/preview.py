"""A node of a draft as a learner will see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from authoring.drafts.nodes import NodeState
from curriculum.documents.schema import KINDS, LINES, PROSE
from lib.durations import Hours
from lib.markdown import MarkdownError, render, render_inline


@dataclass(frozen=True, kw_only=True)
class NodePreview:
    title: SafeString
    stars: int | None
    facts: Sequence[str]
    texts: Sequence[SafeString]
    """Single lines, such as why a topic matters."""
    body: SafeString
    lists: Sequence[tuple[str, Sequence[SafeString]]]
    """Each with its heading."""


def preview_of(node: NodeState) -> NodePreview:
    """A formula that isn't LaTeX is shown as it was typed: the form's error says what is wrong with it."""
    fields = KINDS[node.kind].fields
    texts = [_line(str(node.values[name])) for name, kind in fields.items() if kind is PROSE and name != "text"]
    return NodePreview(
        title=_line(node.title) if node.kind == "criterion" else SafeString(""),
        stars=node.values.get("stars"),
        facts=list(_facts(node)),
        texts=[text for text in texts if text],
        body=_body(node.body),
        lists=[
            (name.replace("_", " ").capitalize(), [_line(line) for line in node.values[name]])
            for name, kind in fields.items()
            if kind is LINES and node.values[name]
        ],
    )


def _facts(node: NodeState) -> list[str]:
    hours = node.values.get("hours")
    if isinstance(hours, Hours):
        text = f"{hours.refresher} as a refresher, {hours.from_scratch} from scratch"
        return [text if hours.differ else str(hours.refresher)]
    return [str(hours)] if hours else []


def _line(text: str) -> SafeString:
    try:
        return mark_safe(render_inline(text))  # noqa: S308  made by lib.markdown, which sanitises
    except MarkdownError:
        return SafeString("")


def _body(text: str) -> SafeString:
    try:
        return mark_safe(render(text))  # noqa: S308  made by lib.markdown, which sanitises
    except MarkdownError:
        return SafeString("")
