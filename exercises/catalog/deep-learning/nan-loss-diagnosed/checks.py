import numpy as np

from runner.judge import check, close, preserves_arguments

NAME = "your answer"


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    records = probabilities_that_reach_zero(np.array([800.0, -800.0]))
    close(learner.find_cause(records), ("logs", (0,), "log of zero"), name=NAME)


@check
def healthy(learner, rng):
    """A good loss has no cause, even if some value was infinite"""
    x = rng.normal(size=(3, 4))
    close(learner.find_cause(softmax_run(x, rng.normal(size=(2, 4)))), None, name=NAME)
    records = probabilities_that_reach_zero(np.array([800.0, 0.0]))[:-2]
    records.append(record("loss", "sum", ["p"], records[-1]["value"].sum()))
    close(learner.find_cause(records), None, name=NAME)


@check
def every_cause(learner, rng):
    """Each of the causes"""
    for records, answer in faulty_runs(rng):
        close(learner.find_cause(records), answer, name=NAME)


@check
def first_entry(learner, rng):
    """The first bad entry in reading order, whatever the number of axes"""
    for shape in ((6,), (4, 5), (2, 3, 4), (32, 40)):
        for op, cause in (("input", "bad data"), ("add", "overflow")):
            value = rng.normal(size=shape)
            first = (*(0 for _ in shape[1:]), shape[-1] - 1)
            last = (shape[0] - 1, *(0 for _ in shape[1:]))  # the first one in column order
            value[first], value[last] = rng.permutation([np.nan, rng.choice([np.inf, -np.inf])])
            a = record("a", "input", [], rng.normal(size=shape))
            records = [a, record("b", op, ["a"] if op == "add" else [], value)]
            records.append(record("loss", "mean", ["b"], float("nan")))
            close(learner.find_cause(records), ("b", first, cause), name=NAME)
    number = record("rate", "input", [], float("inf"))
    loss = record("loss", "add", ["rate"], float("inf"))
    close(learner.find_cause([number, loss]), ("rate", (), "bad data"), name=NAME)


@check
def cause_of_that_entry(learner, rng):
    """The cause belongs to the first bad entry, whatever the later ones are"""
    good = rng.uniform(0.1, 1.0, size=4)
    causes = {-np.inf: "log of zero", np.nan: "log of a negative number"}
    for first, later in [(-np.inf, np.nan), (np.nan, -np.inf)]:
        logs = np.array([0.5, first, later, -1.0])
        records = [record("p", "input", [], good), record("logs", "log", ["p"], logs)]
        records.append(record("loss", "sum", ["logs"], float("nan")))
        close(learner.find_cause(records), ("logs", (1,), causes[first]), name=NAME)


@check
def walks_back(learner, rng):
    """From a bad value to its first bad input, ignoring other bad values that did no harm"""
    good, bad = rng.normal(size=3), np.array([1.0, np.nan, 2.0])
    run = [
        record("early", "log", ["c"], bad),  # the first bad value, but nothing uses it
        record("c", "input", [], good),
        record("late", "divide", ["c"], np.array([np.inf, 1.0, 1.0])),
        record("middle", "log", ["c"], np.array([0.0, 0.0, -np.inf])),
        record("both", "add", ["c", "middle", "late"], bad),
        record("other", "add", ["c", "late", "middle"], bad),
    ]
    wanted = {"both": ("middle", (2,), "log of zero"), "other": ("late", (0,), "division by zero")}
    got = [learner.find_cause([*run, record("loss", "sum", ["c", last], float("nan"))]) for last in wanted]
    for yours, answer in zip(got, wanted.values()):
        close(yours, answer, name=NAME)
    alone = [record("c", "input", [], good), record("loss", "sum", ["c"], float("inf"))]
    close(learner.find_cause(alone), ("loss", (), "overflow"), name=NAME)


@check
def records_unchanged(learner, rng):
    """The records are not modified"""
    for records, answer in faulty_runs(rng):
        close(learner.find_cause(records), answer, name=NAME)
    preserves_arguments(learner)


def faulty_runs(rng):
    """Runs that really went wrong, each with its answer."""
    x, W = rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    spoilt = x.copy()
    spoilt[2, 1] = np.nan
    yield softmax_run(spoilt, W), ("x", (2, 1), "bad data")
    large = np.array([[1.0, 0.0], [800.0, 1.0]])
    yield softmax_run(large, np.eye(2)), ("grown", (1, 0), "overflow")
    yield softmax_run(np.full((1, 2), 1e200), np.full((2, 2), 1e200)), ("scores", (0, 0), "overflow")
    yield softmax_run(np.array([[0.0, -800.0]]), np.eye(2)), ("logs", (0, 1), "log of zero")
    constant = np.array([[1.0, 2.0], [3.0, 2.0]])
    yield standardised_run(constant), ("scaled", (0, 1), "division by zero")
    yield complement_run(np.array([0.5, 1.0000001, 0.3])), ("logs", (1,), "log of a negative number")


def record(name, op, inputs, value):
    return {"name": name, "op": op, "inputs": inputs, "value": value}


def softmax_run(x, W):
    """Cross-entropy as beginners write it."""
    with np.errstate(all="ignore"):
        scores = x @ W.T
        grown = np.exp(scores)
        total = grown.sum(axis=1, keepdims=True)
        p = grown / total
        logs = np.log(p)
    return [
        record("x", "input", [], x),
        record("W", "input", [], W),
        record("scores", "matmul", ["x", "W"], scores),
        record("grown", "exp", ["scores"], grown),
        record("total", "sum", ["grown"], total),
        record("p", "divide", ["grown", "total"], p),
        record("logs", "log", ["p"], logs),
        record("loss", "mean", ["logs"], logs.mean()),
    ]


def probabilities_that_reach_zero(x):
    with np.errstate(all="ignore"):
        grown = np.exp(x)
        p = 1 / (1 + grown)
        logs = np.log(p)
    return [
        record("x", "input", [], x),
        record("one", "input", [], 1.0),
        record("grown", "exp", ["x"], grown),
        record("below", "add", ["one", "grown"], 1 + grown),
        record("p", "divide", ["one", "below"], p),
        record("logs", "log", ["p"], logs),
        record("loss", "mean", ["logs"], logs.mean()),
    ]


def standardised_run(x):
    with np.errstate(all="ignore"):
        centred, spread = x - x.mean(axis=0), x.std(axis=0)
        scaled = centred / spread
    return [
        record("x", "input", [], x),
        record("centred", "subtract", ["x"], centred),
        record("spread", "mean", ["x"], spread),
        record("scaled", "divide", ["centred", "spread"], scaled),
        record("loss", "mean", ["scaled"], scaled.mean()),
    ]


def complement_run(p):
    with np.errstate(all="ignore"):
        logs = np.log(1 - p)
    return [
        record("p", "input", [], p),
        record("rest", "subtract", ["p"], 1 - p),
        record("logs", "log", ["rest"], logs),
        record("loss", "mean", ["logs"], logs.mean()),
    ]
