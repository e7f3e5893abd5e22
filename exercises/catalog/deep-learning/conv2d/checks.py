import numpy as np
import torch

from runner.judge import array, check, close, heatmap, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """One image and one kernel, without and with stride and padding"""
    x, w, b = np.arange(1.0, 10.0).reshape(1, 1, 3, 3), np.array([[[[1.0, 0.0], [0.0, -2.0]]]]), np.array([10.0])
    yours = array(learner.conv2d(x, w, b), name="your image")
    expected = by_torch(x, w, b)
    if yours.shape == expected.shape:
        learner.show(heatmap({"the image": x[0, 0], "your result": yours[0, 0], "expected": expected[0, 0]}))
    close(yours, expected, name="your image")
    compare(learner, x, w, b, 2)
    compare(learner, x, w, b, 2, 1)


@check
def any_images(learner, rng):
    """Batches of images with several channels in and out, any stride and any padding"""
    for n, c_in, c_out, k_h, k_w, *steps in [
        (2, 3, 4, 2, 3),
        (3, 1, 2, 3, 1, 1, 1),
        (1, 3, 3, 3, 3, 2),
        (2, 2, 1, 1, 1, 3),
        (2, 2, 3, 3, 2, 2, 2),
        (2, 3, 2, 2, 4, 3, 1),
        (6, 3, 8, 3, 3, 1, 1),
    ]:
        h, wide = (int(size) for size in rng.integers(5, 9, size=2))
        compare(learner, *draw(rng, n, c_in, c_out, h, wide, k_h, k_w), *steps)


@check
def arguments_unchanged(learner, rng):
    """Images, kernels and biases are not modified"""
    for padding in (0, 1):
        compare(learner, *draw(rng, 2, 2, 2, 4, 4, 2, 2), 1, padding)
    preserves_arguments(learner)


def draw(rng, n, c_in, c_out, h, wide, k_h, k_w):
    x = rng.normal(size=(n, c_in, h, wide))
    return x, rng.normal(size=(c_out, c_in, k_h, k_w)), rng.normal(size=c_out)


def compare(learner, x, w, b, *steps):
    name = "your result" + "".join(f", {what} {value}" for what, value in zip(("stride", "padding"), steps))
    close(learner.conv2d(x, w, b, *steps), by_torch(x, w, b, *steps), name=name)


def by_torch(x, w, b, stride=1, padding=0):
    return torch.nn.functional.conv2d(*map(torch.tensor, (x, w, b)), stride=stride, padding=padding).numpy()
