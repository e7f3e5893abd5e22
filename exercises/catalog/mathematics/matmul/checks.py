import numpy as np

from runner.judge import array, check, close, heatmap, preserves_arguments, raises, shape


@check(example=True)
def worked_example(learner, rng):
    """The worked example of the statement"""
    A, B = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[0.5, -1.0], [1.0, 0.5]])
    yours, expected = array(learner.matmul(A, B)), np.array([[2.5, 0.0], [1.0, 0.5]])
    if yours.shape == expected.shape:
        wrong = ~np.isclose(yours, expected)
        learner.show(heatmap({"yours": yours, "expected": expected}, marks={"yours": wrong}))
    close(yours, expected)


@check
def rectangular(learner, rng):
    """Matrices that are not square"""
    for n, k, m in [(2, 3, 4), (4, 3, 2), (3, 5, 3), tuple(rng.integers(2, 9, size=3)), (40, 30, 20)]:
        A, B = draw(rng, n, k, m)
        close(learner.matmul(A, B), A @ B)


@check
def length_one(learner, rng):
    """A single row, a single column, a single number: the result stays a matrix"""
    for n, k, m in [(1, 4, 3), (3, 4, 1), (3, 1, 4), (1, 5, 1), (1, 1, 1)]:
        A, B = draw(rng, n, k, m)
        close(learner.matmul(A, B), A @ B)


@check
def shapes_that_do_not_fit(learner, rng):
    """ValueError when A's columns and B's rows differ in number"""
    for columns, rows in [(2, 4), (4, 3), (1, 3), (3, 1)]:
        A, B = rng.normal(size=(2, columns)), rng.normal(size=(rows, 2))
        with raises(ValueError, when=f"A has shape {A.shape} and B {B.shape}"):
            learner.matmul(A, B)


@check
def arguments_unchanged(learner, rng):
    """A and B are not modified"""
    A, B = draw(rng, 3, 3, 3)
    shape(learner.matmul(A, B), (3, 3))
    preserves_arguments(learner)


def draw(rng, n, k, m):
    return rng.normal(size=(n, k)), rng.normal(size=(k, m))
