"""Pure rules on plain values: no rows, no clock."""


def merge_order(here: list[str], wanted: list[str]) -> list[str]:
    """The order of siblings after loading: those that are here keep theirs, each new one follows its predecessor.

    >>> merge_order(["c", "a"], ["a", "b", "c"])
    ['c', 'a', 'b']
    """
    merged = list(here)
    for position, uid in enumerate(wanted):
        if uid in here:
            continue
        before = [other for other in wanted[:position] if other in merged]
        merged.insert(merged.index(before[-1]) + 1 if before else 0, uid)
    return merged
