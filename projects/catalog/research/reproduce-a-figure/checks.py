import datetime
import math
import statistics
from collections import defaultdict
from pathlib import Path

from runner.catalog import load_module
from runner.judge import check, curve

reading = load_module(Path(__file__).with_name("reading.py"))
refuse, shown, quote = reading.refuse, reading.shown, reading.quote

CLAIM, CURVE, POINTS = "The claim", "Your curve", "The paper's points"
MIN_POINTS, MIN_SEEDS, MAX_SERIES = 4, 3, 12
MAX_RELATIVE, MAX_OF_RANGE = 0.5, 0.25  # of a tolerance
MAX_ROWS = 5_000
MAX_PAPER_POINTS = 500
NEAR = 1e-9


@check(example=True)
def claim_can_be_read(learner, rng):
    """The claim names the paper, the figure, what it shows, and a tolerance from before the first run"""
    claim = read_claim(learner)
    if claim["declared"] > claim["first_run"]:
        refuse(
            f"{CLAIM}: the tolerance was declared on {claim['declared']}, after the first run of {claim['first_run']}. "
            "Declare it before you know your numbers. If you changed it since, say so in the report and start again."
        )


@check
def points_can_be_read(learner, rng):
    """The points that were read off the figure cover each series"""
    claim, points = read_claim(learner), read_points(learner)
    same_series(claim, points, POINTS)
    for series in claim["series"]:
        if len(points[series]) < MIN_POINTS:
            refuse(f"{POINTS}: series {quote(series)} has {len(points[series])}. Read off at least {MIN_POINTS}.")
        if len({y for _, y in points[series]}) == 1:
            refuse(f"{POINTS}: every y of series {quote(series)} is the same. Read off each point.")


@check
def tolerance_is_meaningful(learner, rng):
    """The tolerance is smaller than what the figure shows"""
    claim, points = read_claim(learner), read_points(learner)
    values = [y for series in points.values() for _, y in series]
    extent = max(values) - min(values)
    if claim["kind"] == "absolute" and claim["tolerance"] > MAX_OF_RANGE * extent:
        refuse(
            f"{CLAIM}: a tolerance of {shown(claim['tolerance'])} is {claim['tolerance'] / max(extent, 1e-300):.0%} of the "
            f"figure's range, {shown(extent)}. Nearly any curve would pass: choose at most {MAX_OF_RANGE:.0%} of it."
        )
    if claim["kind"] == "relative" and any(y == 0 for y in values):
        refuse(f"{CLAIM}: a relative tolerance of a point at 0 is 0. Choose an absolute one.")


@check
def curve_can_be_read(learner, rng):
    """Each series was run with at least three seeds, all at the same x"""
    claim, runs = read_claim(learner), read_curve(learner)
    same_series(claim, runs, CURVE)
    for series in claim["series"]:
        by_seed = runs[series]
        if len(by_seed) < MIN_SEEDS:
            refuse(
                f"{CURVE}: series {quote(series)} has {len(by_seed)} seeds. Run at least {MIN_SEEDS}: from fewer, nobody "
                "can tell a difference from chance."
            )
        (first, xs), *others = ((seed, sorted(values)) for seed, values in by_seed.items())
        for seed, other_xs in others:
            if xs != other_xs:
                x = min(set(xs) ^ set(other_xs))
                refuse(
                    f"{CURVE}, series {quote(series)}: only one of the seeds {first} and {seed} has x = {shown(x)}. "
                    "Measure each seed at the same x."
                )
        rows = list(by_seed.values())
        if any(rows[0] == other for other in rows[1:]):
            refuse(
                f"{CURVE}, series {quote(series)}: two seeds have exactly the same values. Does the seed reach the "
                "initial weights and the order of the data?"
            )


@check
def curve_covers_the_figure(learner, rng):
    """Your curve covers the paper's range of x"""
    claim, points, runs = read_claim(learner), read_points(learner), read_curve(learner)
    for series in claim["series"]:
        if not runs.get(series) or not points.get(series):
            refuse(f"{CURVE} or {POINTS.lower()} lack series {quote(series)}.")
        xs = sorted(means_of(runs[series]))
        first, last = points[series][0][0], points[series][-1][0]
        if first < xs[0] - NEAR * abs(xs[0]) or last > xs[-1] + NEAR * abs(xs[-1]):
            refuse(
                f"{CURVE}, series {quote(series)}, goes from x = {shown(xs[0])} to {shown(xs[-1])}, and the paper's points "
                f"from {shown(first)} to {shown(last)}. {_cause_of_x(xs, first, last)}"
            )


