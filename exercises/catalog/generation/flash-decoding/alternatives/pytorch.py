import numpy as np
import torch


def plan(table, length, size, splits):
    used = -(-length // size)
    chunks = []
    for positions in np.array_split(np.arange(used), splits):
        tokens = sum(min(size, length - size * int(i)) for i in positions)
        chunks.append(([table[i] for i in positions], tokens))
    return chunks


def attend(Q, K, V, tokens):
    Q, K, V = torch.tensor(Q), torch.tensor(K).flatten(0, 1)[:tokens], torch.tensor(V).flatten(0, 1)[:tokens]
    times = len(Q) // K.shape[1]
    K, V = K.repeat_interleave(times, 1), V.repeat_interleave(times, 1)  # (t, H, d)
    scores = torch.einsum("hd,thd->ht", Q, K) / Q.shape[1] ** 0.5
    out = torch.einsum("ht,thv->hv", scores.softmax(1), V)
    return out.numpy(), scores.logsumexp(1).numpy()


def merge(outs, lses):
    outs, lses = torch.tensor(outs), torch.tensor(lses)
    return (lses.softmax(0)[:, :, None] * outs).sum(0).numpy(), lses.logsumexp(0).numpy()
