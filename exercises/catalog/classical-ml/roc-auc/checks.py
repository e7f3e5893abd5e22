import numpy as np

from runner.judge import check, close, parts, preserves_arguments

LABELS, SCORES = np.array([1, 0, 1, 0, 0]), np.array([0.9, 0.8, 0.6, 0.6, 0.4])


@check(example=True)
def curve_of_the_example(learner, rng):
    """The five points of the worked example"""
    fpr, tpr = parts(learner.roc_curve(LABELS, SCORES), "fpr", "tpr")
    close(tpr, np.array([0, 0.5, 0.5, 1, 1]), name="your tpr")
    close(fpr, np.array([0, 0, 1 / 3, 2 / 3, 1]), name="your fpr")


@check(example=True)
def area_of_the_example(learner, rng):
    """The area of the worked example"""
    close(learner.roc_auc(LABELS, SCORES), 4.5 / 6, name="your area")


@check
def any_scores(learner, rng):
    """Scores of any size, without ties, in any order"""
    for n, scale in ((12, 1.0), (25, 1000.0), (9, 1e-3), (520, 1.0)):
        compare(learner, *draw(rng, n, scale))


@check
def ties_and_extremes(learner, rng):
    """Ties of any length, a perfect ranking with area 1, and the reversed ranking with area 0"""
    for levels in (4, 2):
        labels, scores = draw(rng, 20, 1.0)
        compare(learner, labels, np.floor((np.argsort(np.argsort(scores)) * levels) / 20))
    labels, scores = draw(rng, 10, 1.0)
    compare(learner, labels, np.full(10, 0.5))
    compare(learner, labels, np.abs(scores) * np.where(labels == 1, 1, -1) - 5)
    compare(learner, labels, np.abs(scores) * np.where(labels == 1, -1, 1))


@check
def arguments_unchanged(learner, rng):
    """Labels and scores are not modified"""
    compare(learner, *draw(rng, 7, 1.0))
    preserves_arguments(learner)


def draw(rng, n, scale):
    """At least two of each class, positives a little higher, and no two scores alike."""
    while True:
        labels = rng.permutation(np.append([1, 0, 1, 0], rng.integers(2, size=n - 4)))
        scores = (rng.permutation(n) + rng.uniform(0.1, 0.9, size=n) + labels * n / 4) / n - 0.5
        area = np.mean(scores[labels == 1][:, None] > scores[labels == 0])
        if 0.5 < area < 1 and len(np.unique(scores)) == n:
            return labels, scores * scale


def compare(learner, labels, scores):
    positives, negatives = scores[labels == 1], scores[labels == 0]
    thresholds = np.unique(scores)[::-1]
    expected = [np.append(0.0, (group >= thresholds[:, None]).mean(axis=1)) for group in (negatives, positives)]
    fpr, tpr = parts(learner.roc_curve(labels, scores), "fpr", "tpr")
    close(tpr, expected[1], name="your tpr", sizes={"the number of positives": len(positives)})
    close(fpr, expected[0], name="your fpr", sizes={"the number of negatives": len(negatives)})
    area = float(((positives[:, None] > negatives) + (positives[:, None] == negatives) / 2).mean())
    close(learner.roc_auc(labels, scores), area, name="your area")
