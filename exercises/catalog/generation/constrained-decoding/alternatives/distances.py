import numpy as np


def token_steps(automaton, vocabulary):
    return np.array([[walk(automaton, state, token) for token in vocabulary] for state in range(len(automaton))])


def walk(automaton, state, text):
    if not text:
        return state
    if text[0] not in automaton[state]:
        return -1
    return walk(automaton, automaton[state][text[0]], text[1:])


def allowed_tokens(steps, accepting, budget):
    S, V = steps.shape
    needed = np.append(np.where(accepting, 1.0, np.inf), np.inf)  # tokens up to the end; the last entry is for -1
    for _ in range(S):
        needed[:S] = np.minimum(needed[:S], 1 + needed[steps].min(axis=1))
    allowed = np.empty((S, V + 1), dtype=bool)
    allowed[:, :V] = 1 + needed[steps] <= budget
    allowed[:, V] = accepting
    return allowed


def decode(logits, automaton, accepting, vocabulary):
    steps = token_steps(automaton, vocabulary)
    state, tokens, left = 0, [], len(logits)
    while left:
        allowed = allowed_tokens(steps, accepting, left)[state]
        ranking = np.argsort(-logits[len(logits) - left])
        token = next(v for v in ranking.tolist() if allowed[v])
        if token == len(vocabulary):
            return tokens
        tokens.append(token)
        state, left = steps[state][token], left - 1
