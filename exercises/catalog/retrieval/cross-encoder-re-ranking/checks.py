import itertools
import math

from runner.judge import check, close, curve, fail, formatting, parts, preserves_arguments

RUN = {"p": ["a", "b", "c", "d", "e"], "q": ["f", "a", "g"], "r": ["b", "h"], "t": ["f", "g"]}
JUDGMENTS = {"p": {"c": 2, "e": 3, "x": 1, "a": 0}, "q": {"g": 1}, "s": {"b": 1}, "t": {"y": 2}}
SCORES = {
    "p": {"a": 0.2, "b": 0.9, "c": 0.7},
    "q": {"f": 0.5, "a": 0.1, "g": 0.8},
    "r": {"b": 0.3, "h": 0.4},
    "t": {"f": 0.6, "g": 0.2},
}


class CrossEncoder:
    """It scores the pairs of a plan, and counts them and the batches."""

    def __init__(self, run, known, k, batch_size):
        self.arguments = run, known, k, batch_size
        self.wanted = [(q, d) for q in run for d in run[q][:k] if d not in known.get(q, ())]
        self.batches, self.pairs, self.scored = 0, [], set()

    def follow(self, batches):
        run, _, k, size = self.arguments
        if not isinstance(batches, list) or not all(isinstance(batch, list) for batch in batches):
            fail("Expected a list of batches, each a list of pairs.", yours=formatting.text(batches))
        for batch in batches:
            self.batches += 1
            if not 0 < len(batch) <= size:
                fail(f"Batch {self.batches} of your plan has {len(batch)} pairs; expected 1 to {size}.")
            for pair in batch:
                self.score(pair)
            self.pairs += batch
        least = math.ceil(len(self.wanted) / size)
        if len(self.pairs) == len(self.wanted) and self.batches > least:
            fail(f"You call the cross-encoder {self.batches} times for {len(self.pairs)} pairs; {least} would do.")
        expected = [self.wanted[i : i + size] for i in range(0, len(self.wanted), size)]
        if batches != expected:
            close(batches, expected, name="your plan")

    def score(self, pair):
        run, known, k, _ = self.arguments
        of_strings = isinstance(pair, tuple) and [type(part) for part in pair] == [str, str]
        if not of_strings or pair[1] not in run.get(pair[0], ()):
            fail("Expected tuples (query, document) from the run.", yours=formatting.text(pair))
        query, document = pair
        if document not in run[query][:k]:
            rank = run[query].index(document) + 1
            fail(
                f"Your plan scores {document!r} for {query!r}, which has rank {rank}. Only the first {k} are candidates."
            )
        if document in known.get(query, ()):
            fail(f"Your plan scores {document!r} for {query!r}, whose score is known.")
        if pair in self.scored:
            fail(f"Your plan scores {document!r} for {query!r} twice.")
        self.scored.add(pair)


@check(example=True)
def worked_plan(learner, rng):
    """The plan of the worked example: nine pairs in five batches"""
    follow(learner, [(RUN, {"p": {"b": 0.9}}, 3, 2)])


@check(example=True)
def worked_ranking(learner, rng):
    """The re-ranked list of the worked example"""
    compare_rankings(learner, [(RUN["p"], SCORES["p"], 3)])


@check(example=True)
def worked_metrics(learner, rng):
    """The metrics of the worked example, before and after, and what a perfect cross-encoder reaches"""
    compare_metrics(learner, [(RUN, JUDGMENTS, 3), (reranked(RUN, SCORES, 3), JUDGMENTS, 3)])
    compare_ceilings(learner, [(RUN, JUDGMENTS, k, 3) for k in (3, 5)])


@check
def any_plan(learner, rng):
    """Each unknown pair is scored once, in as few batches as possible"""
    cases = []
    for k, size in [(4, 5), (2, 1), (9, 100), (6, 3)]:
        run = draw_run(rng, 7)
        known = draw_scores(rng, {query: ranking for query, ranking in run.items() if rng.random() < 0.6}, 0.5)
        query = max(run, key=lambda query: len(run[query]))
        known[query] = {run[query][0]: 0.0, run[query][-1]: 1.5}  # a score of 0 is a score
        cases.append((run, known, k, size))
    run = draw_run(rng, 5)
    follow(learner, [*cases, (run, draw_scores(rng, run, 1.0), 4, 8), ({"empty": []}, {}, 3, 2)])
    long = {f"query {i}": [f"d{j}" for j in rng.permutation(200)[:40].tolist()] for i in range(12)}
    follow(learner, [(long, {}, 30, 32)])


@check
def any_ranking(learner, rng):
    """Any scores, also negative ones, and known scores of documents after the first k"""
    cases = []
    for n, k in [(9, 4), (6, 6), (5, 12), (1, 1), (0, 3), (40, 25)]:
        ranking = draw_documents(rng, n)
        scores = {document: float(rng.normal(-3, 2)) for document in rng.permutation(ranking).tolist()}
        cases.append((ranking, scores, k))
        cases.append((ranking, {document: scores[document] for document in ranking[:k]}, k))
    compare_rankings(learner, cases)


@check
def equal_scores(learner, rng):
    """Documents with equal scores keep the order of the first stage"""
    cases = []
    for n, k in [(8, 6), (30, 22), (5, 5)]:
        ranking = draw_documents(rng, n)
        while ranking[:k] == sorted(ranking[:k]):
            ranking = draw_documents(rng, n)
        shuffled = rng.permutation(ranking).tolist()
        cases.append((ranking, {document: float(rng.integers(3)) for document in shuffled}, k))
    cases.append((ranking, dict.fromkeys(sorted(ranking), -1.0), 5))
    compare_rankings(learner, cases)


