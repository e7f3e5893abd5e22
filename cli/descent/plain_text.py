"""HTML of the site as text for a terminal. Formulas are MathML, and come out on one line."""

from html.parser import HTMLParser

_BLOCKS = {"p", "ol", "ul", "pre", "table", "blockquote", "h2", "h3", "h4"}


def text_of(html: str) -> str:
    r"""The text, a line for each block and list item.

    >>> text_of("<p>Divide by <math><msqrt><msub><mi>d</mi><mi>k</mi></msub></msqrt></math>.</p><ul><li>a</li></ul>")
    'Divide by √d_k.\n\n- a'
    """
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.texts).strip()


class _Text(HTMLParser):
    """Collects ``texts``. A formula's operands are put together where its element ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._formulas: list[tuple[str, list[str]]] = []  # the open MathML elements, each with its operands
        self._numbers: list[int | None] = []  # of the open lists: the last item's, or None where they are dots
        self._code_depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "math" or self._formulas:
            self._formulas.append((tag, []))
        elif tag == "code" and not self._code_depth:
            self.texts.append("`")
        elif tag == "pre":
            self._code_depth += 1
        elif tag in ("ol", "ul"):
            self._numbers.append(0 if tag == "ol" else None)
        elif tag == "li":
            if not "".join(self.texts[-1:]).endswith("\n"):
                self.texts.append("\n")
            self.texts.append(f"{'  ' * (len(self._numbers) - 1)}{self._item()} ")
        elif tag in ("br", "tr"):
            self.texts.append("\n")

    def _item(self) -> str:
        if not self._numbers or self._numbers[-1] is None:
            return "-"
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}."

    def handle_endtag(self, tag: str) -> None:
        if self._formulas and tag == self._formulas[-1][0]:
            text = _formula(*self._formulas.pop())
            (self._formulas[-1][1] if self._formulas else self.texts).append(text)
        elif tag == "code" and not self._code_depth:
            self.texts.append("`")
        elif tag == "pre":
            self._code_depth -= 1
        elif tag in ("ol", "ul") and self._numbers:
            self._numbers.pop()
        elif tag in ("td", "th"):
            self.texts.append("  ")
        if tag in _BLOCKS and not self._numbers and not self._formulas:
            self.texts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._formulas:
            self._formulas[-1][1].append(data.strip())
        elif self._code_depth:
            self.texts.append(data)
        elif data.strip() or not (self._numbers or "".join(self.texts[-1:]).endswith("\n")):
            self.texts.append(data.replace("\n", " "))


def _formula(tag: str, operands: list[str]) -> str:
    """One MathML element in a line, as people type it: ``x_i``, ``e^(-t)``, ``a/b``."""
    parts = [operand for operand in operands if operand]
    match tag, parts:
        case "msub" | "munder", [base, below]:
            return f"{base}_{_grouped(below)}"
        case "msup" | "mover", [base, above]:
            return f"{base}^{_grouped(above)}"
        case "msubsup" | "munderover", [base, below, above]:
            return f"{base}_{_grouped(below)}^{_grouped(above)}"
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "mo", [sign] if sign in "=<>≤≥≈∈+−·×":
            return f" {sign} "
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "annotation", _:
            return ""
        case "mtr", _:
            return f"{'  '.join(parts)}; "
        case _:
            return "".join(parts)


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.replace("_", "").isalnum() else f"({text.strip()})"
