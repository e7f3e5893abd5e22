import numpy as np


def to_patches(images, size):
    """Cut each image into squares, and make each square a vector.

    images: (n, channels, height, width)    size: the side of a square

    Returns (n, patches, channels * size * size).

    With images = [[[[0, 1, 2, 3], [4, 5, 6, 7]]]] and size = 2 the result is [[[0, 1, 4, 5], [2, 3, 6, 7]]].
    """
    raise NotImplementedError("return the patches")


def to_tokens(images, size, W, b, class_token, positions):
    """What the first block of the transformer gets.

    images: (n, channels, height, width)    W: (channels * size * size, d)    b, class_token: (d,)
    positions: (1 + patches, d)

    Returns (n, 1 + patches, d).
    """
    raise NotImplementedError("return the tokens")


def read_class(tokens, gamma, beta, W, b, eps=1e-6):
    """The probabilities of the classes, read from the class token.

    tokens: (n, 1 + patches, d)    gamma, beta: (d,)    W: (d, classes)    b: (classes,)

    Returns (n, classes).
    """
    raise NotImplementedError("return the probabilities")
