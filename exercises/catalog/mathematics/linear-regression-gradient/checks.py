import numpy as np

from runner.judge import check, close, entries, gradient, numerical_gradient, parts, preserves_arguments

ORDER = ("b", "w")  # in the order of the backward pass


@check(example=True)
def worked_loss(learner, rng):
    """The loss of the worked example"""
    loss, _ = parts(learner.loss_and_grads(*worked_example()), "loss", "grads")
    close(loss, 4.0, name="your loss")


@check(example=True)
def worked_gradients(learner, rng):
    """The gradients of the worked example"""
    compare(learner, *worked_example(), {"b": np.array(4.0), "w": np.array([10.0, 4.0])})


@check
def loss_of_any_batch(learner, rng):
    """The loss of batches of any size"""
    for n, d in [(5, 3), (1, 2), (4, 4), (200, 6)]:
        params, X, y = draw(rng, n, d)
        loss, _ = parts(learner.loss_and_grads(params, X, y), "loss", "grads")
        close(loss, loss_by_loops(params, X, y), name="your loss", sizes={"the batch size": n})


@check
def difference_quotients(learner, rng):
    """The gradients agree with difference quotients of the loss, for any number of examples and features"""
    for n, d in [(7, 3), (4, 4), (1, 5), (6, 1), (60, 2)]:
        params, X, y = draw(rng, n, d)
        slopes = numerical_gradient(lambda: loss_by_loops(params, X, y), params)
        compare(learner, params, X, y, {name: slopes[name] for name in ORDER}, rtol=1e-6, atol=1e-7)


@check
def arguments_unchanged(learner, rng):
    """Parameters and data are not modified"""
    params, X, y = draw(rng, 5, 2)
    _, grads = parts(learner.loss_and_grads(params, X, y), "loss", "grads")
    entries(grads, ORDER, name="your dict of gradients")
    preserves_arguments(learner)


def worked_example():
    params = {"w": np.array([1.0, 1.0]), "b": np.array(0.0)}
    return params, np.array([[1.0, 2.0], [4.0, 0.0]]), np.array([1.0, 2.0])


def draw(rng, n, d):
    return {"w": rng.normal(size=d), "b": rng.normal(size=())}, rng.normal(size=(n, d)), rng.normal(size=n) * 3


def loss_by_loops(params, X, y):
    w, b = params["w"].tolist(), float(params["b"])
    total = 0.0
    for row, target in zip(X.tolist(), y.tolist()):
        total += (sum(map(float.__mul__, w, row)) + b - target) ** 2
    return total / len(y)


def compare(learner, params, X, y, expected, **tolerance):
    _, grads = parts(learner.loss_and_grads(params, X, y), "loss", "grads")
    grads = entries(grads, ORDER, name="your dict of gradients")
    if isinstance(grads["b"], float | np.number):
        grads["b"] = np.asarray(grads["b"])
    gradient(grads, expected, batch=len(y), sizes={"the number of features": X.shape[1]}, params=params, **tolerance)
