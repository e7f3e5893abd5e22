import numpy as np


def average_gradients(grads, counts):
    """The gradient of the mean loss over all examples, from the replicas' gradients of their own means.

    grads: a list of dicts, name to array    counts: a list of the replicas' numbers of examples

    Returns a dict, name to array.

    average_gradients([{"w": np.array([2.0])}, {"w": np.array([6.0])}], [3, 1]) is {"w": [3]}.
    """
    raise NotImplementedError("return the averaged gradients")


def ring_all_reduce(vectors):
    """Sum vectors by sending chunks around a ring.

    vectors: a list of R vectors, their length a multiple of R

    Returns (sums, sent): a list of R vectors, and integers (2R - 2, R), the chunk that each machine sends in each step.

    With the vectors [1, 2], [10, 20] the sums are [11, 22] twice and sent is [[0, 1], [1, 0]].
    """
    raise NotImplementedError("return what each machine holds, and what it sent")
