"""no_dead_ends

You allow a token if some token can follow it. That one may be a dead end in turn. Repeat the step until the budget is
used up.
"""

import numpy as np


def token_steps(automaton, vocabulary):
    steps = np.empty((len(automaton), len(vocabulary)), dtype=int)
    for start in range(len(automaton)):
        for v, token in enumerate(vocabulary):
            state = start
            for character in token:
                state = automaton[state].get(character, -1)
                if state == -1:
                    break
            steps[start, v] = state
    return steps


def allowed_tokens(steps, accepting, budget):
    completes = accepting & (budget > 1) | (accepting | (steps >= 0).any(axis=1)) & (budget > 2)
    return np.column_stack([reaches(steps, completes), accepting])


def reaches(steps, states):
    return (steps >= 0) & states[steps]


def decode(logits, automaton, accepting, vocabulary):
    steps = token_steps(automaton, vocabulary)
    state, tokens = 0, []
    for t, row in enumerate(logits):
        allowed = allowed_tokens(steps, accepting, len(logits) - t)[state]
        token = int(np.argmax(np.where(allowed, row, -np.inf)))
        if token == len(vocabulary):
            break
        tokens.append(token)
        state = steps[state, token]
    return tokens
