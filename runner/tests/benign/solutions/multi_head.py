import numpy as np


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def multi_head(x, Wq, Wk, Wv, Wo, heads):
    n, d = x.shape

    def split(t):
        return t.reshape(n, heads, d // heads).transpose(1, 0, 2)

    q, k, v = split(x @ Wq), split(x @ Wk), split(x @ Wv)
    scores = np.einsum("hqd,hkd->hqk", q, k) / np.sqrt(d // heads)
    mixed = np.einsum("hqk,hkd->hqd", softmax(scores), v)
    return mixed.transpose(1, 0, 2).reshape(n, d) @ Wo
