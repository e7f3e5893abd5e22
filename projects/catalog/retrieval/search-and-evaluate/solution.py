import json
import math
import random
from functools import cache

QUERIES, DOCUMENTS, DEPTH, K = 40, 300, 20, 20
Ranking = list[str]
Judgments = dict[str, int]


@cache  # every check asks for them
def files() -> dict[str, str]:
    chance = random.Random(11)
    grades = {f"q{number}": draw_grades(chance) for number in range(1, QUERIES + 1)}
    runs = {"baseline": draw_run(chance, grades, 1.4), "run": draw_run(chance, grades, 0.9)}
    judged = {query: judge(grades[query], [run[query] for run in runs.values()]) for query in grades}
    lines = [f"{query} 0 {document} {grade}" for query in judged for document, grade in judged[query].items()]
    return {
        "qrels": "\n".join(lines) + "\n",
        **{name: run_text(name, run) for name, run in runs.items()},
        "metrics": json.dumps(metrics(judged, runs)),
    }


def draw_grades(chance: random.Random) -> Judgments:
    """A few relevant documents; the others have 0."""
    return {
        f"d{number}": chance.choice((1, 1, 2, 3)) for number in chance.sample(range(DOCUMENTS), chance.randint(2, 6))
    }


def draw_run(chance: random.Random, grades: dict[str, Judgments], noise: float) -> dict[str, Ranking]:
    run = {}
    for query, judgments in grades.items():
        scores = {f"d{n}": judgments.get(f"d{n}", 0) + noise * chance.gauss(0, 1) for n in range(DOCUMENTS)}
        run[query] = sorted(scores, key=scores.__getitem__, reverse=True)[:DEPTH]
    return run


def judge(grades: Judgments, rankings: list[Ranking]) -> Judgments:
    """The relevant documents, and the first ten of each system."""
    pool = {document for ranking in rankings for document in ranking[:10]}
    return {document: grades.get(document, 0) for document in sorted(pool | set(grades))}


def run_text(name: str, run: dict[str, Ranking]) -> str:
    lines = [
        f"{query} Q0 {document} {rank} {1 / rank:.4f} {name}"
        for query, ranking in run.items()
        for rank, document in enumerate(ranking, 1)
    ]
    return "\n".join(lines) + "\n"


def metrics(judged: dict[str, Judgments], runs: dict[str, dict[str, Ranking]]) -> dict[str, object]:
    claims: dict[str, object] = {"k": K}
    for name, run in runs.items():
        claims[name] = {
            "recall": mean([recall(run[query], judged[query]) for query in judged]),
            "mrr_10": mean([reciprocal_rank(run[query], judged[query]) for query in judged]),
            "ndcg_10": mean([ndcg(run[query], judged[query]) for query in judged]),
        }
    differences = [
        ndcg(runs["run"][query], judged[query]) - ndcg(runs["baseline"][query], judged[query]) for query in judged
    ]
    low, high = bootstrap(differences)
    claims["interval"] = {"difference": mean(differences), "low": low, "high": high, "resamples": 1000}
    claims["conclusion"] = "better" if low > 0 else "worse" if high < 0 else "unclear"
    return claims


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def recall(ranking: Ranking, judged: Judgments) -> float:
    relevant = {document for document, grade in judged.items() if grade}
    return len(relevant.intersection(ranking[:K])) / len(relevant)


def reciprocal_rank(ranking: Ranking, judged: Judgments) -> float:
    for rank, document in enumerate(ranking[:10], 1):
        if judged.get(document):
            return 1 / rank
    return 0.0


def ndcg(ranking: Ranking, judged: Judgments) -> float:
    found = [judged.get(document, 0) for document in ranking]
    best = sorted(judged.values(), reverse=True)
    return dcg(found) / dcg(best)


def dcg(grades: list[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades[:10], 1))


def bootstrap(differences: list[float]) -> tuple[float, float]:
    chance = random.Random(5)
    means = sorted(mean(chance.choices(differences, k=len(differences))) for _ in range(1000))
    return means[25], means[974]
