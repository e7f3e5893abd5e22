import math

import numpy as np

from runner.judge import check, close, curve, fail, holds, parts, preserves_arguments, shape

MEAN, SPREAD, START = np.array([2.0, -1.0]), np.array([0.5, 1.0]), np.array([[1.0, 0.5]])


@check(example=True)
def worked_example(learner, rng):
    """The levels, the predicted data and the path of the worked example"""
    levels = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
    close(learner.even_levels(0.1, 0.9, 4), levels, name="your array of levels")
    close(learner.predicted_data(np.ones((1, 1)), np.full((1, 1), -0.25), 0.36), np.full((1, 1), 2.0), name="your data")
    compare_paths(learner, MEAN, SPREAD, START, levels)


@check
def second_order(learner, rng):
    """A quarter of the step size gives about a sixteenth of the error, although short and long steps alternate"""
    mean, spread, x = rng.uniform(-2, 2, size=4), rng.uniform(0.4, 0.8, size=4), rng.normal(size=(4, 4)) + 3
    errors = {"your error": [], "DDIM": []}
    for steps in (8, 32, 128):
        lam = np.cumsum([0.0, *([1.0, 3.0] * (steps // 2))]) / (2 * steps)  # from 0 to 1
        levels = 1 / (1 + np.exp(3 - 6 * lam))
        end, by_ddim = exact(mean, spread, x, levels[0], levels[-1]), follow(mean, spread, x, levels, 1)
        path, _ = parts(learner.sample_of_normal(mean, spread, x.copy(), levels), "path", "calls")
        shape(path, by_ddim.shape, name="your path")
        errors["your error"].append(math.sqrt(np.mean((path[-1] - end) ** 2)))
        errors["DDIM"].append(math.sqrt(np.mean((by_ddim[-1] - end) ** 2)))
    learner.show(curve(errors, x="steps", y="error", log=True, at=(8, 32, 128)))
    before, after = errors["your error"][-2:]
    holds(
        before > 7 * after,
        f"Four times as many steps divide your error by {before / after if after else 1:.1f}, from {before:.2g} to"
        f" {after:.2g}. A method of the second order divides it by about 16, and DDIM by 4.",
    )
    compare_paths(learner, mean, spread, x.copy(), levels[:9])


@check
def any_path(learner, rng):
    """Any levels and predictions, and paths to the very end, where no noise is left"""
    for steps in (1, 2, 5, 30):
        first, last = rng.uniform(0.002, 0.3), rng.uniform(0.5, 0.998)
        low, high = math.log(first / (1 - first)), math.log(last / (1 - last))
        expected = [1 / (1 + math.exp(-low - (high - low) * i / steps)) for i in range(steps + 1)]
        close(learner.even_levels(first, last, steps), np.array(expected), name="your array of levels")
    for n, d in [(1, 1), (3, 2), (2, 5), (40, 30)]:
        data, noise = rng.normal(size=(2, n, d))
        level = float(rng.uniform(0.005, 0.995))
        x = math.sqrt(level) * data + math.sqrt(1 - level) * noise
        close(learner.predicted_data(x, noise, level), data, name="your data")
    for n, d, steps in [(1, 1, 1), (3, 2, 2), (2, 4, 7), (50, 4, 5)]:
        mean, spread, x = rng.normal(size=d), rng.uniform(0.2, 1.5, size=d), rng.normal(size=(n, d))
        levels = np.sort(rng.uniform(0.01, 0.99, size=steps + 1)) * 0.5 + np.linspace(0.001, 0.499, steps + 1)
        compare_paths(learner, mean, spread, x.copy(), levels)
        compare_paths(learner, mean, spread, x, np.append(levels[:-1], 1.0))


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    learner.predicted_data(*rng.normal(size=(2, 2, 3)), 0.5)
    compare_paths(learner, MEAN, SPREAD, rng.normal(size=(2, 2)), np.array([0.1, 0.3, 0.8]))
    preserves_arguments(learner)


def exact(mean, spread, x, first, last):
    """Where the path of normal data ends: its distance from the mean, in standard deviations, stays the same."""
    deviations = [np.sqrt(level * spread**2 + 1 - level) for level in (first, last)]
    return math.sqrt(last) * mean + (x - math.sqrt(first) * mean) / deviations[0] * deviations[1]


def follow(mean, spread, x, levels, order):
    """The path, by x = alpha data + sigma noise with the noise that belongs to the extrapolated data."""
    path, predictions = [x], []
    for s, t in zip(levels[:-1].tolist(), levels[1:].tolist()):
        variance = s * spread**2 + 1 - s
        data = mean + math.sqrt(s) * spread**2 * (path[-1] - math.sqrt(s) * mean) / variance
        predictions.append((math.log(s / (1 - s)), data))
        if order == 2 and len(predictions) > 1 and t < 1:
            (first, before), (now, _) = predictions[-2:]
            middle = (now + math.log(t / (1 - t))) / 2
            data = before + (data - before) * (middle - first) / (now - first)
        noise = (path[-1] - math.sqrt(s) * data) / math.sqrt(1 - s)
        path.append(math.sqrt(t) * data + math.sqrt(1 - t) * noise)
    return np.stack(path)


def compare_paths(learner, mean, spread, x, levels):
    path, calls = parts(learner.sample_of_normal(mean, spread, x, levels), "path", "calls")
    expected = follow(mean, spread, x, levels, 2)
    is_path = isinstance(path, np.ndarray) and path.shape == expected.shape
    if is_path and levels[-1] == 1 and np.allclose(path[:-1], expected[:-1], rtol=1e-6):
        close(path[-1], expected[-1], name="your last step, to the level 1, where x is the predicted data alone,")
    close(path, expected, name="your path")
    if calls != len(levels) - 1:
        fail(f"Your sample calls the model {calls} times for {len(levels) - 1} steps. Call it once for each step.")
