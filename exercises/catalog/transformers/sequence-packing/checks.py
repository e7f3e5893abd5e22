import numpy as np

from runner.judge import array, check, close, dtype, entries, fail, formatting, heatmap, preserves_arguments, shape

KEYS = ["tokens", "segments", "positions", "labels"]
EXAMPLE = [[5, 6, 7], [8, 9], [4, 3, 2, 1], [7]]


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    compare(
        learner.pack(EXAMPLE, 7, 0),
        {
            "tokens": np.array([[5, 6, 7, 8, 9, 7, 0], [4, 3, 2, 1, 0, 0, 0]]),
            "segments": np.array([[1, 1, 1, 2, 2, 3, 0], [1, 1, 1, 1, 0, 0, 0]]),
            "positions": np.array([[0, 1, 2, 0, 1, 0, 0], [0, 1, 2, 3, 0, 0, 0]]),
            "labels": np.array([[6, 7, -100, 9, -100, -100, -100], [3, 2, 1, -100, -100, -100, -100]]),
        },
    )
    compare_masks(learner, np.array([[1, 1, 1, 2, 2, 3, 0]]), 2)


@check
def first_fit(learner, rng):
    """Each document is in the first row with room for it"""
    for lengths in [(6, 5, 4, 2, 1, 4, 3), (4, 6, 2, 3, 1), (8, 1, 8, 7, 1), rng.integers(1, 9, size=12).tolist()]:
        documents = [rng.integers(1, 90, size=n).tolist() for n in lengths]
        close(unpack(learner.pack(documents, 8, 99))["tokens"], by_loops(documents, 8, 99)["tokens"], name="the tokens")


@check
def padding_id_in_a_document(learner, rng):
    """Segments, positions and labels are right, even if a document contains the padding id"""
    for _ in range(4):
        documents = [rng.integers(0, 4, size=n).tolist() for n in rng.integers(1, 7, size=8)]
        documents += [[2, 2, 3], [2], [3, 2], [2, 2, 3]]
        compare(learner.pack(documents, 9, 2), by_loops(documents, 9, 2))


@check
def no_documents(learner, rng):
    """No documents make no rows"""
    compare(learner.pack([], 5, 0), {key: np.zeros((0, 5), int) for key in KEYS})
    document = rng.integers(1, 9, size=1).tolist()
    compare(learner.pack([document], 1, 0), by_loops([document], 1, 0))


@check
def documents_and_windows(learner, rng):
    """No token sees another document, a later token, or one outside the window"""
    for window in (None, 1, 3, 4, 40):
        segments = np.sort(rng.integers(1, 5, size=(3, 20)), axis=1)
        segments[1] = 1  # a single document
        segments = np.array([np.unique(row, return_inverse=True)[1] + 1 for row in segments])
        compare_masks(learner, segments, window)


@check
def padding(learner, rng):
    """Padding sees itself and nothing else, and no token sees it"""
    for window in (None, 3):
        segments = np.repeat([[1, 2, 3, 0], [1, 2, 0, 0], [1, 0, 0, 0]], 4, axis=1)
        compare_masks(learner, segments, window)


@check
def arguments_unchanged(learner, rng):
    """The documents and segments are not modified"""
    learner.pack([rng.integers(1, 90, size=n).tolist() for n in (4, 2, 6, 1)], 8, 0)
    learner.attention_mask(np.array([[1, 1, 1, 2, 2, 0], [1, 2, 2, 2, 0, 0]]), 2)
    preserves_arguments(learner)


def unpack(answer):
    return entries(answer, KEYS, name="your packed batch")


def compare(answer, expected):
    answer = unpack(answer)
    for key in KEYS:
        close(answer[key], expected[key], name=f"the {key}")


def by_loops(documents, length, pad):
    """Token by token: a document goes where the first long enough stretch of free places ends a row."""
    free, rows = [], {key: [] for key in KEYS}
    for document in documents:
        row = 0
        while row < len(free) and free[row] < len(document):
            row += 1
        if row == len(free):
            free.append(length)
            for key in KEYS:
                rows[key].append([])
        free[row] -= len(document)
        number = max(rows["segments"][row], default=0) + 1
        for position, token in enumerate(document):
            is_last = position == len(document) - 1
            rows["tokens"][row].append(token)
            rows["segments"][row].append(number)
            rows["positions"][row].append(position)
            rows["labels"][row].append(-100 if is_last else document[position + 1])
    blanks = {"tokens": pad, "segments": 0, "positions": 0, "labels": -100}
    return {key: np.array([row + [blanks[key]] * (length - len(row)) for row in rows[key]]) for key in KEYS}


def compare_masks(learner, segments, window):
    mask = array(learner.attention_mask(segments, window), name="your mask")
    expected = np.array(
        [[[sees(row, i, j, window) for j in range(len(row))] for i in range(len(row))] for row in segments]
    )
    shape(mask, expected.shape, name="your mask")
    dtype(mask, np.bool_, name="your mask")
    wrong = mask != expected
    row = int(wrong.any(axis=(1, 2)).argmax())
    panels = {"your mask": mask[row], "expected mask": expected[row]}
    learner.show(heatmap(panels, marks={"your mask": wrong[row]}))
    if wrong.any():
        i, j = np.argwhere(wrong[row])[0].tolist()
        fail(
            f"In row {row} token {i} {'sees' if mask[row, i, j] else 'does not see'} token {j}"
            f"{reason(segments[row], i, j, window)}",
            yours=formatting.text(mask[row].astype(int)),
            expected=formatting.text(expected[row].astype(int)),
        )


def sees(row, i, j, window):
    if row[i] == 0:
        return i == j
    return bool(row[i] == row[j] and j <= i and (window is None or i - j < window))


def reason(row, i, j, window):
    """The end of the sentence: what the two tokens are to each other."""
    if i == j:
        return ", which is padding itself. It must see itself." if row[i] == 0 else ", itself."
    if row[j] == 0 or row[i] == 0:
        return f". Token {i if row[i] == 0 else j} is padding."
    if row[i] != row[j]:
        return f", which is in another document: the segments are {row[i]} and {row[j]}."
    if j > i:
        return ", which comes later."
    limit = "There is no window." if window is None else f"The window is {window}, which includes the token itself."
    return f" of the same document, {i - j} before it. {limit}"
