import torch


def probabilities(logits, previous, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    z = torch.tensor(logits)
    ids = torch.tensor(previous, dtype=torch.long)
    z[ids] = torch.where(z[ids] > 0, z[ids] / repetition, z[ids] * repetition)
    z.index_add_(0, ids, torch.full(ids.shape, -frequency, dtype=z.dtype))
    p = torch.softmax(z / temperature, dim=0)
    p = p.masked_fill(p < min_p * p.max(), 0)
    return (p / p.sum()).numpy()


def next_token(logits, previous, rng, repetition=1.0, frequency=0.0, temperature=1.0, min_p=0.0):
    p = probabilities(logits, previous, repetition, frequency, temperature, min_p)
    return int(rng.choice(len(p), p=p))
