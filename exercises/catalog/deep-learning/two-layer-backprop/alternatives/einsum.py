import numpy as np


def loss_and_grads(params, x, y):
    n = x.shape[0]
    c = params["b2"].shape[0]
    onehot = np.eye(c)[y]
    pre = np.einsum("nd,hd->nh", x, params["W1"]) + params["b1"]
    gate = (pre > 0).astype(float)
    act = pre * gate
    logits = np.einsum("nh,ch->nc", act, params["W2"]) + params["b2"]
    lse = np.logaddexp.reduce(logits, axis=1)
    loss = float(np.mean(lse - np.sum(logits * onehot, axis=1)))
    g = np.exp(logits - lse[:, None]) - onehot
    back = np.einsum("nc,ch,nh->nh", g, params["W2"], gate)
    return loss, {
        "b2": np.mean(g, axis=0),
        "W2": np.einsum("nc,nh->ch", g, act) / n,
        "b1": np.mean(back, axis=0),
        "W1": np.einsum("nh,nd->hd", back, x) / n,
    }
