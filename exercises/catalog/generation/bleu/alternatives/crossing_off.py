import math


def phrases(text, n):
    return list(zip(*(text[i:] for i in range(n))))


def hits(candidate, texts, n):
    # cross off what was used, in every reference; a phrase counts while one of them still has it
    left = [phrases(text, n) for text in texts]
    count = 0
    for phrase in phrases(candidate, n):
        found = [pile for pile in left if phrase in pile]
        for pile in found:
            pile.remove(phrase)
        count += bool(found)
    return count


def bleu(candidates, references, max_n=4):
    pairs = list(zip(candidates, references))
    score = 1.0
    for n in range(1, max_n + 1):
        total = sum(len(phrases(candidate, n)) for candidate, _ in pairs)
        if total == 0:
            return 0.0
        score *= sum(hits(candidate, texts, n) for candidate, texts in pairs) / total
    c = sum(len(candidate) for candidate, _ in pairs)
    r = 0
    for candidate, texts in pairs:
        r += min(sorted(len(text) for text in texts), key=lambda length: abs(length - len(candidate)))
    return score ** (1 / max_n) * math.exp(min(0, 1 - r / c))
