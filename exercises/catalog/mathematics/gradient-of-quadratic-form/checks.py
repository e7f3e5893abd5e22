import numpy as np

from runner.judge import check, close, numerical_gradient, preserves_arguments

A_EXAMPLE = np.array([[2.0, 0.0], [3.0, 1.0]])


@check(example=True)
def worked_gradient(learner, rng):
    """The gradient of the worked example"""
    close(learner.gradient(1.0, 2.0), np.array([4.0, 5.0]), name="your gradient")


@check(example=True)
def worked_direction(learner, rng):
    """The direction of the worked example"""
    close(learner.steepest_ascent(1.0, 2.0), np.array([4.0, 5.0]) / np.sqrt(41), name="your direction")


@check(example=True)
def worked_form(learner, rng):
    """The gradient of the worked form"""
    close(
        learner.form_gradient(A_EXAMPLE, np.array([1.0, 2.0])), np.array([10.0, 7.0]), name="your gradient of the form"
    )


@check
def anywhere(learner, rng):
    """Gradient and direction at points on all sides of the origin"""
    for sx, sy in [(1, 1), (-1, 1), (1, -1), (-1, -1)]:
        x, y = sx * float(rng.uniform(0.5, 4)), sy * float(rng.uniform(0.5, 4))
        expected = np.array([x + x + y, x + y + y])
        at = f" at ({x:.2f}, {y:.2f})"
        close(learner.gradient(x, y), expected, name="your gradient" + at)
        direction = expected / np.hypot(*expected)
        close(learner.steepest_ascent(x, y), direction, name="your direction" + at)


@check
def exact(learner, rng):
    """The gradient is exact far from the origin, and holds floats for integers too"""
    x, y = (int(n) for n in rng.integers(100_000, 900_000, size=2) * rng.choice([-1, 1], size=2))
    expected = np.array([2.0 * x + y, x + 2.0 * y])
    close(learner.gradient(x, y), expected, name=f"your gradient at ({x}, {y})", rtol=1e-12)


@check
def any_form(learner, rng):
    """The gradient of any form agrees with difference quotients"""
    for d in (1, 2, 3, 5, 32):
        A, at = rng.normal(size=(d, d)), {"v": rng.normal(size=d)}
        expected = numerical_gradient(lambda: float(at["v"] @ A @ at["v"]), at)["v"]
        yours = learner.form_gradient(A, at["v"])
        close(yours, expected, name="your gradient of the form", rtol=1e-6, atol=1e-7)


@check
def arguments_unchanged(learner, rng):
    """A and v are not modified"""
    A = np.array([[1.0, 2.0], [5.0, -1.0]])
    close(learner.form_gradient(A, np.array([1.0, 1.0])), np.array([9.0, 5.0]), name="your gradient of the form")
    preserves_arguments(learner)
