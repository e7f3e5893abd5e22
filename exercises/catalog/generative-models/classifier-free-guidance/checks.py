import math

import numpy as np

from runner.judge import bars, check, close, preserves_arguments

SCALES = 0.0, 1.0, 2.0, 5.0
ALPHA_BARS = np.array([0.98, 0.9216, 0.64, 0.36])


@check(example=True)
def worked_example(learner, rng):
    """A guided prediction, a DDIM step, and two points sampled in two steps"""
    unconditional, conditional = np.array([[0.5, 1.0, -2.0]]), np.array([[1.0, 0.5, -1.0]])
    guided = np.array([[2.0, -0.5, 1.0]])
    close(learner.guided_noise(unconditional, conditional, 3), guided, name="your guided noise")
    x = np.array([[1.0, 2.0, -1.0]])
    for t_next, expected in [(1, np.array([[-0.4, 3.7, -2.6]])), (-1, np.array([[-1.0, 4.0, -3.0]]))]:
        yours = learner.ddim_step(x, 3, t_next, guided, ALPHA_BARS)
        close(yours, expected, name=f"your result of the step from 3 to {t_next}")
    means, start = np.array([[2.0, 0.0], [-1.0, 1.0], [0.0, -3.0]]), np.array([[1.0, 0.5], [-0.5, 2.0]])
    compare_samples(learner, means, 0.5, start, np.array([1, 2]), [3, 1], 3, ALPHA_BARS)


@check
def any_scale(learner, rng):
    """Guidance with any scale, for points and images"""
    for w, dims in zip((0, 1, 1.5, 7.5, 4), [(3, 2), (2, 4), (1, 3, 2, 4), (2, 2), (2, 3, 16, 16)]):
        unconditional, conditional = rng.normal(size=(2, *dims))
        expected = np.empty(dims)
        for at in np.ndindex(dims):
            expected[at] = unconditional[at] * (1 - w) + conditional[at] * w
        close(learner.guided_noise(unconditional, conditional, w), expected, name=f"your guided noise for w = {w}")


@check
def any_step(learner, rng):
    """Steps of any length: between neighbors, over many steps, and to the data"""
    cases = [((3, 2), 5, 4), ((2, 3), 9, 2), ((1, 3, 2, 4), 7, 0), ((2, 2), 1, 0), ((2, 5), 4, -1)]
    for dims, t, t_next in [*cases, ((2, 3, 16, 16), 8, 3)]:
        x_t, predicted = rng.normal(size=(2, *dims))
        alpha_bars = draw_schedule(rng, 10)
        expected = step_by_angles(x_t, t, t_next, predicted, alpha_bars)
        yours = learner.ddim_step(x_t, t, t_next, predicted, alpha_bars)
        close(yours, expected, name=f"your result of the step from {t} to {t_next}")


@check
def sampler(learner, rng):
    """Samples of several classes for any list of times, and how the scale moves them"""
    yours, expected, wrong = [], [], None
    for w, times in zip(SCALES, [[19, 15, 11, 6, 2], [17], [18, 9, 3], [19, 12, 4, 0]]):
        means, x, classes = draw_classes(rng)
        given = means, 0.6, x, classes, times, w, draw_schedule(rng, 20)
        own, right = learner.sample_from_classes(*given), by_loops(*given)
        wrong = wrong or (None if agree(own, right) else (own, right, w))
        yours.append(distance(own, means, classes))
        expected.append(distance(right, means, classes))
    labels = [f"w = {w:g}" for w in SCALES]
    learner.show(bars(labels, {"your distance to the mean of the class": yours, "expected": expected}))
    if wrong:
        own, right, w = wrong
        close(own, right, name=f"your array of samples for w = {w:g}")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    means, x, classes = draw_classes(rng)
    alpha_bars = draw_schedule(rng, 10)
    predicted, other = rng.normal(size=(2, *x.shape))
    close(learner.guided_noise(predicted, other, 2.0), 2 * other - predicted, name="your guided noise")
    expected = step_by_angles(x, 6, 2, predicted, alpha_bars)
    close(learner.ddim_step(x, 6, 2, predicted, alpha_bars), expected, name="your result of the step from 6 to 2")
    compare_samples(learner, means, 0.6, x, classes, [9, 4, 1], 3.0, alpha_bars)
    preserves_arguments(learner)


def draw_schedule(rng, steps):
    return np.cumprod(1 - np.sort(rng.uniform(0.02, 0.3, size=steps)))


def draw_classes(rng):
    """Three classes in five dimensions, and four points to start from."""
    return 2 * rng.normal(size=(3, 5)), rng.normal(size=(4, 5)), rng.permutation([0, 1, 2, 1])


def step_by_angles(x_t, t, t_next, predicted, alpha_bars):
    """Data and noise are the axes of a quarter of a circle, and a step turns x_t towards the data."""
    now = math.acos(math.sqrt(alpha_bars[t]))
    after = math.acos(math.sqrt(alpha_bars[t_next])) if t_next >= 0 else 0.0
    data = x_t / math.cos(now) - math.tan(now) * predicted
    return math.cos(after) * data + math.sin(after) * predicted


def compare_samples(learner, *given):
    close(learner.sample_from_classes(*given), by_loops(*given), name="your array of samples")


def by_loops(means, spread, x, classes, times, w, alpha_bars):
    """Point by point. The noise comes from the gradient of the logarithm of the density of x_t."""
    results = []
    for point, label in zip(x, classes.tolist()):
        for t, t_next in zip(times, times[1:] + [-1]):
            left = float(alpha_bars[t])
            variance = left * spread**2 + 1 - left
            pulls = [(math.sqrt(left) * mean - point) / variance for mean in means]  # towards each class
            weights = np.array([math.exp(-variance * float(pull @ pull) / 2) for pull in pulls])
            free, bound = (weights / weights.sum()) @ np.array(pulls), pulls[label]
            noise = -math.sqrt(1 - left) * (free * (1 - w) + bound * w)
            point = step_by_angles(point, t, t_next, noise, alpha_bars)
        results.append(point)
    return np.array(results)


def agree(yours, expected):
    return (
        isinstance(yours, np.ndarray)
        and yours.dtype.kind == "f"
        and yours.shape == expected.shape
        and np.allclose(yours, expected, rtol=1e-6, atol=1e-8)
    )


def distance(samples, means, classes):
    """The mean distance of the samples from the means of their classes; nan if they have no such form."""
    if not isinstance(samples, np.ndarray) or samples.dtype.kind != "f" or samples.shape != means[classes].shape:
        return math.nan
    return float(np.linalg.norm(samples - means[classes], axis=1).mean())
