"""Markdown with LaTeX to HTML with MathML, made when the text is saved. No script, no raw HTML reaches the browser."""

import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import nh3
from markdown_it import MarkdownIt
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from py_mini_racer import JSEvalException, JSOOMException, MiniRacer
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from lib.errors import RefusedError
from lib.figures.drawing import FENCES, draw_figure
from lib.figures.source import FigureError

TEMML = Path(__file__).parent / "vendor" / "temml.min.js"
FORMULA_SECONDS = 5
NOTE_SECONDS = 0.5  # a stranger's formulas, while others wait for the engine
MAX_FORMULAS, MAX_FORMULA_CHARACTERS, MAX_HTML = 200, 1000, 500_000  # of a note
MAX_BLOCK_CHARACTERS = 4_000  # characters of code in a note; longer code stays plain
MANY_BLANKS = re.compile(r"\s{100}")
ENGINE_BYTES = 256 * 2**20  # of the engine's memory; it holds 80 MB at rest
DEFINES = re.compile(r"\\(?:[gex]?def|(?:future)?let|global|long|(?:re)?newcommand|providecommand)\b")
# maxExpand stops \def that expands for ever; without trust there are no \href, \class or \includegraphics.
TYPESET = """
function typeset(formulas) {
  return JSON.stringify(formulas.map(([tex, displayMode]) => {
    try { return [temml.renderToString(tex, {displayMode, throwOnError: true, trust: false, maxExpand: 1000}), null]; }
    catch (error) { return [null, String(error.message)]; }
  }));
}
"""
TAG = re.compile(r"<[^>]*>")
LONG_IN_A_LINE = 24  # characters of a formula within a sentence: more may not fit on a phone
# A formula that is too long for its column may be broken before these, as TeX would.
RELATIONS = frozenset("=≠≈≡∼≃≅∝<>≤≥≪≫∈⊂⊆→←↦⇒⇔⟶⟹≔")
MAX_EXCERPT = 200  # characters of a formula in a complaint
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
HTML_TOO_LARGE = "Once typeset, this is too large for a note. Split it, or remove some formulas."


class MarkdownError(RefusedError):
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
        MarkdownError: a formula is not LaTeX, or a figure can't be drawn; each is listed with its line.
    """
    return _render(text, inline=False)


def render_inline(text: str) -> str:
    """One line of text as safe HTML without a paragraph around it. Raises MarkdownError as `render` does."""
    return _render(text, inline=True)


def find_links(text: str) -> list[str]:
    """The addresses of all links in a text. Formulas are not typeset for it."""
    tokens = (child for token in _parser().parse(text) for child in token.children or ())
    return [str(token.attrGet("href")) for token in tokens if token.type == "link_open"]


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """HTML, and a sentence for each formula that stayed as it was typed."""

    html: str
    complaints: tuple[str, ...] = ()


@lru_cache(maxsize=8)  # a note is checked, then saved
def render_note(text: str) -> RenderedNote:
    """A stranger's Markdown: no headings of its own, links that lend nobody our name, and no formula that takes long
    or defines commands. What can't be typeset is shown as typed, since it is their own text.

    Raises:
        MarkdownError: the text would become too large.
    """
    parser = _parser_of_notes()
    tokens = parser.parse(text)
    complaints = _typeset_what_is_fair(list(_formulas(tokens)))
    html = _sanitize(parser.renderer.render(tokens, parser.options, {}), rel="nofollow noopener noreferrer").strip()
    if len(html) > MAX_HTML:
        raise MarkdownError(HTML_TOO_LARGE)
    return RenderedNote(html, tuple(complaints))


@lru_cache(maxsize=2048)  # a row and its history are saved together and hold the same text
def _render(text: str, *, inline: bool) -> str:
    parser = _parser()
    tokens = parser.parseInline(text) if inline else parser.parse(text)
    complaints = _replace(list(_formulas(tokens)), FORMULA_SECONDS)
    html, start = "", 0
    for n, token in enumerate(tokens):
        if token.type == "fence" and token.info.strip() in FENCES:
            html += _html(parser, tokens[start:n])
            try:
                html += _figure(token)
            except (FigureError, MarkdownError) as error:
                complaints.append(str(error))
            start = n + 1
    if complaints:
        raise MarkdownError("\n".join(complaints))
    return (html + _html(parser, tokens[start:])).strip()


def _html(parser: MarkdownIt, tokens: list[Token]) -> str:
    return _sanitize(parser.renderer.render(tokens, parser.options, {}))


def _figure(fence: Token) -> str:
    """Draw a fence. Our templates make the SVG of numbers and escaped texts, so it needs no sanitising."""
    line = fence.map[0] + 1 if fence.map else 1
    if fence.level:
        raise FigureError(line, "A figure stands on its own, outside lists and quotes.")
    try:
        return draw_figure(fence.info.strip(), fence.content.removesuffix("\n"), line + 1, render_inline)
    except MarkdownError as error:  # of a formula in it, which counts from its own first line
        raise FigureError(line, str(error).partition(", ")[2]) from error


@cache
def _parser_of_notes() -> MarkdownIt:
    """Only Python is coloured: a lexer is a heap of regular expressions, and there are hundreds of them to choose."""
    parser = _new_parser(_highlight_python)
    parser.add_render_rule("heading_open", lambda *_: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return parser


@cache
def _parser() -> MarkdownIt:
    return _new_parser(_highlight)


def _new_parser(highlight: Callable[[str, str, str], str]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": highlight}).enable("table").disable("image")
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

    def apply_rule(state: StateInline, silent: bool) -> bool:
        text = state.src
        if state.pos == 0:
            state.src = text + " "
        try:
            return rule(state, silent)
        finally:
            state.src = text

    return apply_rule


def _formulas(tokens: list[Token], line: int = 1) -> Iterator[Formula]:
    for token in tokens:
        here = token.map[0] + 1 if token.map else line
        if token.type in ("math_block", "math_inline", "math_inline_double"):
            yield Formula(token, here, display=token.type != "math_inline")
        if token.children:
            yield from _formulas(token.children, here)


def _typeset_what_is_fair(formulas: list[Formula]) -> list[str]:
    """Typeset the formulas, and leave those that may take long or aren't LaTeX as they were typed, with the reason."""
    complaints: list[str] = []
    fair: list[Formula] = []
    for formula in formulas:
        tex = formula.token.content
        if len(fair) >= MAX_FORMULAS or len(tex) > MAX_FORMULA_CHARACTERS:
            complaints.append(
                f"Line {formula.line}: at most {MAX_FORMULAS} formulas of {MAX_FORMULA_CHARACTERS} characters."
            )
        elif DEFINES.search(tex):
            complaints.append(f"Line {formula.line}: a note’s formulas can’t define commands.")
        else:
            fair.append(formula)
    try:
        complaints += _replace(fair, NOTE_SECONDS)
    except MarkdownError as error:
        complaints.append(str(error))
    for formula in formulas:
        if formula.token.type != "html_inline":
            _show_as_typed(formula)
    return complaints


