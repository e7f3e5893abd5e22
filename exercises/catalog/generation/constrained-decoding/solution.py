import numpy as np


def token_steps(automaton, vocabulary):
    """Follow the characters of each token from each state."""
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
    """Find the states from which the text can be completed with 0, 1, 2, ... tokens, then look one token ahead."""
    completes = np.zeros(len(steps), dtype=bool)  # with 0 tokens left, not even the end fits
    for _ in range(budget - 1):
        completes = accepting | reaches(steps, completes).any(axis=1)
    return np.column_stack([reaches(steps, completes), accepting])


def reaches(steps, states):
    """(S, V): whether the token leads to one of these states. A -1 would index the last state."""
    return (steps >= 0) & states[steps]


def decode(logits, automaton, accepting, vocabulary):
    """Mask what is not allowed, take the largest logit, and follow the automaton."""
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
