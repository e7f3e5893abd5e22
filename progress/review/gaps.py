"""Review cards with gaps: short pieces of a learner's own code, left out for them to recall.

Only the tokenizer reads the code. A parser could be made to use up the stack, and this happens during a request.
"""

import builtins
import hashlib
import io
import tokenize
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from keyword import iskeyword
from token import EXACT_TOKEN_TYPES
from tokenize import NAME, NEWLINE, NUMBER, OP, STRING, TokenInfo

from progress.review.models import Recall

MAX_SOURCE_CHARS = 8 * 1024  # usually read in 2 ms, at worst in 0.2 s; our longest solution has 3,000
MAX_ANSWER_CHARS = 40
MAX_GAPS = 3
MIN_DISTANCE = 12  # characters between two gaps of one line, so that there is something to go by

_SKIPPED_STATEMENTS = frozenset({"def", "class", "async", "@", "import", "from", "global", "nonlocal", "raise"})
_BUILTINS = frozenset(dir(builtins))
_CONSTANTS = frozenset({"True", "False", "None"})
_OPERATORS = frozenset({*EXACT_TOKEN_TYPES, "and", "or"}) - {*"()[]{},:;.~!=", ":=", "->", "..."}


class Kind(Enum):
    """What a gap leaves out."""

    FUNCTION = auto()  # the name of what is called, if Python doesn't have it built in
    ARGUMENT = auto()  # the value of a keyword argument, if it is constant
    BOUND = auto()  # a bound of a slice or an index, if it is constant
    OPERATOR = auto()
    NUMBER = auto()
    NAME = auto()  # any other, which says least


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The part of the source from ``start`` to ``end``, on a line that counts from 1."""

    kind: Kind
    start: int
    end: int
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text of the source and the gap after it, with the answer to it. The last piece has no gap."""

    text: str
    number: int = 0
    gap: Gap | None = None
    answer: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether the answer isn't what the gap left out, apart from whitespace."""
        return self.gap is not None and "".join(self.answer.split()) != "".join(self.gap.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedGaps:
    """The source in pieces, with the answers to its gaps."""

    pieces: Sequence[Piece]

    @property
    def gap_count(self) -> int:
        return len(self.pieces) - 1

    @property
    def wrong(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.is_wrong]

    @property
    def right_count(self) -> int:
        return self.gap_count - len(self.wrong)

    @property
    def has_wrong_answer(self) -> bool:
        """Whether something was written into a wrong gap. It may be right too, since only one text is accepted."""
        return any(piece.answer for piece in self.wrong)

    @property
    def recall(self) -> Recall:
        """The suggestion: recalled if all gaps are right, with effort if at least half are, else forgotten."""
        if not self.wrong:
            return Recall.RECALLED
        return Recall.EFFORT if 2 * self.right_count >= self.gap_count else Recall.FORGOTTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCard:
    """A source with one to three gaps, in its order. Cards with the same ``key`` have the same gaps."""

    key: str
    source: str
    gaps: Sequence[Gap]

    def check(self, answers: Sequence[str] = ()) -> CheckedGaps:
        """Compare the answers with the gaps in their order. A missing answer is empty."""
        pieces, end = [], 0
        for number, gap in enumerate(self.gaps, start=1):
            answer = answers[number - 1][:MAX_ANSWER_CHARS].strip() if number <= len(answers) else ""
            pieces.append(Piece(text=self.source[end : gap.start], number=number, gap=gap, answer=answer))
            end = gap.end
        return CheckedGaps(pieces=[*pieces, Piece(text=self.source[end:])])


def gap_card(source: str, *, given: str, seed: str) -> GapCard | None:
    """The card of a source. The same seed gives the same gaps, so that nothing needs to be stored.

    None: the source is too long, can't be read, or has nothing to ask for.

    Args:
        given: code that the learner didn't write, such as the starter. Lines that are in it get no gaps.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if len(source) > MAX_SOURCE_CHARS:
        return None
    lines = source.split("\n")
    given_lines = {line.strip() for line in given.splitlines()}
    try:
        candidates = [gap for gap in _candidates(source) if lines[gap.line - 1].strip() not in given_lines]
    except (SyntaxError, ValueError, tokenize.TokenError):
        return None
    gaps = sorted(_choose(candidates, seed), key=lambda gap: gap.start)
    return GapCard(key=_digest(seed), source=source, gaps=gaps) if gaps else None


def _choose(candidates: Sequence[Gap], seed: str) -> list[Gap]:
    """Up to three gaps: of different kinds on different lines if possible, and plain names only if nothing else is."""
    shuffled = sorted(candidates, key=lambda gap: _digest(f"{seed} {gap.start}"))
    chosen: list[Gap] = []
    for is_name in (False, True):
        for is_unlike in _UNLIKE:
            for candidate in shuffled:
                is_wanted = (candidate.kind is Kind.NAME) is is_name
                if is_wanted and len(chosen) < MAX_GAPS and all(is_unlike(candidate, gap) for gap in chosen):
                    chosen.append(candidate)
    return chosen


_UNLIKE: Sequence[Callable[[Gap, Gap], bool]] = (
    lambda one, other: one.line != other.line and one.kind != other.kind,
    lambda one, other: one.line != other.line,
    lambda one, other: abs(one.start - other.start) >= MIN_DISTANCE,
)


def _candidates(source: str) -> Iterator[Gap]:
    """Yield what could be left out. Raises SyntaxError, ValueError or TokenError if the source can't be read."""
    line_starts = [0]
    for line in source.split("\n"):
        line_starts.append(line_starts[-1] + len(line) + 1)
    brackets: list[str] = []  # those around the token; "" for one of a tuple, a list, a dictionary or a set
    is_skipped = False
    previous = TokenInfo(NEWLINE, "", (0, 0), (0, 0), "")
    for token, following in pairwise(_with_signs(_tokens(source))):
        if previous.type == NEWLINE:
            is_skipped = token.string in _SKIPPED_STATEMENTS
        if token.string in ("(", "[", "{"):
            brackets.append(token.string if _ends_operand(previous) else "")
        elif token.string in (")", "]", "}") and brackets:
            brackets.pop()
        elif not is_skipped and len(token.string) <= MAX_ANSWER_CHARS:
            kind = _kind(previous, token, following, brackets[-1] if brackets else "")
            if kind:
                start, end = (line_starts[row - 1] + column for row, column in (token.start, token.end))
                yield Gap(kind=kind, start=start, end=end, line=token.start[0], text=source[start:end])
        previous = token


def _kind(previous: TokenInfo, token: TokenInfo, following: TokenInfo, bracket: str) -> Kind | None:
    """What it would be as a gap. None: it is left in, as strings and what binds a name are."""
    is_constant = token.type == NUMBER or token.string in _CONSTANTS
    if is_constant and bracket == "(" and previous.string == "=" and following.string in (",", ")"):
        return Kind.ARGUMENT
    if is_constant and bracket == "[" and previous.string in ("[", ":", ",") and following.string in (":", ",", "]"):
        return Kind.BOUND
    if token.type == NUMBER:
        return Kind.NUMBER
    if token.string in _OPERATORS:
        return Kind.OPERATOR if _ends_operand(previous) else None
    if not _is_name(token):
        return None
    if following.string == "(" and (previous.string == "." or token.string not in _BUILTINS):
        return Kind.FUNCTION
    return Kind.NAME if following.string not in (".", "=", ":") else None


def _tokens(source: str) -> Iterator[TokenInfo]:
    """Yield the tokens and the ends of statements, without comments, layout and f-strings."""
    depth = 0  # from Python 3.12 on, an f-string is many tokens
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.ERRORTOKEN:  # later Pythons raise TokenError; to go on could take long
            raise SyntaxError
        name = tokenize.tok_name[token.type]
        depth += name.endswith("STRING_START")
        if not depth and token.type in (NAME, NUMBER, OP, STRING, NEWLINE):
            yield token
        depth -= name.endswith("STRING_END")


def _with_signs(tokens: Iterator[TokenInfo]) -> Iterator[TokenInfo]:
    """Yield the tokens, and for a minus sign and its number a single one."""
    sign: TokenInfo | None = None
    previous = TokenInfo(NEWLINE, "", (0, 0), (0, 0), "")
    for token in tokens:
        if sign and token.type == NUMBER:
            token = token._replace(string=f"-{token.string}", start=sign.start)
        elif sign:
            yield sign
        sign = token if token.string == "-" and not _ends_operand(previous) else None
        if not sign:
            yield token
        previous = token


def _is_name(token: TokenInfo) -> bool:
    return token.type == NAME and (not iskeyword(token.string) or token.string in _CONSTANTS)


def _ends_operand(token: TokenInfo) -> bool:
    """Whether an operator, the arguments of a call or an index may follow it."""
    return token.type in (NUMBER, STRING) or _is_name(token) or token.string in (")", "]", "}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
