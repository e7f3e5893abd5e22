import numpy as np
import torch


def pack(documents, length, pad):
    owner, used = [], []  # the row of each document, the places taken in each row
    for n in map(len, documents):
        fits = [row for row in range(len(used)) if used[row] <= length - n]
        if not fits:
            used.append(0)
        owner.append(fits[0] if fits else len(used) - 1)
        used[owner[-1]] += n
    shape = (len(used), length)
    tokens = torch.full(shape, pad)
    starts = torch.zeros(shape, dtype=torch.long)
    real = torch.zeros(shape, dtype=torch.bool)
    used = [0] * len(used)
    for row, document in zip(owner, documents):
        start, used[row] = used[row], used[row] + len(document)
        tokens[row, start : used[row]] = torch.tensor(document)
        starts[row, start] = 1
        real[row, : used[row]] = True
    segments = starts.cumsum(1) * real
    places = torch.arange(length).expand(shape)
    positions = (places - (places * starts).cummax(1).values) * real
    labels = torch.full(shape, -100)
    follows = (segments[:, 1:] == segments[:, :-1]) & real[:, 1:]
    labels[:, :-1][follows] = tokens[:, 1:][follows]
    batch = {"tokens": tokens, "segments": segments, "positions": positions, "labels": labels}
    return {key: value.numpy() for key, value in batch.items()}


def attention_mask(segments, window):
    s = torch.tensor(segments)
    n = s.shape[1]
    near = torch.ones(n, n).tril()
    if window is not None:
        near = near.triu(1 - window)
    one_hot = torch.nn.functional.one_hot(s)[..., 1:].float()
    same = one_hot @ one_hot.transpose(1, 2)
    return np.array((same * near + torch.eye(n)) > 0)
