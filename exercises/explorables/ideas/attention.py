"""Attention: A = softmax(Q Kᵀ / √d_k + M), one row for each word that reads.

Source: Vaswani et al., "Attention Is All You Need" (2017), section 3.2.1, arXiv 1706.03762. A causal mask has −∞ in M
for each later word. The queries and keys are made up, with d_k = 4 features: a thing, an action, a place, an article.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from exercises.explorables.grids import differences, draw_cell, draw_matrix, read_matrices, short
from exercises.explorables.shapes import Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.svg import SvgElement, label, number, path, rect

WORDS = ("The", "cat", "sat", "on", "the", "mat")
QUERIES = ((2, 0, 0, 0), (0, 2, 0, 1), (3, 0, 1, 0), (1, 1, 1, 0), (2, 0, 2, 0), (0, 1, 2, 1))
KEYS = ((0, 0, 0, 2), (3, 0, 0, 0), (0, 3, 0, 0), (0, 0, 3, 0), (0, 0, 0, 2), (2, 0, 2, 0))
SCORES = tuple(tuple(sum(a * b for a, b in zip(query, key, strict=True)) for key in KEYS) for query in QUERIES)
NO_MASK, HIDDEN, ZEROED = range(3)
HEIGHT, PITCH, LINE = 250.0, 52.0, 14.0  # of the words that are read, and the width of the line of weight 1
GRID_LEFT, GRID_TOP, CELL = 376.0, 14.0, 36.0
MAX_SIDE = 8


def weights(divisor: float, mask: int) -> list[list[float]]:
    rows = []
    for query, scores in enumerate(SCORES):
        scaled = [score / divisor for score in scores]
        if mask != NO_MASK:
            hidden = -math.inf if mask == HIDDEN else 0.0
            scaled = [score if key <= query else hidden for key, score in enumerate(scaled)]
        shares = [math.exp(score - max(scaled)) for score in scaled]
        rows.append([share / sum(shares) for share in shares])
    return rows


def draw(settings: Settings) -> Drawing:
    reader, mask = round(settings["reader"]), round(settings["mask"])
    matrix = weights(settings["divisor"], mask)
    row, sentence = matrix[reader], _sentence(matrix[reader], reader, mask)
    return Drawing(
        height=HEIGHT,
        label=f"The weights of “{WORDS[reader]}” as lines, and of all six words as a grid. {sentence}",
        marks=[*_lines(row, reader), *_grid(matrix), _frame(reader)],
        sentence=sentence,
        cells=[number(share) for share in row],
    )


def _lines(row: Sequence[float], reader: int) -> Iterator[SvgElement]:
    start = PITCH * reader + 24
    for key, (word, share) in enumerate(zip(WORDS, row, strict=True)):
        x = PITCH * key + 24
        yield label("soft", x, 20, short(share), anchor="middle", key=f"weight{key}")
        yield label("word", x, 46, word, anchor="middle")
        yield path(
            "ray", f"M{start:g} 204C{start:g} 130 {x:g} 130 {x:g} 56", f"ray{key}", **{"stroke-width": LINE * share}
        )
        yield label("word here" if key == reader else "word faint", x, 228, word, anchor="middle", key=f"reader{key}")


def _grid(matrix: Sequence[Sequence[float]]) -> Iterator[SvgElement]:
    for query, row in enumerate(matrix):
        y = GRID_TOP + CELL * query
        yield label("word", GRID_LEFT - 8, y + 23, WORDS[query], anchor="end")
        for key, share in enumerate(row):
            yield from draw_cell(GRID_LEFT + CELL * key, y, CELL, share, short(share), f"{query}-{key}")


def _frame(reader: int) -> SvgElement:
    place = (GRID_LEFT - 3, GRID_TOP + CELL * reader - 3, CELL * len(WORDS) + 4, CELL + 4)
    return rect("frame", *place, "frame")


def _sentence(row: Sequence[float], reader: int, mask: int) -> str:
    first, second = sorted(range(len(row)), key=lambda key: -row[key])[:2]
    said = f"“{WORDS[reader]}” takes {number(row[first])} from “{WORDS[first]}”"
    said += (
        f" and {number(row[second])} from “{WORDS[second]}”." if row[second] >= 0.005 else " and nothing from another."
    )
    later = sum(row[reader + 1 :])
    if mask == NO_MASK or reader == len(row) - 1:
        return f"{said} No word is hidden from it."
    if mask == HIDDEN:
        return f"{said} The words after it get {number(later)}."
    return f"{said} The words after it have a score of 0, and still get {number(later)}."


def draw_own(data: Any) -> Drawing:
    """Draw the heat map of the learner's weights beside those that the mask allows."""
    yours, exact = read_matrices(data, 2, MAX_SIDE)
    side = round(min(CELL, 216 / max(len(yours), len(yours[0]))), 2)
    wrong = differences(yours, exact)
    named = f"{len(wrong)} of {sum(map(len, yours))} weights differ" if wrong else "All weights agree"
    return Drawing(
        height=side * len(yours) + 34,
        label=f"Your weights beside the exact ones. {named}.",
        marks=[
            *draw_matrix(yours, left=0, side=side, title="yours", wrong=wrong),
            *draw_matrix(exact, left=310, side=side, title="exact"),
        ],
    )


