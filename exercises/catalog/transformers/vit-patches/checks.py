import numpy as np
import torch

from runner.judge import check, close, heatmap, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Patches, tokens and the class of the worked example"""
    images = np.arange(48.0).reshape(2, 2, 2, 6)
    close(learner.to_patches(images, 2), cut(images, 2), name="your array of patches")
    W, b = np.zeros((8, 2)), np.array([0.5, 1.0])
    W[0, 0], W[3, 0], W[6, 1] = 1.0, 2.0, -1.0
    positions = np.array([[0.0, 1.0], [10.0, 0.0], [0.0, 20.0], [30.0, 0.0]])
    compare_tokens(learner, images, 2, W, b, np.array([3.0, -1.0]), positions)
    tokens = np.array([[[1.0, 3.0, 8.0], [5.0, 2.0, -1.0]], [[0.0, 9.0, 1.0], [4.0, 4.0, 0.0]], [[2.0, 0.0, 7.0]] * 2])
    tokens = np.concatenate([tokens, -tokens[1:2]]).swapaxes(0, 1)  # (2, 4, 3)
    head = np.array([[1.0, 0.0], [0.0, 0.5], [0.0, 1.0]]), np.array([0.0, -1.0])
    compare_classes(learner, tokens, np.array([1.0, 2.0, 1.0]), np.array([0.0, 0.0, 0.5]), *head, 0.0)


@check
def any_image(learner, rng):
    """Patches of any size and their tokens, for images that aren't square"""
    for dims, size in [
        ((1, 1, 6, 4), 2),
        ((2, 3, 4, 8), 4),
        ((3, 2, 9, 6), 3),
        ((2, 3, 2, 5), 1),
        ((2, 2, 4, 4), 2),
        ((4, 3, 16, 16), 4),
    ]:
        images = rng.normal(size=dims)
        own, expected = learner.to_patches(images, size), cut(images, size)
        if dims[0] == 1:
            show(learner, own, expected)
        close(own, expected, name="your array of patches", sizes={"the number of patches": expected.shape[1]})
    for (n, channels, height, width), size, d in [((3, 2, 4, 6), 2, 5), ((1, 3, 3, 3), 3, 4), ((2, 1, 4, 2), 1, 3)]:
        count = height // size * (width // size)
        images, W = rng.normal(size=(n, channels, height, width)), rng.normal(size=(channels * size**2, d))
        b, class_token = rng.normal(size=(2, d))
        compare_tokens(learner, images, size, W, b, class_token, rng.normal(size=(1 + count, d)))


@check
def classes(learner, rng):
    """The probabilities of any number of classes, whatever the other tokens are"""
    for n, count, d, k in [(4, 5, 6, 3), (1, 3, 4, 7), (3, 1, 2, 2)]:
        compare_classes(learner, *draw_head(rng, n, count, d, k))
    compare_classes(learner, *draw_head(rng, 3, 4, 5, 2, scale=1e-3))


@check
def large_logits(learner, rng):
    """Logits of ±1000 give finite probabilities"""
    stack, gamma, beta, W, _ = draw_head(rng, 2, 4, 5, 3)
    stack[1] = -stack[0]
    common = (
        stack[0, 0] - stack[0, 0].mean()
    )  # the logits of one image are near 1000, and those of the other near -1000
    common *= 1000 / (common @ common) * common.std()
    compare_classes(learner, stack, np.ones(5), np.zeros(5), W + common[:, None], np.zeros(3))
    compare_classes(learner, stack, gamma, beta, W, rng.permutation([1000.0, 999.0, -1000.0]))


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    images, W, positions = rng.normal(size=(2, 3, 4, 6)), rng.normal(size=(12, 5)), rng.normal(size=(7, 5))
    close(learner.to_patches(images, 2), cut(images, 2), name="your array of patches")
    compare_tokens(learner, images, 2, W, *rng.normal(size=(2, 5)), positions)
    compare_classes(learner, *draw_head(rng, 3, 4, 5, 2))
    preserves_arguments(learner)


def draw_head(rng, n, count, d, k, scale=1.0):
    gamma, beta = rng.normal(size=(2, d))
    return (
        scale * (rng.normal(size=(n, 1 + count, d)) + 1),
        gamma + 2,
        beta,
        rng.normal(size=(d, k)),
        rng.normal(size=k),
    )


def show(learner, own, expected):
    """Draw the patches of the first image, with the wrong entries marked."""
    if isinstance(own, np.ndarray) and own.dtype.kind == "f" and own.shape == expected.shape:
        wrong = ~np.isclose(own[0], expected[0])
        learner.show(heatmap({"your patches": own[0], "expected": expected[0]}, marks={"your patches": wrong}))


def cut(images, size):
    """Patch by patch, pixel by pixel."""
    n, channels, height, width = images.shape
    rows, columns = height // size, width // size
    result = np.empty((n, rows * columns, channels * size * size))
    for i, c, y, x in np.ndindex(images.shape):
        patch = y // size * columns + x // size
        result[i, patch, (c * size + y % size) * size + x % size] = images[i, c, y, x]
    return result


def compare_tokens(learner, images, size, W, b, class_token, positions):
    expected = np.empty((len(images), *positions.shape))
    for i, patches_of_image in enumerate(cut(images, size)):
        rows = [class_token, *(b + np.einsum("e,ed->d", patch, W) for patch in patches_of_image)]
        expected[i] = np.array(rows) + positions
    yours = learner.to_tokens(images, size, W, b, class_token, positions)
    close(yours, expected, name="your array of tokens")


def compare_classes(learner, stack, gamma, beta, W, b, *eps):
    given = [torch.tensor(a) for a in (stack[:, 0], gamma, beta, W, b)]
    normed = torch.nn.functional.layer_norm(given[0], given[1].shape, given[1], given[2], *eps or (1e-6,))
    expected = (normed @ given[3] + given[4]).softmax(dim=1).numpy()
    close(learner.read_class(stack, gamma, beta, W, b, *eps), expected, name="your array of probabilities")
