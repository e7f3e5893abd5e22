import numpy as np

from runner.judge import Rng, check, close, holds, parts, preserves_arguments, shape
from runner.judge.distribution import distribution

WORDS = np.array([0, 1, 2, 3, 0, 1, 2, 3])
X = np.array([[1.0, -1], [0, 1], [2, -3], [-3, -1], [0, 0], [0, 1], [2, -4], [-3, -2]])
LABELS, CONTROL = np.array([0, 0, 1, 1, 0, 0, 1, 1]), np.array([1, 0, 1, 0, 1, 0, 1, 0])
IS_TRAINING = np.arange(8) < 4


@check(example=True)
def worked_probe(learner, rng):
    """The probe of the worked example, and its accuracy"""
    compare_fit(learner, X[IS_TRAINING], LABELS[IS_TRAINING], 2, 2.0)
    W, b = by_normal_equations(X[IS_TRAINING], CONTROL[IS_TRAINING], 2, 2.0)
    close(learner.accuracy(X[~IS_TRAINING], CONTROL[~IS_TRAINING], W, b), 0.75, name="your accuracy")


@check
def any_probe(learner, rng):
    """Any data: far from 0, with more features than tokens, with a label that never occurs"""
    for n, d, K, penalty, center in [(9, 3, 3, 1.0, 4), (5, 8, 2, 0.5, -3), (40, 4, 5, 30.0, 10), (300, 20, 6, 2.0, 1)]:
        data, labels = rng.normal(size=(n, d)) + center, rng.integers(K - 1, size=n)
        compare_fit(learner, data, labels, K, penalty)


@check
def any_accuracy(learner, rng):
    """Accuracies of any scores, whatever their size and sign"""
    for n, d, K in [(50, 3, 4), (1, 2, 2), (500, 8, 10)]:
        data, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, K)), rng.normal(size=K) - 20
        scores = np.array([[token @ W[:, k] + b[k] for k in range(K)] for token in data])
        guesses = scores.argsort(axis=1)[:, -1]
        labels = np.where(rng.random(n) < 0.6, guesses, rng.integers(K, size=n))
        right = sum(int(guess) == int(label) for guess, label in zip(guesses, labels))
        close(learner.accuracy(data, labels, W, b), right / n, name="your accuracy", sizes={"the number of tokens": n})


@check
def one_label_per_word(learner, rng):
    """A control label is the same wherever its word occurs, and doesn't follow from the real one"""
    words, labels = draw_words(rng, 900, 120)
    control = control_of(learner, words, labels, rng)
    for word in np.unique(words):
        mine = control[words == word]
        holds(
            bool((mine == mine[0]).all()),
            f"Word {word} has the labels {' and '.join(map(str, np.unique(mine)[:2]))} in your control task. "
            "A probe could then not learn it by heart: draw one label for each word.",
        )
    for label in range(3):
        kinds = np.unique(control[labels == label])
        holds(
            len(kinds) > 1,
            f"All words with the real label {label} have the same label in your control task, so whoever reads the real "
            "one knows it. Draw a label for each word.",
        )


@check
def drawn_from_the_labels(learner, rng):
    """Each word's control label is drawn: by the frequencies of the real labels, and with another generator again"""
    words = rng.permutation(np.repeat(np.arange(4000), 2))
    labels = np.where(np.arange(8000) < 5600, 0, np.where(np.arange(8000) < 7600, 4, 2))
    control = control_of(learner, words, labels, rng)
    again = control_of(learner, words, labels, rng)
    seed = int(rng.integers(2**32))
    first, second = (learner.control_labels(words, labels, Rng(seed)) for _ in range(2))
    holds(
        bool(np.array_equal(first, second)),
        "Two generators in the same state gave two control tasks. Draw from rng alone, so that an experiment can be "
        "repeated.",
    )
    by_word = control[np.unique(words, return_index=True)[1]]
    distribution(by_word.tolist(), [0.7, 0, 0.05, 0, 0.25])
    holds(
        bool((control != again).any()),
        "Two generators in different states gave the same control task. Draw the labels from rng.",
    )
    distinct, halves = np.arange(60), np.repeat([-7, 43], 30)  # any integers, and each word once
    tasks = [control_of(learner, distinct, halves, rng) for _ in range(10)]
    holds(
        set(np.concatenate(tasks).tolist()) <= {-7, 43},
        "Your control labels aren't among the real ones: draw from labels.",
    )
    holds(
        any((task == -7).sum() != 30 for task in tasks),
        "In each of 10 control tasks, exactly as many words have each label as in the real task. The words aren't "
        "independent: draw with replacement.",
    )


