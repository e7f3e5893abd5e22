import math
from functools import lru_cache
from pathlib import Path

import numpy as np

from runner.catalog import load_module
from runner.judge import bars, check

reading = load_module(Path(__file__).with_name("reading.py"))
refuse, shown, quote = reading.refuse, reading.shown, reading.quote

QRELS, METRICS = "The judgments", "The metrics"
RUNS = {"run": "The run", "baseline": "The baseline"}
MIN_QUERIES = 20
MAX_DEPTH = 1_000
MIN_JUDGED = 0.5  # of the documents among the first 10
CUTOFF = 10
TOLERANCE = 0.002
RESAMPLES = 1_000
MAX_LINES = 5_000  # of a file
NAMES = {"recall": "recall", "mrr_10": "MRR@10", "ndcg_10": "nDCG@10"}


@check(example=True)
def judgments_can_be_read(learner, rng):
    """The judgments are in TREC's format, for enough queries"""
    judged = read_qrels(learner)
    relevant = relevant_queries(judged)
    if len(relevant) < MIN_QUERIES:
        refuse(
            f"{QRELS} have a relevant document for {len(relevant)} of {len(judged)} queries. At least {MIN_QUERIES} "
            "queries are needed: with fewer, chance decides which system is better."
        )


@check
def runs_can_be_read(learner, rng):
    """Run and baseline are in TREC's format, ranked from 1 by falling score"""
    run, baseline = (read_run(learner, uid) for uid in RUNS)
    if run == baseline:
        refuse("The run and the baseline have the same rankings. Did you upload one file twice?")


@check
def no_query_is_dropped(learner, rng):
    """Every judged query is in the run and in the baseline"""
    judged = read_qrels(learner)
    for uid, title in RUNS.items():
        run = read_run(learner, uid)
        missing = [query for query in relevant_queries(judged) if query not in run]
        if missing:
            refuse(
                f"{title} has no document for {len(missing)} judged queries, such as {quote(missing[0])}. A query "
                "without a result counts as 0; leaving it out makes the mean too high. Add what the system returns."
            )
        unknown = [query for query in run if query not in judged]
        if unknown:
            refuse(f"{title} has the query {quote(unknown[0])}, which {QRELS.lower()} don't judge. Judge or remove it.")


@check
def results_are_judged(learner, rng):
    """At least half of the first ten results of each system are judged"""
    judged = read_qrels(learner)
    for uid, title in RUNS.items():
        first = [(query, doc) for query, docs in read_run(learner, uid).items() for doc in docs[:CUTOFF]]
        share = sum(doc in judged.get(query, {}) for query, doc in first) / len(first)
        if share < MIN_JUDGED:
            refuse(
                f"{title}: {100 * share:.0f} % of the first {CUTOFF} documents of its queries are judged. What isn't "
                "judged counts as not relevant, which is unfair to this system. Judge the first ten of both systems, "
                "the irrelevant ones with 0."
            )


@check
def recall_is_right(learner, rng):
    """The recall at k follows from the judgments and the rankings"""
    show_metrics(learner)
    compare(learner, "recall")


@check
def mrr_is_right(learner, rng):
    """MRR@10 follows from the judgments and the rankings"""
    compare(learner, "mrr_10")


@check
def ndcg_is_right(learner, rng):
    """nDCG@10 follows from the judgments and the rankings"""
    compare(learner, "ndcg_10")


@check
def interval_is_paired(learner, rng):
    """The interval of the difference in nDCG@10 comes from resampling queries, both systems together"""
    difference, low, high = read_interval(learner)
    per_query = {uid: [ndcg(*pair) for pair in ranked_queries(learner, uid)] for uid in RUNS}
    run, baseline = per_query["run"], per_query["baseline"]
    differences = [a - b for a, b in zip(run, baseline, strict=True)]
    mean = sum(differences) / len(differences)
    if abs(difference - mean) > TOLERANCE:
        hint = " Subtract the baseline from the run." if abs(difference + mean) <= TOLERANCE else ""
        refuse(
            f"{METRICS}: interval.difference is {shown(difference)}, and nDCG@10 of the run minus that of the baseline "
            f"is {mean:.4f}.{hint}",
            yours=shown(difference),
            expected=f"{mean:.4f}",
        )
    expected = percentiles(rng, differences)
    width = expected[1] - expected[0]
    slack = 0.2 * width + 0.005
    if abs(low - expected[0]) <= slack and abs(high - expected[1]) <= slack:
        return
    centered = [value - sum(baseline) / len(baseline) for value in run]
    unpaired = (high - low) / max(percentiles_width(rng, centered, baseline), 1e-9)
    cause = (
        "Draw queries with replacement, 1,000 times or more, and take the 2.5th and the 97.5th percentile of the mean."
    )
    if abs(unpaired - 1) < 0.15 and abs((high - low) / max(width, 1e-9) - 1) > 0.2:
        cause = (
            "Did you resample the two systems apart? Draw the same queries for both: hard queries are hard for both."
        )
    elif high - low > 3 * width:
        cause = "Is it the spread of single queries? The interval is that of their mean."
    refuse(
        f"{METRICS}: the interval goes from {shown(low)} to {shown(high)}. A paired bootstrap of your rankings gives about "
        f"{expected[0]:.3f} to {expected[1]:.3f}. {cause}",
        yours=f"{shown(low)} to {shown(high)}",
        expected=f"{expected[0]:.4f} to {expected[1]:.4f}",
    )


