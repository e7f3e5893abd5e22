from collections import Counter


def bpe(text, merges):
    tokens, learned = list(text), []
    for _ in range(merges):
        pairs = Counter(zip(tokens, tokens[1:]))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learned.append(best)
        merged, i = [], 0
        while i < len(tokens):
            if tuple(tokens[i : i + 2]) == best:
                merged.append(tokens[i] + tokens[i + 1])
                i += 2
            else:
                merged.append(tokens[i])
                i += 1
        tokens = merged
    return learned, tokens
