import numpy as np

from runner.judge import Rng, check, close, holds, parts, preserves_arguments

SETS = ("training set", "validation set", "test set")


@check(example=True)
def worked_example(learner, rng):
    """The sizes of the worked example"""
    y = np.array([0, 0, 0, 0, 0, 0, 5, 5, 5, 5])
    sets = cut(learner, y, 0.25, 0.25, seed=1)
    close([len(labels) for _, labels in sets], [6, 2, 2], name="your list of sizes")


@check
def every_row_once(learner, rng):
    """Each row is in exactly one set, with its own class"""
    for n in (30, 401):
        y = rng.choice([1, 4, 7], size=n)
        sets = cut(learner, y, 0.2, 0.3, seed(rng))
        rows = np.concatenate([numbers for numbers, _ in sets])
        times = np.bincount(rows, minlength=n)
        twice, never = int((times > 1).sum()), int((times == 0).sum())
        holds(
            not twice,
            f"{twice} of {n} rows are in more than one place. A test row used for training proves nothing.",
        )
        holds(not never, f"{never} of {n} rows are in no set.")
        for name, (numbers, labels) in zip(SETS, sets):
            close(labels, y[numbers], name=f"your classes of the {name}")


@check
def shares(learner, rng):
    """Each class keeps its share in each set, rounded down for validation and test"""
    for validation, test in ((0.25, 0.125), (0.0, 0.5), (0.5, 0.25)):  # exact in binary, so that rounding is too
        counts = {2: 41, 9: 7, 30: 3, 31: 16}
        y = rng.permutation(np.repeat(list(counts), list(counts.values())))
        sets = cut(learner, y, validation, test, seed(rng))
        for label, n in counts.items():
            held = [n * validation // 1, n * test // 1]
            expected = [int(n - sum(held)), *map(int, held)]
            got = [int((labels == label).sum()) for _, labels in sets]
            for name, count, due in zip(SETS, got, expected):
                holds(count == due, f"Class {label} has {n} rows: {count} are in your {name}; expected {due}.")


@check
def by_chance(learner, rng):
    """rng decides which rows go where, and their order in each set"""
    n = 240
    y = np.arange(n) % 2
    runs = [cut(learner, y, 0.25, 0.25, seed(rng)) for _ in range(3)]
    for name, number in zip(SETS, range(3)):
        members = {tuple(np.sort(one[number][0]).tolist()) for one in runs}
        holds(len(members) > 1, f"Your {name} has the same rows for every rng.")
        for one in runs:
            rows, labels = one[number]
            changes = int((np.diff(labels) != 0).sum())
            holds(changes > 1, f"Your {name} is sorted by class.", yours=labels)
            holds(
                changes > len(labels) / 10,  # about half of them, by chance
                f"The class changes only {changes} times in the {len(labels)} rows of your {name}: they aren't in random order.",
                yours=labels,
            )
            holds((np.diff(rows) < 0).any(), f"The rows of your {name} are still in the order of x.", yours=rows)
    for name, number in zip(SETS[1:], (1, 2)):
        for one in runs:  # 30 of the 120 rows of a class: about 7 have their neighbor with them, by chance
            places = set((one[number][0][one[number][1] == 0] // 2).tolist())
            together = sum((place + 1) % (n // 2) in places for place in places)
            holds(
                together < 25,
                f"{together} of the {len(places)} rows of class 0 in your {name} follow each other in x. Each row should have "
                "its own chance: data are often sorted.",
                yours=one[number][0],
            )
    again = seed(rng)
    first, second = (cut(learner, y, 0.25, 0.25, again) for _ in range(2))
    same = all(np.array_equal(one[0], other[0]) for one, other in zip(first, second))
    holds(same, "The same rng gives a different split the second time: some randomness comes from elsewhere.")


@check
def arguments_unchanged(learner, rng):
    """Rows and classes are not modified"""
    cut(learner, rng.integers(3, size=20), 0.25, 0.25, seed(rng))
    preserves_arguments(learner)


def cut(learner, y, validation, test, seed):
    """The learner's three sets as row numbers and classes. Row i of x is (i, -i / 2), so a row identifies itself."""
    x = np.stack([np.arange(len(y)), -np.arange(len(y)) / 2], axis=1)
    got = parts(learner.split(x, y, validation, test, Rng(seed)), *SETS)
    sets = []
    for name, pair in zip(SETS, got):
        rows, labels = parts(pair, f"x of the {name}", f"y of the {name}")
        close(labels * 0, np.zeros(len(labels), int), name=f"your y of the {name}")
        close(rows * 0, np.zeros((len(labels), 2)), name=f"your x of the {name}")
        numbers = rows[:, 0].astype(int)
        known = ((numbers >= 0) & (numbers < len(y))).all() and np.array_equal(rows, x[numbers])
        holds(known, f"Your {name} holds rows that are not in x.", yours=rows)
        sets.append((numbers, labels))
    return sets


def seed(rng):
    return int(rng.integers(2**32))
