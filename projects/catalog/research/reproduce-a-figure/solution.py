import json
import math
from statistics import fmean, stdev

SERIES = {"small": (3.2, 0.30), "large": (2.7, 0.36)}
SEEDS = (1, 2, 3, 4)
PAPER_X = (10, 30, 100, 300, 1000)
OWN_X = (10, 20, 40, 80, 160, 320, 640, 1280)
TOLERANCE = 0.05
Runs = dict[tuple[str, int, int], float]


def files() -> dict[str, str]:
    runs = {(series, x, seed): measure(series, x, seed) for series in SERIES for x in OWN_X for seed in SEEDS}
    rows = [f"{series},{x},{y:.5f},{seed}" for (series, x, seed), y in runs.items()]
    points = [f"{series},{x},{paper_loss(series, x):.3f}" for series in SERIES for x in PAPER_X]
    return {
        "claim": json.dumps(claim(runs)),
        "curve": "\n".join(["series,x,y,seed", *rows]) + "\n",
        "paper_points": "\n".join(["series,x,y", *points]) + "\n",
    }


def paper_loss(series: str, x: int) -> float:
    start, slope = SERIES[series]
    return 1.7 + start * x**-slope


def measure(series: str, x: int, seed: int) -> float:
    return paper_loss(series, x) * 1.01 + 0.015 * math.sin(7 * seed + x)


def claim(runs: Runs) -> dict[str, object]:
    return {
        "paper": "An example of a paper about scaling, 2020",
        "figure": "Figure 1, left",
        "claim": "The loss falls as a power of the number of updates, and faster for the larger model.",
        "x": "updates",
        "y": "validation loss in nats per token",
        "series": list(SERIES),
        "tolerance": {"kind": "relative", "value": TOLERANCE},
        "declared": "2026-11-02",
        "first_run": "2026-11-05",
        "spread": {series: spread(runs, series) for series in SERIES},
        "outcome": "reproduced",
    }


def spread(runs: Runs, series: str) -> float:
    return fmean(stdev([runs[series, x, seed] for seed in SEEDS]) for x in OWN_X)
