import numpy as np

from runner.judge import array, check, close, parts, preserves_arguments, shape


@check(example=True)
def worked_example(learner, rng):
    """The eigenpair of the worked example"""
    value, vector = parts(learner.top_eigenpair(np.array([[1.0, 2.0], [2.0, -2.0]])), "value", "vector")
    close(value, -3.0, name="your eigenvalue")
    close(vector, np.array([-1.0, 2.0]) / np.sqrt(5), name="your eigenvector")


@check
def positive_and_negative(learner, rng):
    """Matrices of any size whose top eigenvalue is positive or negative"""
    eigenvalues = np.array([1.0, -0.6, -0.6, -0.5, -0.5, 0.4, 0.3, *np.linspace(0.2, -0.2, 25)])
    for d, sign in [(1, -1), (2, 1), (3, -1), (6, 1), (8, -1), (32, 1)]:
        compare(learner, rng, sign * eigenvalues[:d], directions(rng, d), f"{d} by {d}")


@check
def slow_case(learner, rng):
    """The second eigenvalue is -0.9 times the first"""
    for sign in (1, -1):
        eigenvalues = sign * np.array([1.0, -0.9, 0.85, -0.8])
        compare(learner, rng, eigenvalues, directions(rng, 4), "a slow one")


@check
def no_special_start(learner, rng):
    """The eigenvector is orthogonal to (1, 1, 1, 1), or to an axis"""
    ones, first, second, last = np.ones(4), *np.eye(4)[[0, 1, 3]]
    cases = [((3, -1, -4, 2), ones), ((0, 3, -1, 1), first), ((1, 0, -4, 2), second), ((-2, 1, 1, 0), last)]
    for top, other in cases:  # whole numbers over 16, so that no rounding leaks into the eigenvector
        top = rng.choice([-1, 1]) * np.array(top, dtype=float)
        A = (np.outer(top, top) + np.outer(other, other)) / 16
        value, vector = parts(learner.top_eigenpair(A), "value", "vector")
        close(value, top @ top / 16, name="your eigenvalue")
        close(vector, top * np.sign(top[np.abs(top).argmax()]) / np.sqrt(top @ top), name="your eigenvector")


@check
def any_size(learner, rng):
    """Entries of 1e10 and of 1e-10"""
    for size in (1e10, 1e-10):
        compare(learner, rng, size * np.array([1.0, 0.4, -0.2]), directions(rng, 3), f"one of size {size:.0e}")


@check
def arguments_unchanged(learner, rng):
    """The matrix is not modified"""
    A = np.diag([3.0, 1.0]) + 0.5
    _, vector = parts(learner.top_eigenpair(A), "value", "vector")
    shape(vector, (2,), name="your eigenvector")
    preserves_arguments(learner)


def compare(learner, rng, eigenvalues, axes, what):
    """Ask for the top eigenpair of the matrix with these eigenvalues along these axes, the first of them the top."""
    A = axes * eigenvalues @ axes.T
    A = (A + A.T) / 2
    value, vector = parts(learner.top_eigenpair(A), "value", "vector")
    close(value, eigenvalues[0], name=f"your eigenvalue for {what}", atol=0)
    top = axes[:, 0] * np.sign(axes[np.abs(axes[:, 0]).argmax(), 0])
    close(array(vector), top, name=f"your eigenvector for {what}", atol=1e-6)


def directions(rng, d):
    """Orthogonal axes; in the first, one entry is clearly the largest."""
    while True:
        axes = np.linalg.qr(rng.normal(size=(d, d)))[0]
        entries = np.sort(np.abs(axes[:, 0]))
        if d == 1 or entries[-1] - entries[-2] > 0.05:
            return axes