def _settings(mask: int) -> Settings:
    return {"reader": 1, "divisor": 2, "mask": mask}


IDEA = Explorable(
    slug="attention",
    title="Which words a word reads",
    lead="Attention compares what a word looks for, its query, with what every word offers, its key. Softmax turns the "
    "scores into weights, and a mask hides the words that come later.",
    keywords="attention query key mask causal softmax scale transformer",
    topics=("transformers", "efficient-attention"),
    exercise="scaled-dot-product-attention",
    checks=("no_look_ahead", "hidden_key"),
    guess=Guess(
        question="“cat” may only read “The” and itself. Somebody hides the four words after it by setting their "
        "scores to 0. Those four words get, together, …",
        options=("no weight", "a little: 0.04", "more than half: 0.52"),
        right=2,
        when_right="Yes, 0.52.",
        when_wrong="They get 0.52.",
        why="A score of 0 is a score: exp(0) = 1 each, against 2.72 for “The” and 1 for “cat”. Only −∞ hides a word, "
        "because exp(−∞) = 0.",
    ),
    knobs=(
        Knob(
            key="reader", label="The word that reads", low=0, high=5, step=1, low_text="The", high_text="mat",
            names=WORDS,
        ),
        Knob(
            key="divisor", label="Scores divided by", low=0.5, high=8, step=0.5, low_text="0.5, one word wins",
            high_text="8, nearly even", digits=1,
        ),
        Knob(
            key="mask", label="Later words", low=0, high=2, step=1, low_text="seen", high_text="score 0",
            names=("seen", "hidden: score −∞", "“hidden”: score 0"),
        ),
    ),
    start={"reader": 1, "divisor": 2, "mask": HIDDEN},
    presets=(
        Preset(title="Seen", note="no mask", settings=_settings(NO_MASK)),
        Preset(title="Hidden, score −∞", note="a causal mask", settings=_settings(HIDDEN)),
        Preset(title="“Hidden”, score 0", note="they still count", settings=_settings(ZEROED)),
    ),
    row_title="weight on",
    rows=("The (first)", "cat", "sat", "on", "the (fifth)", "mat"),
    caption="Left: the weights of one word. Right: a row for each word that reads, a column for each word that is "
    "read, both in the order of the sentence; each row sums to 1.",
    source="A = softmax(Q Kᵀ ÷ √d_k + M), as in Vaswani et al. (2017), section 3.2.1. Queries and keys of d_k = 4 "
    "features are made up, the weights exact.",
    draw=draw,
    draw_own=draw_own,
    own_caption="The weights that your code gives under the judge’s mask, and the exact ones. Red frames: they differ.",
)  # fmt: skip
