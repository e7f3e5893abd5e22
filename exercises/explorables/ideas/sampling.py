"""Sampling the next word: temperature, then top-k, then top-p, each scaled so that the rest sums to 1.

Top-k: Fan, Lewis and Dauphin, "Hierarchical Neural Story Generation" (2018), arXiv 1805.04833. Top-p, the smallest set
of the most probable words whose probabilities reach p: Holtzman et al., "The Curious Case of Neural Text Degeneration"
(2020), arXiv 1904.09751. The order is that of the exercise. The scores are made up.
"""

from collections.abc import Sequence

from exercises.explorables.bars import draw_grid, draw_own_bars, draw_row
from exercises.explorables.ideas.softmax_temperature import softmax
from exercises.explorables.shapes import Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.svg import number

WORDS = ("mat", "floor", "sofa", "bed", "roof", "chair", "moon", "idea")
SCORES = (3.0, 2.2, 1.8, 1.4, 0.9, 0.4, -0.5, -1.5)  # from the most probable down
ROW = 30.0
ROUNDING = 1e-9  # a sum that is short of p by no more than this reaches it


def kept(shares: Sequence[float], k: int, p: float) -> int:
    """How many of the most probable words can still be drawn."""
    whole, mass, count = sum(shares[:k]), 0.0, 0
    for share in shares[:k]:
        if mass >= p * whole - ROUNDING:
            break
        mass, count = mass + share, count + 1
    return count


def draw(settings: Settings) -> Drawing:
    before = softmax(SCORES, settings["temperature"])
    count = kept(before, round(settings["k"]), settings["p"])
    whole = sum(before[:count])
    after = [share / whole if rank < count else 0.0 for rank, share in enumerate(before)]
    said = ", ".join(f"{word} {number(share)}" for word, share in zip(WORDS[:count], after, strict=False))
    marks = list(draw_grid(ROW * len(WORDS) + 4))
    for k, (word, old, share) in enumerate(zip(WORDS, before, after, strict=True)):
        text, classes = (number(share), "") if k < count else ("out", "faint")
        marks += draw_row(k, ROW, word, share, old, text, classes=classes)
    return Drawing(
        height=ROW * len(WORDS) + 28,
        label=f"The words that can be drawn, with their probabilities: {said}",
        marks=marks,
        sentence=_sentence(count, 1 - whole),
        cells=[number(share) for share in after],
    )


def _sentence(count: int, rest: float) -> str:
    if count == len(WORDS):
        return f"All {count} words can be drawn."
    return f"{count} of {len(WORDS)} words can be drawn. What the others had, {number(rest)}, is shared out among them."


IDEA = Explorable(
    slug="sampling",
    title="Which words may be drawn",
    lead="A model that always takes the best word repeats itself, and one that may take any word derails. Top-k and "
    "top-p cut the tail, each in its own way.",
    keywords="sampling temperature top-k top-p nucleus decoding generation",
    topics=("generative-ai", "controlled-decoding"),
    exercise="sample-next-token",
    checks=("top_p_keeps_the_token_that_reaches_p",),
    guess=Guess(
        question="At temperature 1, top-p 0.9 leaves 5 of these 8 words. You raise the temperature to 2 and leave "
        "top-p alone. Now it leaves …",
        options=("4 words", "5 words, as before", "6 words"),
        right=2,
        when_right="Yes, 6 words.",
        when_wrong="It leaves 6 words.",
        why="Top-p counts probability, not words. The higher temperature takes from the best words, so it needs more "
        "of them to reach 0.9. Top-k would leave the same number at every temperature.",
    ),
    knobs=(
        Knob(
            key="temperature", label="Temperature", low=0.1, high=3, step=0.1, low_text="0.1", high_text="3", digits=1
        ),
        Knob(key="k", label="Top-k", low=1, high=8, step=1, low_text="1, the best", high_text="8, all", digits=0),
        Knob(key="p", label="Top-p", low=0.05, high=1, step=0.05, low_text="0.05", high_text="1, all"),
    ),
    start={"temperature": 1, "k": 8, "p": 0.9},
    presets=(
        Preset(title="Top-p 0.9", note="temperature 1", settings={"temperature": 1, "k": 8, "p": 0.9}),
        Preset(title="Top-p 0.9, hot", note="temperature 2", settings={"temperature": 2, "k": 8, "p": 0.9}),
        Preset(title="Top-k 3", note="temperature 1", settings={"temperature": 1, "k": 3, "p": 1}),
    ),
    row_title="word",
    rows=WORDS,
    caption="The probability of each word. Dashed: before top-k and top-p.",
    source="Temperature, then top-k (Fan et al., 2018), then top-p (Holtzman et al., 2020). The scores are made up, "
    "the probabilities exact.",
    draw=draw,
    draw_own=draw_own_bars,
    own_caption="With a top-p that cuts some of six tokens. Bars: how often your code drew each. Upright marks: the "
    "exact probabilities.",
)  # fmt: skip