@check
def conclusion_follows(learner, rng):
    """The conclusion says no more than the interval does"""
    _, low, high = read_interval(learner)
    metrics = reading.document(learner, "metrics", METRICS)
    conclusion = metrics.choice("conclusion", ("better", "worse", "unclear"))
    expected = "better" if low > 0 else "worse" if high < 0 else "unclear"
    if conclusion != expected:
        refuse(
            f"{METRICS}: conclusion is {quote(conclusion)}, and the interval from {shown(low)} to {shown(high)} "
            f"{'contains 0' if expected == 'unclear' else 'does not contain 0'}. Write {quote(expected)}.",
            yours=conclusion,
            expected=expected,
        )


def read_lines(text, title, form):
    """The lines of a file in TREC's format, each split at its spaces."""
    if text.count("\n") >= MAX_LINES:
        refuse(f"{title} has more than {MAX_LINES:,} lines. Keep the first 20 documents of each query.")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > reading.MAX_LINE_CHARS:
            refuse(f"Line {number} of {title} has {len(line):,} characters. Write one document on each line.")
        parts = line.split()
        if not parts:
            continue
        if len(parts) != len(form):
            refuse(
                f"Line {number} of {title} has {len(parts)} parts, {quote(line)}. It needs {len(form)}, separated by "
                f"spaces: {' '.join(form)}."
            )
        yield reading.Row(title, number, dict(zip(form, parts, strict=True)))


def read_qrels(learner):
    """{query: {document: relevance}}"""
    return parse_qrels(reading.text_of(learner, "qrels", QRELS).rstrip("\n"))


@lru_cache(maxsize=1)  # nearly every check asks for it again
def parse_qrels(text):
    judged = {}
    for row in read_lines(text, QRELS, ("query", "0", "document", "relevance")):
        documents = judged.setdefault(row.text("query"), {})
        document = row.text("document")
        if document in documents:
            row.refuse("document", f"{quote(document)}, which is judged for this query already. Keep one judgment.")
        documents[document] = row.whole("relevance", 0, 10)
    return judged


def relevant_queries(judged):
    return [query for query, documents in judged.items() if any(documents.values())]


def read_run(learner, uid):
    """{query: [document, …]}, the best first"""
    return parse_run(reading.text_of(learner, uid, RUNS[uid]).rstrip("\n"), RUNS[uid])


@lru_cache(maxsize=2)
def parse_run(text, title):
    run, last = {}, {}
    for row in read_lines(text, title, ("query", "Q0", "document", "rank", "score", "tag")):
        query, document = row.text("query"), row.text("document")
        documents = run.setdefault(query, {})
        rank, score = row.whole("rank"), row.number("score")
        if document in documents:
            row.refuse("document", f"{quote(document)}, which is in this query's ranking already. List it once.")
        if rank != len(documents) + 1:
            hint = " Count ranks from 1." if rank == len(documents) else ""
            row.refuse("rank", f"{rank} for document {len(documents) + 1} of its query.{hint} Sort each query by rank.")
        if documents and score > last[query]:
            row.refuse(
                "score", f"{shown(score)} after {shown(last[query])}. Scores fall with the rank: negate distances."
            )
        if rank > MAX_DEPTH:
            row.refuse("rank", f"{rank}. Keep the first {MAX_DEPTH:,} documents of each query at most.")
        documents[document] = rank
        last[query] = score
    return {query: list(documents) for query, documents in run.items()}


def ranked_queries(learner, uid):
    """(ranking, judgments) of each query that has a relevant document."""
    judged, run = read_qrels(learner), read_run(learner, uid)
    queries = relevant_queries(judged)
    if not queries:
        refuse(f"{QRELS} have no relevant document, so nothing can be measured.")
    return [(run.get(query, []), judged[query]) for query in queries]


def read_k(learner):
    return reading.document(learner, "metrics", METRICS).whole("k", 1, MAX_DEPTH)


def read_interval(learner):
    interval = reading.document(learner, "metrics", METRICS).part("interval")
    difference, low, high = (interval.number(key, -1, 1) for key in ("difference", "low", "high"))
    interval.whole("resamples", 1_000, 10**8)
    if not low <= difference <= high:
        refuse(
            f"{METRICS}: interval.difference, {shown(difference)}, isn't between low, {shown(low)}, and high, {shown(high)}."
        )
    return difference, low, high


