import numpy as np


def average_gradients(grads, counts):
    totals = {name: np.zeros(g.shape) for name, g in grads[0].items()}
    for own, n in zip(grads, counts):
        if n > 0:
            for name, g in own.items():
                totals[name] = totals[name] + n * g
    return {name: total / sum(counts) for name, total in totals.items()}


def ring_all_reduce(vectors):
    R = len(vectors)
    machines = [[part.copy() for part in np.split(vector, R)] for vector in vectors]
    to_send = list(range(R))
    table = []
    for step in range(R - 1 + R - 1):
        table.append(to_send)
        letters = [(c, machines[r][c].copy()) for r, c in enumerate(to_send)]
        for r in range(R):
            c, content = letters[r - 1]  # from the machine before; the first hears from the last
            machines[r][c] = machines[r][c] + content if step < R - 1 else content
        to_send = [letters[r - 1][0] for r in range(R)]
    return [np.concatenate(parts) for parts in machines], np.array(table)
