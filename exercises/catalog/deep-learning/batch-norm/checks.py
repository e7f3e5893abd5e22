import numpy as np
import torch

from runner.judge import check, close, parts, preserves_arguments

NAMES = "your y", "your running mean", "your running variance"


@check(example=True)
def training_example(learner, rng):
    """The worked example in training"""
    arguments = [np.array([[0.0], [4.0]]), *(np.array([v]) for v in (2.0, 1.0, 0.0, 1.0)), True, 0.1, 0.0]
    result = parts(learner.batch_norm(*arguments), "y", "mean", "var")
    for yours, expected, name in zip(result, (np.array([[-1.0], [3.0]]), np.array([0.2]), np.array([1.7])), NAMES):
        close(yours, expected, name=name, sizes={"the batch size": 2})


@check(example=True)
def evaluation_example(learner, rng):
    """The worked example in evaluation"""
    arguments = [np.array([[0.0], [4.0]]), *(np.array([v]) for v in (2.0, 1.0, 0.0, 4.0)), False, 0.1, 0.0]
    result = parts(learner.batch_norm(*arguments), "y", "mean", "var")
    for yours, expected, name in zip(result, (np.array([[1.0], [5.0]]), np.array([0.0]), np.array([4.0])), NAMES):
        close(yours, expected, name=name)


@check
def any_batch(learner, rng):
    """Any number of examples and features in training, and one example in evaluation"""
    for n, d in [(2, 3), (5, 1), (4, 4), (9, 2), (128, 10)]:
        compare(learner, *draw(rng, n, d), True, float(rng.uniform(0.05, 0.5)), 1e-13)
    compare(learner, *draw(rng, 1, 3), False, 0.3, 1e-13)
    compare(learner, *draw(rng, 4, 4), False, 0.3, 1e-13)


@check
def constant_feature(learner, rng):
    """A feature that is constant in the batch gives beta, and epsilon damps small ones"""
    x, *rest = draw(rng, 4, 3)
    x[:, 1] = float(rng.integers(1, 9))
    x[:, 2] = np.array([0.0, 1.0, 2.0, 5.0]) / 100
    compare(learner, x, *rest, True, 0.1, 1e-3)


@check
def defaults(learner, rng):
    """rho and eps default to 0.1 and 1e-5"""
    x, *rest = draw(rng, 6, 3)
    compare(learner, x * 1e-2, *rest, True)


@check
def arguments_unchanged(learner, rng):
    """The batch, the parameters and the running averages are not modified"""
    for training in (True, False):
        compare(learner, *draw(rng, 3, 2), training, 0.1, 1e-5)
    preserves_arguments(learner)


def draw(rng, n, d):
    steps = rng.permuted(np.tile(np.arange(n), (d, 1)), axis=1).T  # so that no feature is nearly constant by chance
    x = (steps + rng.uniform(-0.3, 0.3, size=(n, d))) * rng.uniform(0.5, 3, size=d) + rng.normal(size=d) * 3
    return x, rng.normal(size=d) + 2, rng.normal(size=d), rng.normal(size=d), rng.uniform(0.5, 2, size=d)


def compare(learner, x, gamma, beta, mean, var, training, *rates):
    result = parts(learner.batch_norm(x, gamma, beta, mean, var, training, *rates), "y", "mean", "var")
    rho, eps = rates or (0.1, 1e-5)
    running = [torch.tensor(mean), torch.tensor(var)]  # changed in place
    scale, shift = torch.tensor(gamma), torch.tensor(beta)
    y = torch.nn.functional.batch_norm(torch.tensor(x), *running, scale, shift, training, rho, eps)
    for yours, expected, name in zip(result, (y, *running), NAMES):
        close(yours, expected.numpy(), name=name, sizes={"the batch size": len(x)})
