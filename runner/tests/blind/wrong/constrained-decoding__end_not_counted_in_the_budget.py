# The end of the text is not counted as a token, so a text may run out of rows before it can end.
import numpy as np


def token_steps(automaton, vocabulary):
    steps = np.full((len(automaton), len(vocabulary)), -1)
    for s in range(len(automaton)):
        for v, token in enumerate(vocabulary):
            state = s
            for character in token:
                if character not in automaton[state]:
                    state = -1
                    break
                state = automaton[state][character]
            steps[s, v] = state
    return steps


def needed(steps, accepting):
    """The fewest tokens that complete a text from each state, the end included."""
    S, V = steps.shape
    cost = np.where(accepting, 1.0, np.inf)
    for _ in range(S):
        for s in range(S):
            for v in range(V):
                if steps[s, v] >= 0:
                    cost[s] = min(cost[s], 1 + cost[steps[s, v]])
    return cost


def allowed_tokens(steps, accepting, budget):
    S, V = steps.shape
    cost = needed(steps, np.asarray(accepting))
    allowed = np.zeros((S, V + 1), dtype=bool)
    for s in range(S):
        for v in range(V):
            allowed[s, v] = steps[s, v] >= 0 and cost[steps[s, v]] <= budget
        allowed[s, V] = accepting[s]
    return allowed


def decode(logits, automaton, accepting, vocabulary):
    steps = token_steps(automaton, vocabulary)
    n, V = len(logits), len(vocabulary)
    state, out = 0, []
    for t in range(n):
        allowed = allowed_tokens(steps, accepting, n - t)[state]
        token = int(np.argmax(np.where(allowed, logits[t], -np.inf)))
        if token == V:
            break
        out.append(token)
        state = int(steps[state, token])
    return out
