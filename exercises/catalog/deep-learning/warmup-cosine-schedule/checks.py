import math

from runner.judge import check, close, curve


@check(example=True)
def warm_up(learner, rng):
    """The rates of the worked example in its warm-up"""
    compare(learner, (0, 1, 2, 3), 4, 12, 1.0, 0.2)


@check(example=True)
def cosine(learner, rng):
    """The rates of the worked example after the warm-up"""
    compare(learner, (4, 6, 8, 10, 11), 4, 12, 1.0, 0.2)


@check(example=True)
def beyond_the_end(learner, rng):
    """From step T on the rate stays at final"""
    compare(learner, (12, 13, 20), 4, 12, 1.0, 0.2)


@check
def any_schedule(learner, rng):
    """Other lengths and rates, step by step"""
    warmup, length = int(rng.choice([2, 3, 5])), int(rng.integers(6, 9))
    peak = float(rng.uniform(1e-3, 1.0))
    compare(learner, range(warmup + length + 2), warmup, warmup + length, peak, peak * float(rng.uniform(0.0, 0.5)))
    compare(learner, (0, 1_500, 1_999, 40_000, 99_999, 250_000), 2_000, 100_000, peak, peak / 10)


@check
def no_warm_up(learner, rng):
    """With a warm-up of zero or one step, the first step has the peak rate"""
    for warmup in (0, 1):
        compare(learner, (0, 1, 4), warmup, int(rng.integers(6, 12)), float(rng.uniform(0.1, 1.0)), 0.0)


def compare(learner, steps, warmup, total, peak, final):
    """All rates at once, as a chart, and one by one."""
    schedule = warmup, total, peak, final
    yours = [learner.learning_rate(step, *schedule) for step in steps]
    expected = [rate(step, *schedule) for step in steps]
    learner.show(
        curve({"yours": [float(r) if isinstance(r, int | float) else math.nan for r in yours], "expected": expected})
    )
    for step, mine, other in zip(steps, yours, expected):
        close(mine, other, name=f"your rate at step {step}")


def rate(step, warmup, total, peak, final):
    if step < warmup:
        return (step + 1) * peak / warmup
    if step >= total:
        return final
    share = (1 + math.cos((step - warmup) * math.pi / (total - warmup))) / 2  # of the peak; the rest is the final rate
    return share * peak + (1 - share) * final