@check(example=True)
def worked_selectivity(learner, rng):
    """The accuracies and the selectivity of the worked example"""
    yours = parts(learner.selectivity(X, LABELS, CONTROL, IS_TRAINING, 2, 2.0), "task", "control", "selectivity")
    for value, expected, name in zip(yours, (1.0, 0.75, 0.25), ("task", "control", "selectivity")):
        close(value, expected, name=f"your {name} value")


@check
def any_selectivity(learner, rng):
    """Two tasks on one representation that knows its words, and a little about the task"""
    for n, kinds, d, K, penalty in [(60, 9, 4, 2, 1.0), (200, 30, 12, 3, 8.0), (700, 60, 24, 4, 1.0)]:
        data, labels, control, is_training = draw_tasks(rng, n, kinds, d, K)
        yours = parts(
            learner.selectivity(data, labels, control, is_training, K, penalty), "task", "control", "selectivity"
        )
        scores = []
        for task in (labels, control):
            W, b = by_normal_equations(data[is_training], task[is_training], K, penalty)
            scores.append(np.mean([(x @ W + b).argmax() == y for x, y in zip(data[~is_training], task[~is_training])]))
        for value, expected, name in zip(yours, (*scores, scores[0] - scores[1]), ("task", "control", "selectivity")):
            close(value, float(expected), name=f"your {name} value")


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    data, labels, control, is_training = draw_tasks(rng, 30, 6, 3, 2)
    learner.control_labels(rng.integers(5, size=30), labels, Rng(int(rng.integers(2**32))))
    compare_fit(learner, data, labels, 2, 1.0)
    learner.accuracy(data, labels, *by_normal_equations(data, labels, 2, 1.0))
    learner.selectivity(data, labels, control, is_training, 2, 1.0)
    preserves_arguments(learner)


def compare_fit(learner, data, labels, K, penalty):
    W, b = parts(learner.fit(data, labels, K, penalty), "W", "b")
    right_W, right_b = by_normal_equations(data, labels, K, penalty)
    sizes = {"the number of tokens": len(data)}
    close(W, right_W, name="your weights", rtol=1e-6, atol=1e-9, sizes=sizes)
    close(b, right_b, name="your biases", rtol=1e-6, atol=1e-9, sizes=sizes)


def by_normal_equations(data, labels, K, penalty):
    """The bias as one more feature, which the penalty leaves alone."""
    one = np.hstack([data, np.ones((len(data), 1))])
    free = np.diag([penalty] * data.shape[1] + [0.0])
    wanted = np.array([[float(label == k) for k in range(K)] for label in labels])
    both = np.linalg.lstsq(one.T @ one + free, one.T @ wanted, rcond=None)[0]
    return both[:-1], both[-1]


def control_of(learner, words, labels, rng):
    control = learner.control_labels(words, labels, Rng(int(rng.integers(2**32))))
    shape(control, words.shape)
    holds(np.issubdtype(control.dtype, np.integer), f"Your control labels are {control.dtype}; labels are integers.")
    return control


def draw_words(rng, n, kinds):
    """Tokens of so many words, and a label for each word with some exceptions."""
    words = rng.integers(kinds, size=n)
    labels = rng.choice(3, size=kinds, p=[0.5, 0.3, 0.2])[words]
    return words, np.where(rng.random(n) < 0.05, rng.integers(3, size=n), labels)


def draw_tasks(rng, n, kinds, d, K):
    words = rng.integers(kinds, size=n)
    labels, control = rng.integers(K, size=kinds)[words], rng.integers(K, size=kinds)[words]
    data = rng.normal(size=(kinds, d))[words] + 1.5 * rng.normal(size=(K, d))[labels] + rng.normal(size=(n, d))
    return data, labels, control, rng.random(n) < 0.6