def _show_as_typed(formula: Formula) -> None:
    dollars = "$$" if formula.display else "$"
    block = formula.token.type == "math_block"
    formula.token.type, formula.token.tag = ("code_block", "code") if block else ("code_inline", "code")
    formula.token.content = f"{dollars}{formula.token.content}{dollars}"


def _replace(formulas: list[Formula], seconds: float) -> list[str]:
    """Put MathML in the place of each formula that is LaTeX, all in one call to Temml. Gives what is said of others."""
    if not formulas:
        return []
    mathml = _temml([(formula.token.content.strip(), formula.display) for formula in formulas], seconds)
    complaints = []
    for formula, (html, complaint) in zip(formulas, mathml, strict=True):
        if complaint is not None:
            reason = " ".join(complaint.replace(UNDERLINE, "").split())
            tex = formula.token.content.strip()
            excerpt = tex if len(tex) <= MAX_EXCERPT else f"{tex[:MAX_EXCERPT]}…"
            complaints.append(f"Line {formula.line}, ${excerpt}$: {reason}")
        elif html is not None:
            formula.token.content = _set(html, display=formula.display)
            formula.token.type = "html_inline"
    return complaints


def _set(mathml: str, *, display: bool) -> str:
    """Prepare MathML for a page: a displayed formula may scroll, and a long one in a line may be broken."""
    if display:
        return _in_pieces(mathml).replace("<math ", KEYBOARD_SCROLLS, 1)
    return _in_pieces(mathml) if len(TAG.sub("", mathml)) > LONG_IN_A_LINE else mathml


def _in_pieces(mathml: str) -> str:
    """A row for each formula between wide spaces, and in it one for each side of a relation: lines can break there."""
    math = ElementTree.fromstring(mathml)  # noqa: S314  Temml made it
    if len(math) != 1 or math[0].tag != "mrow" or math[0].attrib:
        return mathml
    rows = _rows(math[0], begins=lambda _, previous: _is_wide_space(previous))
    for row in rows:
        sides = _rows(row, begins=lambda node, _: _is_relation(node))
        for side in sides[1:]:
            side[0].set("form", "infix")  # though it begins a row: its space is that between two sides
        row[:] = sides
        row.set("class", "breaks")
    math[:] = rows
    return ElementTree.tostring(math, encoding="unicode", short_empty_elements=False)


def _rows(nodes: Iterable[Element], *, begins: Callable[[Element, Element], bool]) -> list[Element]:
    rows: list[Element] = []
    for node in nodes:
        if not rows or begins(node, rows[-1][-1]):
            rows.append(Element("mrow"))
        rows[-1].append(node)
    return rows


def _is_relation(node: Element) -> bool:
    return node.tag == "mo" and node.text in RELATIONS


def _is_wide_space(node: Element) -> bool:
    """A \\quad or \\qquad, which sets two formulas apart."""
    return node.tag == "mspace" and node.get("width", "").removesuffix("em") in ("1", "2")


_lock = threading.Lock()
_engines: dict[int, MiniRacer] = {}  # by process: V8's threads do not survive a fork, and closing it there would hang


def _temml(formulas: list[tuple[str, bool]], seconds: float) -> list[tuple[str | None, str | None]]:
    """(MathML, None) or (None, complaint) for each (LaTeX, display)."""
    with _lock:  # one engine: V8 takes 40 ms to start and 80 MB to stay
        engine = _engines.get(os.getpid()) or _start_engine()
        try:
            answer = engine.call("typeset", formulas, timeout_sec=seconds, max_memory=ENGINE_BYTES)
        except JSEvalException as error:
            if isinstance(error, JSOOMException):
                _engines.pop(os.getpid(), None)  # it may stay full
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


def _highlight_python(code: str, language: str, attributes: str) -> str:
    """A stranger's code, for a request: short enough that Pygments' quadratic expressions do not matter."""
    is_fair = language in ("python", "py") and len(code) <= MAX_BLOCK_CHARACTERS and not MANY_BLANKS.search(code)
    return _highlight(code, "python" if is_fair else "", attributes)


def _sanitize(html: str, *, rel: str = "noopener noreferrer") -> str:
    """Sanitise the final HTML: known tags and attributes only, no style, no script."""
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        set_tag_attribute_values=FIXED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=rel,
    )
