"""Softmax with temperature: p_i = exp(z_i / T) / Σ_j exp(z_j / T).

Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network" (2015), equation 1, arXiv 1503.02531.
The number of equally likely words is the perplexity, exp(H(p)) with the entropy H in nats. The scores are made up.
"""

import math
from collections.abc import Sequence

from exercises.explorables.bars import draw_grid, draw_own_bars, draw_row
from exercises.explorables.shapes import Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.svg import label, number

WORDS = ("mat", "floor", "sofa", "roof", "moon")
SCORES = (3.0, 2.2, 1.8, 0.9, -0.5)
ROW = 44.0


def softmax(scores: Sequence[float], temperature: float) -> list[float]:
    weights = [math.exp((score - max(scores)) / temperature) for score in scores]
    return [weight / sum(weights) for weight in weights]


def perplexity(shares: Sequence[float]) -> float:
    """The number of equally likely words that would be as uncertain."""
    return math.exp(-sum(share * math.log(share) for share in shares if share > 0))


def draw(settings: Settings) -> Drawing:
    temperature, scores = settings["temperature"], [SCORES[0], settings["floor"], *SCORES[2:]]
    shares, plain = softmax(scores, temperature), softmax(scores, 1)
    said = ", ".join(f"{word} {number(share)}" for word, share in zip(WORDS, shares, strict=True))
    marks = list(draw_grid(ROW * len(WORDS) + 4))
    for k, (word, score, share, old) in enumerate(zip(WORDS, scores, shares, plain, strict=True)):
        marks.append(label("soft", 108, ROW * k + 26, number(score, 1), anchor="end", key=f"score{k}"))
        marks += draw_row(k, ROW, word, share, old, number(share))
    return Drawing(
        height=ROW * len(WORDS) + 28,
        label=f"Probabilities at temperature {number(temperature)}: {said}",
        marks=marks,
        sentence=f"As uncertain as {number(perplexity(shares), 1)} equally likely words. At temperature 1 it would be "
        f"{number(perplexity(plain), 1)}.",
        cells=[number(share) for share in shares],
    )


IDEA = Explorable(
    slug="softmax-temperature",
    title="How temperature changes a choice",
    lead="A model scores every next word. Softmax turns the scores into probabilities; the temperature decides by how "
    "much the best one wins.",
    keywords="softmax temperature logits probabilities distillation",
    topics=("generative-ai", "neural-networks"),
    exercise="sample-next-token",
    checks=("divides_by_the_temperature",),
    guess=Guess(
        question="After “The cat sat on the”, a model gives “mat” a score of 3.0 and a probability of 0.53. You halve "
        "the temperature, from 1 to 0.5. The probability of “mat” …",
        options=("rises", "stays the same", "falls"),
        right=0,
        when_right="Yes, to 0.76.",
        when_wrong="It rises, to 0.76.",
        why="Dividing by 0.5 doubles every gap between scores, and softmax depends on nothing but the gaps.",
    ),
    knobs=(
        Knob(
            key="temperature", label="Temperature", low=0.1, high=3, step=0.05, low_text="0.1, always the best",
            high_text="3, nearly even",
        ),
        Knob(key="floor", label="Score of “floor”", low=-2, high=5, step=0.1, low_text="−2", high_text="5", digits=1),
    ),
    start={"temperature": 0.5, "floor": 2.2},
    presets=(
        Preset(title="Temperature 0.5", note="sharp", settings={"temperature": 0.5, "floor": 2.2}),
        Preset(title="Temperature 1", note="as trained", settings={"temperature": 1, "floor": 2.2}),
        Preset(title="Temperature 2", note="flat", settings={"temperature": 2, "floor": 2.2}),
    ),
    row_title="word",
    rows=WORDS,
    caption="Score, then probability. Dashed: at temperature 1.",
    source="p = softmax(z ÷ T), as in Hinton, Vinyals and Dean (2015). The scores are made up, the "
    "probabilities exact.",
    draw=draw,
    draw_own=draw_own_bars,
    own_caption="At temperature 0.5, from 500 draws each. Upright marks: the exact probabilities.",
)  # fmt: skip
