import numpy as np


def layer_norm_gradients(x, gamma, G, eps=1e-5):
    flat, grads = (np.stack([a[at] for at in np.ndindex(a.shape[:-1])]) for a in (x, G))
    # a layer norm is a batch norm of the transpose, with one scale for each example instead of each feature
    d_flat, normed = backward(flat.T, (gamma * grads).T, eps)
    return {"beta": grads.sum(axis=0), "gamma": np.sum(grads * normed.T, axis=0), "x": d_flat.T.reshape(x.shape)}


def batch_norm_gradients(x, gamma, G, mean, var, training, eps=1e-5):
    if training:
        d_x, normed = backward(x, gamma * G, eps)
    else:
        normed = (x - mean) / np.sqrt(var + eps)
        d_x = G * (gamma / np.sqrt(var + eps))
    return {"beta": G.sum(axis=0), "gamma": np.sum(G * normed, axis=0), "x": d_x}


def backward(x, d_normed, eps):
    """Node by node, as autograd would do it. Returns the gradient of x and the normalized x."""
    n = len(x)
    centred = x - x.sum(axis=0) / n
    variance = (centred**2).sum(axis=0) / n
    inverse = 1 / np.sqrt(variance + eps)
    d_inverse = (d_normed * centred).sum(axis=0)
    d_variance = -0.5 * inverse**3 * d_inverse
    d_centred = d_normed * inverse + 2 * centred * d_variance / n
    d_mean = -d_centred.sum(axis=0)
    return d_centred + d_mean / n, centred * inverse
