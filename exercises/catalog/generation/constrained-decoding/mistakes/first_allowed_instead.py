"""texts

When the token with the largest logit is not allowed, you take the first one that is. Take the allowed token with the
largest logit.
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
    completes = np.zeros(len(steps), dtype=bool)
    for _ in range(budget - 1):
        completes = accepting | reaches(steps, completes).any(axis=1)
    return np.column_stack([reaches(steps, completes), accepting])


def reaches(steps, states):
    return (steps >= 0) & states[steps]


def decode(logits, automaton, accepting, vocabulary):
    steps = token_steps(automaton, vocabulary)
    state, tokens = 0, []
    for t, row in enumerate(logits):
        allowed = allowed_tokens(steps, accepting, len(logits) - t)[state]
        token = int(np.argmax(row))
        if not allowed[token]:
            token = int(np.flatnonzero(allowed)[0])
        if token == len(vocabulary):
            break
        tokens.append(token)
        state = steps[state, token]
    return tokens