@check
def outcome_follows(learner, rng):
    """The outcome is what the points and the declared tolerance say"""
    claim, points, runs = read_claim(learner), read_points(learner), read_curve(learner)
    show_series(learner, claim, points, runs)
    pairs = [pair for series in claim["series"] for pair in matched(points.get(series, []), runs.get(series, {}))]
    if not pairs:
        refuse(f"{CURVE} has no value at any x of {POINTS.lower()}, so nothing can be compared.")
    inside = sum(abs(ours - paper) <= slack(claim, paper) for paper, ours in pairs)
    share = inside / len(pairs)
    expected = "reproduced" if share == 1 else "not reproduced" if share < 0.5 else "partly"
    if claim["outcome"] != expected:
        refuse(
            f"{CLAIM}: outcome is {quote(claim['outcome'])}. {inside} of {len(pairs)} points are within the declared "
            f"tolerance, so it is {quote(expected)}. {_cause_of_gap(pairs, claim)}".strip(),
            yours=claim["outcome"],
            expected=expected,
        )


@check
def spread_follows(learner, rng):
    """The spread over seeds is stated, and follows from the runs"""
    claim, runs = read_claim(learner), read_curve(learner)
    spread = reading.document(learner, "claim", CLAIM).part("spread")
    for series in claim["series"]:
        claimed = spread.number(series, 0)
        columns = [list(values) for values in values_by_x(runs.get(series, {})).values()]
        if any(len(values) < 2 for values in columns) or not columns:
            refuse(f"{CURVE}, series {quote(series)}: a spread takes at least two seeds at each x.")
        expected = statistics.fmean(map(statistics.stdev, columns))
        if is_close(claimed, expected):
            continue
        others = (
            (statistics.fmean(map(statistics.pstdev, columns)), "That divides by n. Divide by n − 1: ddof=1 in NumPy."),
            (
                statistics.fmean(statistics.stdev(values) / math.sqrt(len(values)) for values in columns),
                "That is the standard error. State the standard deviation.",
            ),
            (statistics.fmean(map(statistics.variance, columns)), "That is the variance. Take its square root."),
            (max(map(statistics.stdev, columns)), "That is the largest. Take the mean over all x."),
            (statistics.fmean(max(values) - min(values) for values in columns), "That is the range of the seeds."),
        )
        cause = next((text for other, text in others if is_close(claimed, other)), "")
        refuse(
            f"{CLAIM}: the spread of series {quote(series)} is {shown(claimed)}. The standard deviation over the seeds, "
            f"averaged over x, is {expected:.4g}. {cause}".strip(),
            yours=shown(claimed),
            expected=f"{expected:.6g}",
        )


def read_claim(learner):
    document = reading.document(learner, "claim", CLAIM)
    for key, least in (("paper", 10), ("figure", 1), ("claim", 20), ("x", 1), ("y", 1)):
        document.text(key, 1_000, least=least)
    series = document.items("series", MAX_SERIES, least=1)
    for position, name in enumerate(series):
        if not isinstance(name, str) or not name.strip() or len(name) > 60:
            refuse(f"{CLAIM}: series[{position}] is {quote(name)}. Write the name of a series, as in the tables.")
    if len(set(series)) < len(series):
        refuse(f"{CLAIM}: series names one twice. Remove it.")
    tolerance = document.part("tolerance")
    kind = tolerance.choice("kind", ("relative", "absolute"))
    return {
        "series": series,
        "kind": kind,
        "tolerance": tolerance.number("value", 1e-9, MAX_RELATIVE if kind == "relative" else 1e12),
        "declared": read_date(document, "declared"),
        "first_run": read_date(document, "first_run"),
        "outcome": document.choice("outcome", ("reproduced", "partly", "not reproduced")),
    }


def read_date(document, key):
    text = document.text(key, 40)
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return document.refuse(key, f"{quote(text)}. Write a date as in 2026-12-02.")