@check
def honest_means(learner, rng):
    """The metrics of any run: missing queries and documents, queries without judgments, and those without a relevant one"""
    cases = []
    for cutoff in (1, 3, 5, 10):
        run = draw_run(rng, 8)
        judgments = draw_judgments(rng, run)
        longest = max(run, key=lambda query: len(run[query]))
        late = run[longest][cutoff : cutoff + 1]  # the first relevant document is just beyond the cutoff
        judgments[longest] = {d: 0 for d in run[longest][:cutoff]} | dict.fromkeys(late, 1) | {"m0": 2}
        cases.append((run, judgments | {"gone": {"d1": 2, "d2": 0}}, cutoff))
        cases.append((run, judgments | {"nothing": {}, "useless": {"d1": 0, "d3": 0}}, cutoff))
        cases.append((run | {"unknown": draw_documents(rng, 4)}, judgments, cutoff))
    compare_metrics(learner, cases)


@check
def any_ceiling(learner, rng):
    """A perfect re-ranking of any number of candidates, fewer or more than the cutoff"""
    run = {f"query {i}": draw_documents(rng, 20) for i in range(5)} | {"unknown": draw_documents(rng, 4)}
    judgments = draw_judgments(rng, run) | {"gone": {"d1": 1}, "nothing": {}, "useless": {"d2": 0}}
    del judgments["unknown"]
    cases = [(run, judgments, k, cutoff) for k, cutoff in itertools.product(range(1, 24, 3), (5, 10))]
    answers = [parts(answer, "ndcg", "mrr") for answer in learner.ceiling.each(cases)]
    expected = [ceiling_by_search(*case) for case in cases]
    yours = [ndcg for ndcg, _ in answers[1::2]]
    if all(isinstance(value, float | int) for value in yours):
        series = {"yours": yours, "expected": [ndcg for ndcg, _ in expected[1::2]]}
        learner.show(curve(series, x="k", y="nDCG at most", every=3))
    for (_, _, k, cutoff), answer, value in zip(cases, answers, expected):
        compare_means(answer, value, f"your ceiling, k = {k}, cutoff = {cutoff}")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    follow(learner, [(RUN, {"p": {"b": 0.9}}, 2, 3)])
    compare_rankings(learner, [(RUN["p"], SCORES["p"], 3), (RUN["q"], SCORES["q"], 3)])
    compare_metrics(learner, [(RUN, JUDGMENTS, 2)])
    compare_ceilings(learner, [(RUN, JUDGMENTS, 4, 2)])
    preserves_arguments(learner)


def draw_documents(rng, n):
    return [f"d{i}" for i in rng.permutation(max(n + 5, 12))[:n].tolist()]


def draw_run(rng, queries):
    """Rankings of different lengths, one of them empty, which share documents."""
    return {f"query {i}": draw_documents(rng, n) for i, n in enumerate(rng.permutation(queries).tolist())}


def draw_scores(rng, run, share):
    return {query: {d: float(rng.normal()) for d in ranking if rng.random() < share} for query, ranking in run.items()}


def draw_judgments(rng, run):
    """Gains for some found and some missing documents of each query."""
    judgments = {}
    for query, ranking in run.items():
        found = {d: int(rng.integers(4)) for d in ranking if rng.random() < 0.6}
        missing = {f"m{i}": int(rng.integers(1, 4)) for i in range(int(rng.integers(1, 5)))}
        both = found | missing
        judgments[query] = {d: both[d] for d in rng.permutation(list(both)).tolist()}
    return judgments


def reranked(run, scores, k):
    """Each document by score and rank, those after the first k by rank alone."""
    result = {}
    for query, ranking in run.items():
        keys = [(-scores[query][d] if i < k else math.inf, i) for i, d in enumerate(ranking)]
        result[query] = [ranking[i] for _, i in sorted(keys)]
    return result


def means(run, judgments, cutoff):
    values = []
    for query, gains in judgments.items():
        if gains:
            found = [gains.get(document, 0) for document in run.get(query, [])][:cutoff]
            best = dcg(sorted(gains.values())[::-1][:cutoff])
            ranks = [rank for rank, gain in enumerate(found, 1) if gain > 0]
            values.append((dcg(found) / best if best else 0.0, 1 / ranks[0] if ranks else 0.0))
    return tuple(math.fsum(column) / len(values) for column in zip(*values))


def dcg(gains):
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def ceiling_by_search(run, judgments, k, cutoff):
    scores = {q: {d: judgments.get(q, {}).get(d, 0) for d in ranking} for q, ranking in run.items()}
    return means(reranked(run, scores, k), judgments, cutoff)


def follow(learner, cases):
    for answer, case in zip(list(learner.plan.each(cases)), cases):
        CrossEncoder(*case).follow(answer)


def compare_rankings(learner, cases):
    for yours, (ranking, scores, k) in zip(list(learner.rerank.each(cases)), cases):
        expected = reranked({"": ranking}, {"": scores}, k)[""]
        close(yours, expected, name=f"your ranking of {len(ranking)} documents, k = {k}")


def compare_metrics(learner, cases):
    for answer, case in zip(list(learner.evaluate.each(cases)), cases):
        compare_means(parts(answer, "ndcg", "mrr"), means(*case), f"cutoff = {case[2]}")


def compare_ceilings(learner, cases):
    for answer, case in zip(list(learner.ceiling.each(cases)), cases):
        compare_means(parts(answer, "ndcg", "mrr"), ceiling_by_search(*case), f"your ceiling, k = {case[2]}")


def compare_means(answer, expected, setting):
    for yours, value, metric in zip(answer, expected, ("nDCG", "MRR")):
        close(yours, value, name=f"your {metric} ({setting})")
