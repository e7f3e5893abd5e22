def hash_join(left, right):
    """Rows (key, a, b) for each pair of rows with equal keys.

    left: [(key, a), ...]    right: [(key, b), ...]
    """
    raise NotImplementedError("group the rows of right by their key, then look up each row of left")
