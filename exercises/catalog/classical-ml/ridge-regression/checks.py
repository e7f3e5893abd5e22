import numpy as np
import torch

from runner.judge import check, close, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    x, y = np.array([[1.0], [2.0], [3.0]]), np.array([1.0, 3.0, 5.0])
    answer = learner.ridge(x, y, 0.5)
    learner.ridge(x, y, 6.0)  # not judged: it separates mistakes that agree for a small penalty
    w, b = parts(answer, "w", "b")
    close(w, np.array([1.6]), name="your w")
    close(b, -0.2, name="your b")


@check
def any_data(learner, rng):
    """Any data and penalty: targets far from 0, more features than examples, identical features"""
    for n, d, penalty in [(10, 3, 1.0), (8, 1, 0.1), (20, 5, float(rng.uniform(0.5, 20))), (4, 7, 0.5)]:
        compare(learner, *draw(rng, n, d), penalty)
    X, y = draw(rng, 9, 3)
    compare(learner, X, y + 1000, 5.0)
    compare(learner, X + 30, y - 200, 0.5)
    compare(learner, np.column_stack([X, X[:, 0]]), y, 0.3)
    compare(learner, np.column_stack([X, X, X]), y, 0.01)


@check
def arguments_unchanged(learner, rng):
    """Examples and targets are not modified"""
    compare(learner, *draw(rng, 6, 2), 1.0)
    preserves_arguments(learner)


def draw(rng, n, d):
    X = rng.normal(size=(n, d)) * rng.uniform(0.5, 3, size=d) + rng.normal(size=d)
    return X, X @ rng.normal(size=d) + rng.normal(size=n) + 2


def compare(learner, X, y, penalty):
    """Least squares with an extra row per weight, which pulls it to 0 with weight sqrt(penalty)."""
    n, d = X.shape
    rows = torch.cat([torch.from_numpy(X), penalty**0.5 * torch.eye(d, dtype=torch.float64)])
    ones = torch.cat([torch.ones(n, 1), torch.zeros(d, 1)]).double()
    targets = torch.cat([torch.from_numpy(y), torch.zeros(d, dtype=torch.float64)])
    solution = torch.linalg.lstsq(torch.cat([rows, ones], dim=1), targets[:, None]).solution[:, 0].numpy()
    w, b = parts(learner.ridge(X, y, penalty), "w", "b")
    close(w, solution[:-1], name="your w", rtol=1e-5, atol=1e-7)
    close(b, float(solution[-1]), name="your b", rtol=1e-5, atol=1e-7)
