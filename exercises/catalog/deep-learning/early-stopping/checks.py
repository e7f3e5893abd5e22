import math

from runner.judge import check, close, curve, parts, preserves_arguments


LOSSES = [0.9, 0.7, 0.75, 0.72, 0.6, 0.65, 0.61, 0.7, 0.71, 0.73, 0.5]


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    compare(learner, LOSSES, 3, 0.0)


@check(example=True)
def by_how_much(learner, rng):
    """The worked example where only an improvement by more than 0.12 counts"""
    compare(learner, LOSSES, 3, 0.12)


@check
def never_stops(learner, rng):
    """A run that improves to the end, or ends before patience runs out"""
    compare(learner, sorted(losses_of(rng, 6), reverse=True), 2, 0.0)
    compare(learner, [0.5, *(v + 1 for v in losses_of(rng, 3))], 5, 0.0)
    compare(learner, [0.5], 1, 0.0)


@check
def equal_losses(learner, rng):
    """An equal loss is not an improvement, nor is one lower by exactly min_delta"""
    low = int(rng.integers(1, 4)) / 4
    compare(learner, [low + 1, low, low + 0.5, low, low, low - 0.25], 3, 0.0)
    compare(learner, [low + 1, low, low - 0.25, low - 0.25, low - 0.5, low - 1.0], 3, 0.25)
    compare(learner, [low, low, low, low], 2, 0.0)


@check
def random_curves(learner, rng):
    """Random curves with any patience"""
    for patience in (1, 2, 3, 4):
        compare(learner, curve_of(rng, 14), patience, float(rng.choice([0.0, 0.05])))
    long = [1 / math.sqrt(t) + noise / 100 for t, noise in enumerate(rng.normal(size=1200).tolist(), 1)]
    compare(learner, long, 100, 0.0)


@check
def not_a_number(learner, rng):
    """A loss of nan is not an improvement"""
    low = float(rng.uniform(0.2, 0.4))
    compare(learner, [low + 0.4, low, math.nan, low + 0.1, math.nan, low - 0.1], 3, 0.0)
    compare(learner, [low + 0.4, math.nan, low, low + 0.1, math.nan, low - 0.1, low], 4, 0.0)


@check
def arguments_unchanged(learner, rng):
    """The list of losses is not modified"""
    compare(learner, curve_of(rng, 8), 2, 0.0)
    preserves_arguments(learner)


def losses_of(rng, count):
    return [float(v) for v in rng.random(count)]


def curve_of(rng, count):
    """Falls, then rises, with noise; no two losses differ by nearly 0 or 0.05."""
    while True:
        values = [float((t / count - 0.5) ** 2 * 2 + rng.normal() * 0.08 + 0.5) for t in range(count)]
        gaps = [abs(a - b) for i, a in enumerate(values) for b in values[:i]]
        if all(gap > 1e-6 and abs(gap - 0.05) > 1e-6 for gap in gaps):
            return values


def compare(learner, losses, patience, min_delta):
    best, waited, stopped = 0, 0, None
    for epoch in range(1, len(losses)):
        improved = losses[epoch] < losses[best] - min_delta
        best, waited = (epoch, 0) if improved else (best, waited + 1)
        if waited == patience:
            stopped = epoch
            break
    stopped = len(losses) - 1 if stopped is None else stopped
    result = learner.early_stopping(losses, patience, min_delta)
    if len(losses) > 1:
        learner.show(curve({"validation loss": losses}, x="epoch", y="loss"))
    yours, your_best = parts(result, "stopped", "best")
    close(your_best, best, name="your best epoch")
    close(yours, stopped, name="the epoch at which you stop")
