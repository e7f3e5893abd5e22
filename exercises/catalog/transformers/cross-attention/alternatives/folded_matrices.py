import numpy as np


def cross_attention(x, memory, W_q, W_k, W_v, real=None):
    # x W_q W_k^T M^T: both matrices act as one; padding scores minus infinity
    scores = np.einsum("...nx,xk,yk,...my->...nm", x, W_q / W_q.shape[1] ** 0.5, W_k, memory)
    if real is not None:
        scores[~np.broadcast_to(real[..., None, :], scores.shape)] = -np.inf
    shares = np.exp(scores - scores.max(-1)[..., None])
    return (shares @ memory @ W_v) / shares.sum(-1)[..., None]
