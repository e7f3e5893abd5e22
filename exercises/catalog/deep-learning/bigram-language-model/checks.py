import math
import string
from pathlib import Path

import numpy as np
import torch

from runner.judge import check, close, curve, parts, preserves_arguments

NAMES = Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split()
SYMBOLS = "." + string.ascii_lowercase
STEPS, RATE = 150, 40.0


@check(example=True)
def worked_example(learner, rng):
    """Counts, probabilities, loss and a step of training for three names"""
    names = ["ada", "adam", "mia"]
    counts = by_slices(names)
    close(learner.count_bigrams(names), counts, name="your table of counts")
    P = smoothed(counts, 1)
    close(learner.probabilities(counts, 1), P, name="your table of probabilities")
    close(learner.nll(["ida", "al"], P), mean_loss(["ida", "al"], P), name="your nll", sizes={"the number of names": 2})
    compare_training(learner, names, 1, 6.5)


@check
def any_names(learner, rng):
    """The counts of any names, also of one letter, and of a name that comes twice"""
    for number in (1, 4, 12):
        names = draw_names(rng, number)
        names += [names[0], names[-1][0]]
        close(learner.count_bigrams(names), by_slices(names), name="your table of counts")


@check
def smoothing(learner, rng):
    """Smoothing with any number, also where a symbol never occurred"""
    counts = by_slices(draw_names(rng, 20))
    counts[rng.integers(27)] = 0
    for constant in (1, 0.5, 0.01):
        expected = smoothed(counts, constant)
        close(learner.probabilities(counts, constant), expected, name=f"your probabilities for smoothing = {constant}")


@check
def any_table(learner, rng):
    """The loss of names of any length under any table"""
    for number in (1, 5, 30):
        names, P = draw_names(rng, number), rng.dirichlet(np.ones(27), size=27)
        close(learner.nll(names, P), mean_loss(names, P), name="your nll", sizes={"the number of names": number})


@check
def training(learner, rng):
    """On a few hundred names, training comes within 0.03 of the loss of the counts"""
    names = rng.permutation(NAMES)[:-10].tolist()
    best = mean_loss(names, smoothed(by_slices(names), 1e-12))
    logits, losses = parts(learner.train(names, STEPS, RATE), "logits", "losses")
    expected, expected_losses = by_autograd(names, STEPS, RATE)
    lines = {"your loss": losses, "expected": expected_losses, "loss of the counts": [best] * STEPS}
    learner.show(curve(lines, x="step", y="loss"))
    close(losses, expected_losses, name="your list of losses", rtol=1e-4)
    close(logits, expected, name="your table of logits", rtol=1e-4, atol=1e-4)


@check
def large_logits(learner, rng):
    """A huge rate makes logits of ±10,000, and the losses are still right"""
    compare_training(learner, ["ab", "ac", "ab", *draw_names(rng, 3)], 3, 6e4)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    names = draw_names(rng, 5)
    counts = by_slices(names)
    close(learner.count_bigrams(names), counts, name="your table of counts")
    P = smoothed(counts, 2)
    close(learner.probabilities(counts, 2), P, name="your table of probabilities")
    close(learner.nll(names, P), mean_loss(names, P), name="your nll")
    compare_training(learner, names, 2, 3.0)
    preserves_arguments(learner)


def draw_names(rng, number):
    """Names with a few letters more often than others, so that rows and columns differ."""
    letters = rng.permutation(list(string.ascii_lowercase))
    shares = rng.dirichlet(np.full(26, 0.5))
    return ["".join(rng.choice(letters, size=length, p=shares)) for length in rng.integers(1, 9, size=number).tolist()]


def by_slices(names):
    counts = np.zeros((27, 27), dtype=int)
    for name in names:
        text = f".{name}."
        for i in range(len(text) - 1):
            counts[SYMBOLS.index(text[i]), SYMBOLS.index(text[i + 1])] += 1
    return counts


def smoothed(counts, constant):
    return np.array([[(number + constant) / (sum(row) + 27 * constant) for number in row] for row in counts.tolist()])


def mean_loss(names, P):
    losses = []
    for name in names:
        before = "."
        for symbol in name + ".":
            losses.append(-math.log(P[SYMBOLS.index(before), SYMBOLS.index(symbol)]))
            before = symbol
    return math.fsum(losses) / len(losses)


def compare_training(learner, names, steps, rate):
    logits, losses = parts(learner.train(names, steps, rate), "logits", "losses")
    expected, expected_losses = by_autograd(names, steps, rate)
    sizes = {"the number of bigrams": int(by_slices(names).sum()), "the number of names": len(names)}
    close(losses, expected_losses, name="your list of losses", sizes=sizes)
    close(logits, expected, name="your table of logits", sizes=sizes)


def by_autograd(names, steps, rate):
    counts = torch.tensor(by_slices(names), dtype=torch.float64)
    logits = torch.zeros(27, 27, dtype=torch.float64, requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = -(counts * logits.log_softmax(dim=1)).sum() / counts.sum()
        (slope,) = torch.autograd.grad(loss, logits)
        losses.append(loss.item())
        with torch.no_grad():
            logits -= rate * slope
    return logits.detach().numpy(), losses
