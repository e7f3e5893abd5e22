import numpy as np

from runner.judge import check, close, parts, preserves_arguments

NAMES = ("precision", "recall", "f1")


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    compare(learner, np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0]), np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0]))


@check
def any_predictions(learner, rng):
    """Random labels and predictions, with the positive class rare or common, and perfect ones"""
    for share in (0.1, 0.5, 0.9):
        y_true = (rng.random(60) < share).astype(int)
        y_pred = np.where(rng.random(60) < 0.7, y_true, 1 - y_true)
        y_true[:3], y_pred[:3] = [1, 1, 0], [1, 0, 1]  # at least one of each
        order = rng.permutation(60)
        compare(learner, y_true[order], y_pred[order])
    compare(learner, *rng.integers(2, size=(2, 2000)))
    compare(learner, np.ones(4, dtype=int), np.ones(4, dtype=int))
    compare(learner, np.array([0, 1, 0]), np.array([0, 1, 0]))


@check
def nothing_to_count(learner, rng):
    """0 if nothing was predicted positive, nothing is positive, or no positive was found"""
    some, none = rng.permutation([1, 0, 0, 1, 0]), np.zeros(5, dtype=int)
    for y_true, y_pred in ((some, none), (none, some), (none, none), (some, 1 - some)):
        compare(learner, y_true, y_pred)


@check
def arguments_unchanged(learner, rng):
    """Labels and predictions are not modified"""
    compare(learner, np.array([1, 0, 0, 1, 1]), np.array([1, 1, 0, 0, 1]))
    preserves_arguments(learner)


def compare(learner, y_true, y_pred):
    tp = fp = fn = 0
    for truth, said in zip(y_true.tolist(), y_pred.tolist()):
        tp += truth == 1 and said == 1
        fp += truth == 0 and said == 1
        fn += truth == 1 and said == 0
    expected = [
        part / whole if whole else 0.0 for part, whole in ((tp, tp + fp), (tp, tp + fn), (2 * tp, 2 * tp + fp + fn))
    ]
    result = parts(learner.precision_recall_f1(y_true, y_pred), *NAMES)
    for yours, want, name in zip(result, expected, NAMES):
        close(yours, want, name=f"your {name}")
