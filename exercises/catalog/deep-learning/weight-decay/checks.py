import numpy as np

from runner.judge import check, close, gradient, numerical_gradient, parts, preserves_arguments


@check(example=True)
def worked_loss(learner, rng):
    """The loss of the worked example"""
    total, _ = parts(learner.penalise(*example()), "total", "grads")
    close(total, 2.9, name="your loss")


@check(example=True)
def worked_gradients(learner, rng):
    """The gradients of the worked example"""
    _, grads = parts(learner.penalise(*example()), "total", "grads")
    expected = {"W": np.array([[0.7, 0.1], [0.5, 1.1]]), "b": np.array([1.0, -1.0])}
    gradient(grads, expected, params=example()[2])


@check
def finite_differences(learner, rng):
    """Several layers, including convolution weights with four axes, against finite differences, and a wide layer"""
    for decay in (float(rng.uniform(0.01, 0.5)), 0.0):
        compare(learner, rng, draw(rng), decay)
    W, G = rng.normal(size=(2, 30, 40))
    total, grads = parts(learner.penalise(1.0, {"W": G}, {"W": W}, 0.3), "total", "grads")
    close(total, 1.0 + 0.3 * sum(w * w for w in W.ravel().tolist()), name="your loss")
    gradient(grads, {"W": G + 0.6 * W})


@check
def names_mean_nothing(learner, rng):
    """A weight may be called b, and a bias W"""
    params = {
        "b": rng.normal(size=(2, 3)),
        "W": rng.normal(size=2) + 3,
        "bias": rng.normal(size=(1, 2)),
        "weight": rng.normal(size=1) + 3,
    }
    compare(learner, rng, params, 0.3)
    grads = {name: rng.normal(size=value.shape) for name, value in reversed(params.items())}  # in another order
    _, yours = parts(learner.penalise(1.0, grads, params, 0.3), "total", "grads")
    gradient(yours, {name: grads[name] + 0.6 * value * (value.ndim > 1) for name, value in params.items()})


@check
def arguments_unchanged(learner, rng):
    """The dicts and their arrays are not modified"""
    params = draw(rng)
    grads = {name: rng.normal(size=value.shape) for name, value in params.items()}
    parts(learner.penalise(1.0, grads, params, 0.2), "total", "grads")
    preserves_arguments(learner)


def example():
    grads = {"W": np.full((2, 2), 0.5), "b": np.array([1.0, -1.0])}
    return 1.5, grads, {"W": np.array([[1.0, -2.0], [0.0, 3.0]]), "b": np.array([10.0, 10.0])}, 0.1


def draw(rng):
    shapes = {"W0": (2, 1, 2, 2), "offset": (2,), "W1": (3, 2), "b1": (3,), "W2": (1, 3), "b2": (1,)}
    return {name: rng.normal(size=dims) for name, dims in shapes.items()}


def compare(learner, rng, params, decay):
    """The task's loss is linear in the parameters, so that its gradients are any numbers we like."""
    grads = {name: rng.normal(size=value.shape) for name, value in params.items()}

    def total():
        task = sum(float(np.sum(grads[name] * params[name])) for name in params)
        weights = [w for value in params.values() if value.ndim > 1 for w in value.ravel().tolist()]
        return task + decay * sum(w * w for w in weights)

    task = sum(float(np.sum(grads[name] * params[name])) for name in params)
    yours, your_grads = parts(learner.penalise(task, grads, params, decay), "total", "grads")
    close(yours, total(), name="your loss")
    gradient(your_grads, numerical_gradient(total, params), params=params, rtol=1e-5, atol=1e-7)
