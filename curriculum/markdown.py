"""Markdown with LaTeX to HTML with MathML, made when the text is saved. No script, no raw HTML reaches the browser."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import nh3
from markdown_it import MarkdownIt
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from py_mini_racer import JSEvalException, MiniRacer
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

TEMML = Path(__file__).parent / "vendor" / "temml.min.js"
SECONDS_FOR_FORMULAS = 5
# maxExpand stops \def that expands for ever; without trust there are no \href, \class or \includegraphics.
TYPESET = """
function typeset(formulas) {
  return JSON.stringify(formulas.map(([tex, displayMode]) => {
    try { return [temml.renderToString(tex, {displayMode, throwOnError: true, trust: false, maxExpand: 1000}), null]; }
    catch (error) { return [null, String(error.message)]; }
  }));
}
"""
UNDERLINE = "\u0332"  # Temml underlines the place in its messages; most fonts draw that badly

TAGS = """
    p br hr em strong s code pre span ul ol li blockquote a div h1 h2 h3 h4 h5 h6 table thead tbody tr th td
"""
MATH_TAGS = """
    math semantics mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover
    mmultiscripts mprescripts mtable mtr mtd menclose mpadded mphantom mstyle merror
"""
MATH_ATTRIBUTES = """
    accent accentunder class columnalign columnspacing depth dir display displaystyle fence form height largeop
    linethickness lspace mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign rowspacing
    rspace scriptlevel separator stretchy symmetric voffset width
"""
ALLOWED_TAGS = {*TAGS.split(), *MATH_TAGS.split()}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "div": {"class"},
    "span": {"class"},
    "ol": {"start"},
    **{tag: set(MATH_ATTRIBUTES.split()) for tag in MATH_TAGS.split()},
}
ALLOWED_ATTRIBUTES["math"].add("tabindex")
# What may be wider than a phone scrolls by itself, so the keyboard must be able to get there (WCAG 2.1.1).
KEYBOARD_SCROLLS = '<math tabindex="0" '
FIXED_ATTRIBUTES = {"pre": {"tabindex": "0"}, "div": {"tabindex": "0"}}  # the only <div> is around a table


class MarkdownError(ValueError):
    """A text that cannot be shown as its author meant it. The message says what is wrong and in which line."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a text: the token it will replace, and the line (from 1) of the paragraph it stands in."""

    token: Token
    line: int
    display: bool


def render(text: str) -> str:
    """Paragraphs, lists, tables, code and formulas as safe HTML.

    Raises:
        MarkdownError: a formula is not LaTeX; each bad one is listed with its line.
    """
    return _render(text, inline=False)


def render_inline(text: str) -> str:
    """One line of text as safe HTML without a paragraph around it. Raises MarkdownError as `render` does."""
    return _render(text, inline=True)


@lru_cache(maxsize=2048)  # a row and its history are saved together and hold the same text
def _render(text: str, *, inline: bool) -> str:
    parser = _parser()
    tokens = parser.parseInline(text) if inline else parser.parse(text)
    _typeset(list(_formulas(tokens)))
    html = parser.renderer.render(tokens, parser.options, {})
    return _sanitize(html).strip()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlight}).enable("table").disable("image")
    parser.use(dollarmath_plugin, allow_labels=False, allow_digits=False, double_inline=True)
    rule = next(rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == "math_inline")
    parser.inline.ruler.at("math_inline", _with_nothing_before_the_first(rule))
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll">\n<table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
    return parser


def _with_nothing_before_the_first(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """The plugin takes a dollar after a digit for money, and looks before the first character at the last one: a table
    cell that began with a formula and ended in a digit kept its dollars.
    """

    def checked(state: StateInline, silent: bool) -> bool:
        text = state.src
        if state.pos == 0:
            state.src = text + " "
        try:
            return rule(state, silent)
        finally:
            state.src = text

    return checked


def _formulas(tokens: list[Token], line: int = 1) -> Iterator[Formula]:
    for token in tokens:
        here = token.map[0] + 1 if token.map else line
        if token.type in ("math_block", "math_inline", "math_inline_double"):
            yield Formula(token, here, display=token.type != "math_inline")
        if token.children:
            yield from _formulas(token.children, here)


def _typeset(formulas: list[Formula]) -> None:
    """Put MathML in the place of each formula, all in one call to Temml."""
    if not formulas:
        return
    mathml = _temml([(formula.token.content.strip(), formula.display) for formula in formulas])
    complaints = []
    for formula, (html, complaint) in zip(formulas, mathml, strict=True):
        if complaint is not None:
            reason = " ".join(complaint.replace(UNDERLINE, "").split())
            complaints.append(f"Line {formula.line}, ${formula.token.content.strip()}$: {reason}")
        elif html is not None:
            formula.token.content = html.replace("<math ", KEYBOARD_SCROLLS, 1) if formula.display else html
            formula.token.type = "html_inline"
    if complaints:
        raise MarkdownError("\n".join(complaints))


_lock = threading.Lock()
_engines: dict[int, MiniRacer] = {}  # by process: V8's threads do not survive a fork, and closing it there would hang


def _temml(formulas: list[tuple[str, bool]]) -> list[tuple[str | None, str | None]]:
    """(MathML, None) or (None, complaint) for each (LaTeX, display)."""
    with _lock:  # one engine: V8 takes 40 ms to start and 80 MB to stay
        engine = _engines.get(os.getpid()) or _start_engine()
        try:
            answer = engine.call("typeset", formulas, timeout_sec=SECONDS_FOR_FORMULAS)
        except JSEvalException as error:
            raise MarkdownError(f"The formulas could not be typeset: {error}") from error
    return [(html, complaint) for html, complaint in json.loads(answer)]


def _start_engine() -> MiniRacer:
    engine = _engines[os.getpid()] = MiniRacer()
    engine.eval(TEMML.read_text(encoding="utf-8") + TYPESET)
    return engine


def _highlight(code: str, language: str, _attributes: str) -> str:
    """Code with Pygments' classes; an unknown language stays plain."""
    try:
        lexer = get_lexer_by_name(language) if language else None
    except ClassNotFound:
        lexer = None
    return highlight(code, lexer, HtmlFormatter(nowrap=True)) if lexer else ""


def _sanitize(html: str) -> str:
    """The last word on what reaches a page: known tags, known attributes, no style, no script."""
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        set_tag_attribute_values=FIXED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
    )
