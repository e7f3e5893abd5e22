# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


def layer_norm_gradients(x, gamma, G, eps=1e-5):
    """The gradients of layer norm.

    x: (..., d)    gamma: (d,)    G: (..., d), the gradient of the output

    Returns {"beta": (d,), "gamma": (d,), "x": (..., d)}.
    """
    normed, root = normalise(x, x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True), eps)
    d_x = through_statistics(gamma * G, normed, root, axis=-1)
    leading = tuple(range(x.ndim - 1))  # all axes but the last
    # Step 1 of 3: return the gradients. The output is gamma * normed + beta, and both parameters serve every vector.
    raise NotImplementedError


def batch_norm_gradients(x, gamma, G, mean, var, training, eps=1e-5):
    """The gradients of batch norm.

    x, G: (n, d)    gamma, mean, var: (d,)    training: if False, mean and var normalise instead of the batch's own

    Returns {"beta": (d,), "gamma": (d,), "x": (n, d)}.
    """
    if training:
        normed, root = normalise(x, x.mean(axis=0), x.var(axis=0), eps)
        d_x = through_statistics(gamma * G, normed, root, axis=0)
    else:
        normed, root = normalise(x, mean, var, eps)
        # Step 2 of 3: d_x (n, d). Now the mean and the variance are constants: they don't depend on x.
        raise NotImplementedError
    return {"beta": G.sum(axis=0), "gamma": (G * normed).sum(axis=0), "x": d_x}


def normalise(x, mean, var, eps):
    """The normalized values, and the root that they were divided by."""
    root = np.sqrt(var + eps)
    return (x - mean) / root, root


def through_statistics(d_normed, normed, root, axis):
    """The gradient of x in the shape of x, from that of the normalized values.

    d_normed, normed: as x    root: broadcasts against x    axis: what the mean and the variance were taken over
    """
    # Step 3 of 3: return the gradient. An entry of x acts in three ways: directly, through the mean and through the
    # variance. Take the part of d_normed out that the mean undoes, and the part that the variance undoes.
    raise NotImplementedError