def read_points(learner):
    """{series: [(x, y), …]}, by rising x"""
    points = defaultdict(dict)
    for row in reading.table(
        learner, "paper_points", POINTS, ("series", "x", "y"), least=MIN_POINTS, most=MAX_PAPER_POINTS
    ):
        series, x, y = row.text("series"), row.number("x"), row.number("y")
        if x in points[series]:
            row.refuse("x", f"{shown(x)}, which series {quote(series)} has already. Keep one of them.")
        points[series][x] = y
    return {series: sorted(values.items()) for series, values in points.items()}


def read_curve(learner):
    """{series: {seed: {x: y}}}"""
    columns = ("series", "x", "y", "seed")
    runs = defaultdict(lambda: defaultdict(dict))
    for row in reading.table(learner, "curve", CURVE, columns, least=MIN_POINTS, most=MAX_ROWS):
        seed, x = row.whole("seed"), row.number("x")
        values = runs[row.text("series")][seed]
        if x in values:
            row.refuse("x", f"{shown(x)}, which seed {seed} of this series has already. Keep one of them.")
        values[x] = row.number("y")
    return runs


def same_series(claim, table, title):
    missing = [series for series in claim["series"] if series not in table]
    extra = [series for series in table if series not in claim["series"]]
    if missing:
        hint = f" It has {', '.join(map(quote, list(table)[:6]))}." if extra else ""
        refuse(f"{title}: series {quote(missing[0])} of the claim is missing.{hint}")
    if extra:
        refuse(f"{title}: series {quote(extra[0])} isn't in the claim. Add it there, or leave it out.")


def values_by_x(by_seed):
    values = defaultdict(list)
    for run in by_seed.values():
        for x, y in run.items():
            values[x].append(y)
    return values


def means_of(by_seed):
    return {x: statistics.fmean(ys) for x, ys in values_by_x(by_seed).items()}


def matched(points, by_seed):
    """(the paper's y, the mean over seeds) at each x of the paper that the curve covers, on a line between two x."""
    means = sorted(means_of(by_seed).items())
    for x, paper in points:
        for (left, low), (right, high) in zip(means, means[1:]):
            if left - NEAR * abs(left) <= x <= right + NEAR * abs(right):
                yield paper, low + (high - low) * (x - left) / (right - left)
                break


def slack(claim, paper):
    return claim["tolerance"] * (abs(paper) if claim["kind"] == "relative" else 1) * (1 + NEAR)


def is_close(claimed, value):
    return abs(claimed - value) <= 0.02 * abs(value) + 1e-12


def show_series(learner, claim, points, runs):
    """Draw the first series at the paper's x, where both have values."""
    series = claim["series"][0]
    own = points.get(series, [])
    pairs = list(matched(own, runs.get(series, {})))
    if len(pairs) == len(own) > 1:
        lines = {"the paper": [paper for paper, _ in pairs], "yours": [ours for _, ours in pairs]}
        learner.show(curve(lines, x=f"x of {series[:40]}", y="y", at=[x for x, _ in own]))


def _cause_of_x(xs, first, last):
    for factor in (1e3, 1e6, 1e-3, 1e-6):
        if math.isclose(xs[-1] * factor, last, rel_tol=0.2):
            return f"One of the two is in other units: they differ by {shown(factor)}."
    if first >= 0 and last > 0 and math.isclose(math.log10(max(last, 1e-300)), xs[-1], rel_tol=0.05):
        return "Is your x the logarithm to base 10? Write x itself."
    return "Measure over the whole range, or read off only the part that you claim."


def _cause_of_gap(pairs, claim):
    """What the differences have in common, if it is a common mistake."""
    ratios = [ours / paper for paper, ours in pairs if paper]
    if len(ratios) == len(pairs):
        for factor, name in (
            (100, "one of the two is in percent"),
            (1 / math.log(2), "one is in bits and one in nats"),
        ):
            for ratio, text in ((factor, name), (1 / factor, name)):
                if all(math.isclose(value, ratio, rel_tol=0.1) for value in ratios):
                    return f"Your values are about {ratio:.3g} times the paper's: perhaps {text}."
    logs = [math.exp(paper) for paper, _ in pairs if paper < 50]
    if len(logs) == len(pairs) and all(abs(e - ours) <= slack(claim, e) for e, (_, ours) in zip(logs, pairs)):
        return "Your values are exp of the paper's: perhaps perplexities beside losses."
    return ""
