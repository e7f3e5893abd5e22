from functools import cache

import numpy as np


def token_steps(automaton, vocabulary):
    rows = []
    for state in range(len(automaton)):
        row = []
        for token in vocabulary:
            states = [state]
            for character in token:
                states += [automaton[s][character] for s in states[-1:] if character in automaton[s]]
            row.append(states[-1] if len(states) == len(token) + 1 else -1)
        rows.append(row)
    return np.array(rows)


def allowed_tokens(steps, accepting, budget):
    table = steps.tolist()

    @cache
    def completes(state, left):
        if left == 0 or state < 0:
            return False
        return bool(accepting[state]) or any(completes(after, left - 1) for after in table[state])

    return np.array([[completes(s, budget - 1) for s in row] + [bool(end)] for row, end in zip(table, accepting)])


def decode(logits, automaton, accepting, vocabulary):
    steps = token_steps(automaton, vocabulary)

    def write(state, rows):
        allowed = np.flatnonzero(allowed_tokens(steps, accepting, len(rows))[state])
        token = int(max(allowed, key=lambda v: rows[0, v]))
        return [] if token == len(vocabulary) else [token, *write(steps[state, token], rows[1:])]

    return write(0, logits)
