"""Markdown with LaTeX becomes HTML with MathML, and nothing else gets through."""

import os
import re
import threading
from html.parser import HTMLParser

import pytest

from lib.markdown import MarkdownError, render, render_inline, render_note

LONG = "1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11"


class Elements(HTMLParser):
    """What a browser would make elements and attributes of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def test_formulas_become_mathml_in_the_line_and_on_their_own() -> None:
    assert render_inline("$x^2$").startswith("<math><msup><mi>x</mi>")
    html = render("Attention:\n\n$$\\frac{QK^T}{\\sqrt{d_k}}$$")
    assert html.startswith('<p>Attention:</p>\n<math tabindex="0" display="block" class="tml-display">')
    assert "<mfrac>" in html
    assert "<msqrt>" in html


def test_a_long_formula_may_be_broken_after_a_wide_space_and_before_a_relation() -> None:
    html = render(r"$$H(p) = \frac12 \cdot 1 < 2, \quad x = (y = z)$$")
    first, second = html.split('<mrow class="breaks">')[1:]
    assert re.findall(r'<mrow><(?:mi|mo form="infix")>(\S+?)<', first) == ["H", "=", "&lt;"]
    assert re.findall(r'<mrow><(?:mi|mo form="infix")>(\S+?)<', second) == ["x", "="]
    assert "<mo>=</mo><mi>z</mi>" in second  # within brackets it stays in one piece


@pytest.mark.parametrize(("text", "may_break"), [("$a = b$", False), ("$$a = b$$", True), (f"$a = {LONG}$", True)])
def test_within_a_sentence_only_what_may_not_fit_on_a_phone_is_broken(text: str, may_break: bool) -> None:
    assert ("breaks" in render(text)) is may_break


def test_dollars_that_are_money_stay_dollars() -> None:
    assert render_inline("$5 and $10") == "$5 and $10"


def test_a_table_cell_may_begin_with_a_formula_and_end_in_a_digit() -> None:
    assert "$" not in render("| a |\n|---|\n| $x$ from 0 to 9 |\n")
    assert "$" not in render("$x$ from 0 to 9")


def test_a_table_wider_than_a_phone_scrolls_by_itself_and_the_keyboard_gets_there() -> None:
    html = render("| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert html.startswith(('<div tabindex="0" class="scroll">', '<div class="scroll" tabindex="0">'))
    assert html.endswith("</table>\n</div>")


def test_dollars_in_code_stay_dollars() -> None:
    assert render_inline("`$x$`") == "<code>$x$</code>"


def test_code_is_highlighted_with_classes_and_without_styles() -> None:
    html = render("```python\nx = 1  # one\n```")
    assert html.startswith('<pre tabindex="0"><code class="language-python"><span class="n">x</span>')
    assert "style=" not in html


def test_code_in_an_unknown_language_is_shown_plain() -> None:
    assert (
        render("```nonsense\na < b\n```") == '<pre tabindex="0"><code class="language-nonsense">a &lt; b\n</code></pre>'
    )


def test_tables_keep_formulas_in_their_cells() -> None:
    html = render("| a | b |\n|---|---|\n| $x$ | 2 |")
    assert "<td><math><mi>x</mi></math></td>" in html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](data:text/html,<script>alert(1)</script>)",
        "![x](http://example.org/tracker.png)",
        r"$\text{<script>alert(1)</script>}$",
        r"$\text{</mtext><img src=x onerror=alert(1)>}$",
        "```python\n<script>alert(1)</script>\n```",
        '```"><script>alert(1)</script>\nx\n```',
    ],
)
def test_an_injection_comes_out_as_text(attack: str) -> None:
    elements = Elements()
    elements.feed(render(attack))
    assert not elements.tags & {"script", "img"}
    assert not [name for _, name, _ in elements.attributes if name.startswith("on") or name in ("style", "src")]
    assert not [value for _, name, value in elements.attributes if name == "href" and not value.startswith("http")]


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\frac{1", "Unexpected end of input in a macro argument, expected '}' at end of input: \\frac{1"),
        (r"\nope", "Unsupported function name: \\nope"),
        (r"\def\a{\a\a}\a", "Too many expansions"),
        (r"\href{https://example.org}{x}", "Unsupported function name: \\href"),
    ],
)
def test_a_bad_formula_is_refused_with_the_reason(latex: str, reason: str) -> None:
    with pytest.raises(MarkdownError) as refusal:
        render_inline(f"${latex}$")
    assert str(refusal.value).startswith(f"Line 1, ${latex}$: ")
    assert reason in str(refusal.value)


def test_every_bad_formula_is_listed_with_its_line() -> None:
    with pytest.raises(MarkdownError) as refusal:
        render("Good: $x$.\n\nBad: $\\nope$.\n\n$$\n\\nor this\n$$")
    assert [line.split(":")[0] for line in str(refusal.value).splitlines()] == [
        "Line 3, $\\nope$",
        "Line 5, $\\nor this$",
    ]


def test_threads_share_one_engine() -> None:
    failures: list[Exception] = []

    def typeset(thread: int) -> None:
        try:
            for number in range(10):
                assert f"<mn>{number}</mn>" in render_inline(f"$x_{{{thread}}} + {number}$")
        except (AssertionError, MarkdownError) as error:
            failures.append(error)

    threads = [threading.Thread(target=typeset, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_starts_an_engine_of_its_own() -> None:
    render_inline("$p$")
    child = os.fork()
    if child == 0:
        os._exit(0 if "<mi>q</mi>" in render_inline("$q$") else 1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize(
    ("code", "is_quick"),
    [
        ("x = 1", True),
        ("match" + " " * 99 + "x", True),
        ("match" + " " * 100 + "x", False),
        ("a_" * 1_999 + "a", True),  # with its line feed 4,000 characters
        ("a_" * 2_000, False),
    ],
)
def test_code_in_a_note_is_highlighted_only_where_that_is_quick(code: str, is_quick: bool) -> None:
    """Pygments takes quadratic time for long code and for long runs of blanks."""
    assert ("<span" in render_note(f"```python\n{code}\n```").html) is is_quick
