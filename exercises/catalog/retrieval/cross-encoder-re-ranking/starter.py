def plan(run, known, k, batch_size):
    """The batches of pairs to score.

    run: dict of rankings    known: dict of dicts of scores    k, batch_size: ints

    Returns a list of lists of tuples (query, document).

    With run = {"p": ["a", "b", "c", "d", "e"], "q": ["f", "a", "g"], "r": ["b", "h"], "t": ["f", "g"]},
    known = {"p": {"b": 0.9}}, k = 3 and batch_size = 2 the first batch is [("p", "a"), ("p", "c")],
    and the last one [("t", "g")].
    """
    raise NotImplementedError("return the batches")


def rerank(ranking, scores, k):
    """The ranking with its first k documents ordered by score.

    ranking: list of documents    scores: dict of floats    k: int

    With ranking = ["a", "b", "c", "d", "e"], scores = {"a": 0.2, "b": 0.9, "c": 0.7} and k = 3
    the result is ["b", "c", "a", "d", "e"].
    """
    raise NotImplementedError("return the new ranking")


def evaluate(run, judgments, cutoff):
    """nDCG and MRR, as means over the judged queries.

    run: dict of rankings    judgments: dict of dicts of gains    cutoff: int. Returns (ndcg, mrr).

    With the run above, judgments = {"p": {"c": 2, "e": 3, "x": 1, "a": 0}, "q": {"g": 1}, "s": {"b": 1}, "t": {"y": 2}}
    and cutoff = 3 the result is (0.1775, 0.1667).
    """
    raise NotImplementedError("return both metrics")


def ceiling(run, judgments, k, cutoff):
    """nDCG and MRR after a perfect re-ranking of the first k. Returns (ndcg, mrr).

    With the run and the judgments above, k = 5 and cutoff = 3 the result is (0.4738, 0.5).
    """
    raise NotImplementedError("return both metrics")