def recall(ranking, judged, k):
    relevant = {document for document, grade in judged.items() if grade}
    return len(relevant.intersection(ranking[:k])) / len(relevant)


def mrr(ranking, judged, cutoff=CUTOFF):
    return next((1 / rank for rank, doc in enumerate(ranking[:cutoff], 1) if judged.get(doc)), 0.0)


def ndcg(ranking, judged, gain=float, shift=1, ideal=None):
    """DCG over the best possible DCG, with the discount log2(rank + shift)."""
    best = sorted(judged.values() if ideal is None else ideal, reverse=True)[:CUTOFF]
    found = [judged.get(document, 0) for document in ranking[:CUTOFF]]
    found_dcg, best_dcg = (
        sum(gain(grade) / math.log2(rank + shift) for rank, grade in enumerate(grades, 1)) for grades in (found, best)
    )
    return found_dcg / best_dcg if best_dcg else 0.0


def exponential(grade):
    return 2.0**grade - 1


def metrics_of(queries, k):
    return {
        "recall": mean(recall(*query, k) for query in queries),
        "mrr_10": mean(mrr(*query) for query in queries),
        "ndcg_10": mean(ndcg(*query) for query in queries),
    }


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def other_definitions(queries, k, metric):
    """What the metric would be with a common mistake, and the sentence that names it."""
    if metric == "recall":
        hits = [(recall(*query, k) * sum(map(bool, query[1].values())), query) for query in queries]
        yield (
            mean(hit / k for hit, _ in hits),
            "That is the hits divided by k, the precision. Divide by the relevant documents.",
        )
        yield (
            mean(float(hit > 0) for hit, _ in hits),
            "That counts queries with a hit. Divide by the relevant documents.",
        )
        total = sum(sum(map(bool, judged.values())) for _, judged in queries)
        yield sum(hit for hit, _ in hits) / total, "That pools all queries. Take the mean over queries."
    if metric == "mrr_10":
        yield (
            mean(mrr(*query, MAX_DEPTH) for query in queries),
            "That has no cutoff. A document after rank 10 counts 0.",
        )
        found = [mrr(*query) for query in queries if mrr(*query)]
        yield mean(found or [0]), "That leaves out queries without a hit. They count 0."
        yield (
            1 / max(mean(1 / value for value in found or [1]), 1e-9),
            "That inverts the mean rank. Take the mean of 1 / rank.",
        )
    if metric == "ndcg_10":
        yield (
            mean(ndcg(*query, gain=exponential) for query in queries),
            "That has the gain 2^relevance − 1. Use the relevance itself.",
        )
        yield (
            mean(ndcg(*query, shift=2) for query in queries),
            "That has the discount log2(rank + 2). Ranks count from 1: use log2(rank + 1).",
        )
        ideals = [([judged.get(doc, 0) for doc in ranking[:CUTOFF]], ranking, judged) for ranking, judged in queries]
        yield (
            mean(ndcg(ranking, judged, ideal=ideal) for ideal, ranking, judged in ideals),
            "That divides by the best order of the documents found. Divide by the best order of all judged documents.",
        )
        found = [ndcg(*query) for query in queries if ndcg(*query)]
        yield mean(found or [0]), "That leaves out queries without a hit. They count 0."


def compare(learner, metric):
    """The claimed value of both systems is the one that follows from their files."""
    metrics, k = reading.document(learner, "metrics", METRICS), read_k(learner)
    for uid, title in RUNS.items():
        claimed = metrics.part(uid).number(metric, 0, 100)
        queries = ranked_queries(learner, uid)
        value = metrics_of(queries, k)[metric]
        if abs(claimed - value) <= TOLERANCE:
            continue
        name = f"recall@{k}" if metric == "recall" else NAMES[metric]
        cause = next(
            (text for other, text in other_definitions(queries, k, metric) if abs(claimed - other) <= TOLERANCE), ""
        )
        if not cause and abs(claimed / 100 - value) <= TOLERANCE:
            cause = "Is it in percent? Write a share between 0 and 1."
        refuse(
            f"{METRICS}: {uid}.{metric} is {shown(claimed)}, and {name} of {title.lower()} is {value:.4f}. {cause}".strip(),
            yours=shown(claimed),
            expected=f"{value:.4f}",
        )


def show_metrics(learner):
    k = read_k(learner)
    values = {title: metrics_of(ranked_queries(learner, uid), k) for uid, title in RUNS.items()}
    series = {title: [metrics[name] for name in NAMES] for title, metrics in values.items()}
    learner.show(bars([f"recall@{k}", "MRR@10", "nDCG@10"], series))


def percentiles(rng, values):
    """The 2.5th and the 97.5th percentile of the mean of resampled values."""
    draws = rng.integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(np.array(values)[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def percentiles_width(rng, first, second):
    """The width of the interval if both systems were resampled apart."""
    widths = [high - low for low, high in (percentiles(rng, first), percentiles(rng, second))]
    return math.hypot(*widths)
