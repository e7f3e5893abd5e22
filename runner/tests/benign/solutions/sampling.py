import numpy as np


def sampling(logits, temperature, top_k, rng, draws):
    scaled = np.asarray(logits) / temperature
    kept = np.argsort(scaled)[-top_k:]
    p = np.exp(scaled[kept] - scaled[kept].max())
    p /= p.sum()
    counts = np.bincount(rng.choice(kept, size=draws, p=p), minlength=len(scaled))
    return counts / draws
