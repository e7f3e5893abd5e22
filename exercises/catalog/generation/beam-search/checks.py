import itertools

import numpy as np
import torch

from runner.judge import check, close, parts, preserves_arguments

EXAMPLE = np.log([[0.05, 0.5, 0.4, 0.05], [0.3, 0.25, 0.25, 0.2], [0.02, 0.04, 0.04, 0.9], [0.25, 0.25, 0.25, 0.25]])
# wrong searches, see reference
MERGED, ASIDE, FREED = {"merged": True}, {"aside": True}, {"freed": True}


@check(example=True)
def worked_example(learner, rng):
    """The worked example, with a beam of one and of two"""
    compare(learner, [(np.array([EXAMPLE] * places), 0, 3, width) for width, places in [(1, 2), (2, 2), (2, 3)]])


@check
def likeliest_text(learner, rng):
    """A beam wide enough for all texts finds the most likely one"""
    searches, likeliest = [], []
    while len(searches) < 4:  # with three, two mistakes once gave the same texts in 120 draws
        logits = draw(rng, 3, 4)
        log_p = torch.log_softmax(torch.tensor(logits), dim=2).tolist()
        ranked = sorted(all_texts(4, 3, 3), key=lambda text: log_probability(log_p, 0, text), reverse=True)
        first_to_end = next(text for text in ranked if text[-1] == 3)
        if searches or first_to_end not in (ranked[0], [3]):  # in at least one search, an early end is a bad choice
            searches.append((logits, 0, 3, 64))
            likeliest.append((ranked[0], log_probability(log_p, 0, ranked[0])))
    told(learner, searches, likeliest)


@check
def narrow_beam(learner, rng):
    """A narrow beam keeps and drops the right hypotheses"""
    searches = [draw_choice(rng, 0.0, *wrong) for wrong in [(MERGED, FREED), (ASIDE, MERGED, FREED), (FREED,)]]
    for _ in range(6):
        vocabulary, width, length = int(rng.integers(4, 7)), int(rng.integers(1, 5)), int(rng.integers(2, 7))
        start, end = rng.choice(vocabulary, size=2, replace=False).tolist()
        searches.append((draw(rng, length, vocabulary), start, end, width))
    wide = (draw(rng, 6, 8), 0, 7, 24)
    while reference(*wide)[0] == reference(*wide[:3], 10)[0]:  # a narrower beam drops the best text
        wide = (draw(rng, 6, 8), 0, 7, 24)
    compare(learner, [*searches, (draw(rng, 8, 12), 0, 11, 4), wide])


@check
def length_penalty(learner, rng):
    """Scores are divided by the length to the power of alpha at the end, and only there"""
    undivided = {"alpha": 0.0}
    cases = [(0.6, undivided), (2.0, {"alpha": 1.0}), (1.0, {"counted": 1}), (1.5, {"along": True})]
    cases += [(1.2, {"early": True}, undivided), (1.0, {"reopened": True})]
    compare(learner, [(*draw_choice(rng, alpha, *wrong), alpha) for alpha, *wrong in cases])


@check
def start_that_ends(learner, rng):
    """If start and end are the same token, the search still runs"""
    compare(learner, [(draw(rng, 4, 4), 2, 2, 3)])


@check
def large_logits(learner, rng):
    """Logits of ±1000 stay exact"""
    logits = draw(rng, 4, 5)
    steps = rng.permutation([1000.0, -1000.0, 1000.0, -1000.0])[:, None, None]  # every text meets both
    entries = rng.choice([1000.0, 0.0, -1000.0], size=(4, 5, 5))
    compare(learner, [(logits + steps, 0, 4, 2), (logits + entries, 0, 4, 3)])


@check
def logits_unchanged(learner, rng):
    """The logits are not modified"""
    compare(learner, [(draw(rng, 3, 4), 0, 3, 2)])
    preserves_arguments(learner)


def draw(rng, places, vocabulary):
    return 1.5 * rng.normal(size=(places, vocabulary, vocabulary))


def draw_choice(rng, alpha, wrong, *others):
    """A search for which each wrong variant gives a different result."""
    while True:
        search = draw(rng, 5, 4), 0, 3, 3
        text = reference(*search, **{"alpha": alpha} | wrong)[0]
        if all(reference(*search, **other)[0] != text for other in ({"alpha": alpha}, *others)):
            return search


def compare(learner, searches):
    told(learner, searches, [reference(*search) for search in searches])


def told(learner, searches, expected):
    """All searches run before one is judged: one wrong text may come from many mistakes, several tell which."""
    for search, got, (text, log_p) in zip(searches, list(learner.beam_search.each(searches)), expected):
        tokens, score = parts(got, "tokens", "S")
        setting = f"width={search[3]}" + (f", alpha={search[4]}" if len(search) > 4 else "")
        close(tokens, text, name=f"your text for {setting}")
        close(score, log_p, name=f"your S for {setting}")


def all_texts(vocabulary, end, length):
    """Every text of at most this length that ends with `end`, and every truncated one."""
    for m in range(1, length + 1):
        for text in itertools.product(range(vocabulary), repeat=m):
            if end not in text[:-1] and (text[-1] == end or m == length):
                yield list(text)


def log_probability(log_p, start, text):
    return sum(log_p[t][a][b] for t, (a, b) in enumerate(zip([start, *text], text)))


def reference(logits, start, end, width, alpha=0.0, counted=0, **wrong):
    """The four steps of the statement, or a wrong search.

    It may count the start token (counted), use alpha at every step (along) or stop when the best hypothesis ends
    (early). Finished ones may never take a place (aside), do so only once (freed) or be extended too (reopened). The
    beam may keep one hypothesis for each last token (merged).
    """

    def mean(text):
        return scores[text] / (len(text) + counted) ** alpha

    def closed(text):
        return text != () and text[-1] == end

    scores, beam = {(): 0.0}, [()]
    for step in torch.log_softmax(torch.tensor(logits), dim=2).tolist():
        candidates = [text for text in beam if closed(text)]
        for text in beam:
            if not closed(text) or "reopened" in wrong:
                gains = step[text[-1] if text else start]
                scores |= {(*text, token): scores[text] + gain for token, gain in enumerate(gains)}
                candidates += [(*text, token) for token in range(len(gains))]
        candidates.sort(key=mean if "along" in wrong else scores.get, reverse=True)
        if "merged" in wrong:
            ends = [text[-1] for text in candidates]
            candidates = [text for i, text in enumerate(candidates) if text[-1] not in ends[:i]]
        pool = candidates if "aside" in wrong else beam if "freed" in wrong else []
        finished = [text for text in pool if closed(text)]
        beam = finished + [text for text in candidates if text not in finished][:width]
        if "early" in wrong and closed(beam[0]):
            break
    best = max(beam, key=mean)
    return list(best), scores[best]
