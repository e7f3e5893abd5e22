import numpy as np
import torch

from runner.judge import array, check, close, heatmap, preserves_arguments

IMAGE = np.array([[1.0, 3.0, 2.0], [4.0, 9.0, 0.0], [5.0, 6.0, 7.0]])


@check(example=True)
def worked_maxima(learner, rng):
    """The maxima of the worked example"""
    close(learner.max_pool(IMAGE, 2, 1), np.full((2, 2), 9.0), name="your maxima with stride 1")
    close(learner.max_pool(IMAGE, 2, 2), np.array([[9.0]]), name="your maxima with stride 2")


@check
def any_windows(learner, rng):
    """Any window and stride, with leading axes and negative numbers"""
    for dims, k, stride in [
        ((5, 6), 2, 2),
        ((2, 6, 5), 3, 1),
        ((2, 3, 7, 8), 2, 3),
        ((1, 2, 7, 7), 3, 2),
        ((4, 3), 1, 1),
        ((2, 3, 14, 14), 2, 2),
    ]:
        x = draw(rng, dims)
        close(learner.max_pool(x, k, stride), by_torch(x, k, stride), name=f"your maxima for k={k}, stride={stride}")


@check(example=True)
def worked_gradient(learner, rng):
    """The gradient of the worked example"""
    yours = array(
        learner.max_pool_gradient(IMAGE, np.array([[1.0, 10.0], [100.0, 1000.0]]), 2, 1), name="your gradient"
    )
    expected = np.zeros((3, 3))
    expected[1, 1] = 1111
    if yours.shape == expected.shape:
        learner.show(heatmap({"the image": IMAGE, "your gradient": yours, "expected": expected}))
    close(yours, expected, name="your gradient")


@check
def any_gradient(learner, rng):
    """The gradient for any window and stride"""
    for dims, k, stride in [
        ((5, 6), 2, 2),
        ((2, 6, 5), 3, 1),
        ((2, 2, 7, 8), 2, 3),
        ((2, 1, 7, 7), 3, 2),
        ((2, 3, 14, 14), 2, 2),
    ]:
        x = draw(rng, dims)
        G = rng.normal(size=by_torch(x, k, stride).shape)
        yours = learner.max_pool_gradient(x, G, k, stride)
        close(yours, by_torch(x, k, stride, G), name=f"your gradient for k={k}, stride={stride}")


@check
def images_that_share_numbers(learner, rng):
    """A number that is a maximum in one image may not be one in another"""
    x = np.stack([draw(rng, (5, 5)) for _ in range(3)])  # the same 25 numbers in each
    G = rng.normal(size=(3, 2, 2))
    close(learner.max_pool_gradient(x, G, 3, 2), by_torch(x, 3, 2, G), name="your gradient for three images")


@check
def arguments_unchanged(learner, rng):
    """Image and gradient are not modified"""
    x = draw(rng, (2, 4, 4))
    close(learner.max_pool(x, 2, 2), by_torch(x, 2, 2), name="your maxima")
    G = rng.normal(size=(2, 3, 3))
    close(learner.max_pool_gradient(x, G, 2, 1), by_torch(x, 2, 1, G), name="your gradient")
    preserves_arguments(learner)


def draw(rng, dims):
    """Different numbers, half of them negative."""
    return rng.permutation(np.arange(np.prod(dims)) - np.prod(dims) / 2 + 0.25).reshape(dims)


def by_torch(x, k, stride, G=None):
    """The maxima, or with G the gradient."""
    images = torch.tensor(x, requires_grad=True)
    y = torch.nn.functional.max_pool2d(images.reshape(1, -1, *x.shape[-2:]), k, stride)
    y = y.reshape(*x.shape[:-2], *y.shape[-2:])
    if G is None:
        return y.detach().numpy()
    y.backward(torch.tensor(G))
    return images.grad.numpy()
