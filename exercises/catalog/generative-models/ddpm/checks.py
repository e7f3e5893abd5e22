import math

import numpy as np

from runner.judge import check, close, curve, parts, preserves_arguments

KINDS = "noise", "data", "velocity"
ROOT = math.sqrt


@check(example=True)
def schedule(learner, rng):
    """The schedule of the worked example, and the one of the paper with 1000 steps"""
    compare_schedules(learner, 0.1, 0.5, 3)
    compare_schedules(learner, 1e-4, 0.02, 1000)


@check(example=True)
def worked_example(learner, rng):
    """Noise, loss and a reverse step of the worked example"""
    x, noise = np.array([[2.0, 0.0, -1.0], [1.0, -2.0, 3.0]]), np.array([[1.0, -1.0, 2.0], [0.0, 1.0, -1.0]])
    t, betas, bars = np.array([2, 0]), np.array([0.1, 0.3, 0.5]), np.array([0.9, 0.63, 0.315])
    close(learner.add_noise(x, t, noise, bars), noisy(x, t, noise, bars), name="your noisy data")
    predicted = np.array([[0.0, -1.0, 2.0], [0.0, 1.0, 1.0]])
    compare_losses(learner, predicted, x, t, noise, bars, "noise")
    compare_losses(learner, predicted, x, t, noise, bars, "velocity")
    compare_steps(learner, x, 1, noise, noise[::-1] + 0.0, betas, bars)


@check
def any_shape(learner, rng):
    """Points and images, each at a step of its own"""
    for dims in [(4, 2), (3, 3), (1, 5), (3, 2, 4, 3), (2, 5, 2)]:
        x, noise, _, (_, bars) = draw(rng, dims, 9)
        t = rng.permutation(9)[: dims[0]]
        close(learner.add_noise(x, t, noise, bars), noisy(x, t, noise, bars), name="your noisy data")


@check
def targets(learner, rng):
    """The target and the loss of each kind"""
    for dims in [(4, 2), (2, 3, 4), (3, 2, 2, 5)]:
        x, noise, predicted, (_, bars) = draw(rng, dims, 9)
        t = rng.permutation(9)[: dims[0]]
        for kind in KINDS:
            compare_losses(learner, predicted, x, t, noise, bars, kind)


@check
def reverse_steps(learner, rng):
    """One reverse step from anywhere but the beginning"""
    for dims, steps in [((3, 2), 4), ((2, 3), 6), ((2, 1, 4, 3), 9)]:
        for t in (1, steps // 2, steps - 1):
            x_t, predicted, fresh, (betas, bars) = draw(rng, dims, steps)
            compare_steps(learner, x_t, t, predicted, fresh, betas, bars)


@check
def back_to_the_data(learner, rng):
    """If the network predicts the noise perfectly, the reverse steps lead back to the data"""
    data, x_t, _, (first, last) = *draw(rng, (3, 2), 9)[:3], rng.uniform((0.02, 0.3), (0.1, 0.6))
    steps = int(rng.integers(5, 9))
    betas, bars = compare_schedules(learner, first, last, steps)
    for t in reversed(range(steps)):
        predicted = (x_t - ROOT(bars[t]) * data) / ROOT(1 - bars[t])
        fresh = rng.normal(size=data.shape)
        expected = data if t == 0 else posterior(x_t, t, predicted, fresh, betas, bars)
        close(
            learner.reverse_step(x_t, t, predicted, fresh, betas, bars),
            expected,
            name=f"your result of the step t = {t}",
        )
        x_t = expected


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, noise, predicted, (betas, bars) = draw(rng, (3, 2), 6)
    t = np.array([4, 0, 2])
    close(learner.add_noise(x, t, noise, bars), noisy(x, t, noise, bars), name="your noisy data")
    compare_losses(learner, predicted, x, t, noise, bars, "velocity")
    compare_steps(learner, x, 3, predicted, noise, betas, bars)
    preserves_arguments(learner)


def draw(rng, dims, steps):
    """Three arrays of data or noise, and a schedule."""
    betas, bars = by_products(*rng.uniform((0.02, 0.3), (0.1, 0.6)).tolist(), steps)
    return *rng.normal(size=(3, *dims)), (betas, bars)


def by_products(first, last, steps):
    betas = [first + (last - first) * i / (steps - 1) for i in range(steps)]
    return np.array(betas), np.array([math.prod(1 - beta for beta in betas[: i + 1]) for i in range(steps)])


def noisy(x, t, noise, bars):
    """Example by example."""
    return np.stack([ROOT(bars[s]) * x[i] + ROOT(1 - bars[s]) * noise[i] for i, s in enumerate(t.tolist())])


def posterior(x_t, t, predicted, fresh, betas, bars):
    """The step by way of the predicted data, as the paper derives it."""
    before, now, beta = bars[t - 1], bars[t], betas[t]
    data = (x_t - ROOT(1 - now) * predicted) / ROOT(now)
    mean = ROOT(before) * beta / (1 - now) * data + ROOT(1 - beta) * (1 - before) / (1 - now) * x_t
    return mean + ROOT(beta * (1 - before) / (1 - now)) * fresh


def compare_schedules(learner, first, last, steps):
    betas, bars = by_products(first, last, steps)
    own_betas, own_bars = parts(learner.linear_schedule(first, last, steps), "betas", "alpha_bars")
    learner.show(curve({"yours": own_bars, "expected": bars}, x="t", y="alpha_bar: share of the data's variance"))
    close(own_betas, betas, name="your array of betas", rtol=1e-4)
    close(own_bars, bars, name="your array of alpha_bars", rtol=1e-4)
    return betas, bars


def compare_losses(learner, predicted, x, t, noise, bars, kind):
    loss, target = parts(learner.training_loss(predicted, x, t, noise, bars, kind), "loss", "target")
    expected = {"noise": noise, "data": x}.get(kind)
    if expected is None:  # the velocity is what turns the data into noise along a circle
        angle = np.arccos(np.sqrt(bars[t]))
        expected = np.stack([math.cos(a) * e - math.sin(a) * row for a, e, row in zip(angle, noise, x)])
    close(target, expected, name=f'your target of the kind "{kind}"')
    sizes = {"the number of examples": len(x), "the number of entries of an example": x[0].size}
    close(loss, sum((predicted - expected).ravel() ** 2) / x.size, name=f'your loss of the kind "{kind}"', sizes=sizes)


def compare_steps(learner, x_t, t, predicted, fresh, betas, bars):
    yours = learner.reverse_step(x_t, t, predicted, fresh, betas, bars)
    expected = posterior(x_t, t, predicted, fresh, betas, bars)
    close(yours, expected, name="your result of the reverse step")
