"""The texts of a node's fields as HTML."""

from curriculum.documents.schema import KINDS, LINES
from lib.markdown import MarkdownError, render, render_inline


def text_html(kind: str, name: str, text: str) -> str:
    """Safe HTML of a field that is written in Markdown. Empty for a number, a name or a text with an error in it."""
    field = KINDS[kind].fields.get(name)
    if not (name == "body" or (field and field.prose)):
        return ""
    try:
        return "<br>".join(map(render_inline, text.split("\n"))) if field is LINES else render(text)
    except MarkdownError:
        return ""
