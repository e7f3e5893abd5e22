"""Pure rules on plain values: no rows, no clock."""


def merge_order(here: list[str], target: list[str]) -> list[str]:
    """The order of siblings after loading: existing ones keep theirs, and each new one follows its predecessor.

    >>> merge_order(["c", "a"], ["a", "b", "c"])
    ['c', 'a', 'b']
    """
    order = list(here)
    for position, uid in enumerate(target):
        if uid in here:
            continue
        before = [other for other in target[:position] if other in order]
        order.insert(order.index(before[-1]) + 1 if before else 0, uid)
    return order
