import numpy as np


def average_gradients(grads, counts):
    """A mean weighted by the numbers of examples, over the replicas that have any."""
    total = sum(counts)
    busy = [(n, own) for n, own in zip(counts, grads) if n]
    return {name: sum(n / total * own[name] for n, own in busy) for name in grads[0]}


def ring_all_reduce(vectors):
    """First every chunk collects its sum around the ring, then the sums go around."""
    R = len(vectors)
    held = np.array([np.split(vector, R) for vector in vectors])  # machine, chunk, entry: a copy
    machines = np.arange(R)
    sent = []
    for step in range(2 * R - 2):
        chunk = (machines - step) % R  # what each machine received in the previous step
        arriving = held[machines, chunk]
        receiver = (machines + 1) % R
        if step < R - 1:
            held[receiver, chunk] += arriving
        else:
            held[receiver, chunk] = arriving
        sent.append(chunk)
    return [chunks.ravel() for chunks in held], np.array(sent)
