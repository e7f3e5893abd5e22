import functools
import itertools
import operator


def iteration(n):
    def naturals():
        i = 0
        while True:
            got = yield i
            i = i + 1 if got is None else got

    def flatten(tree):
        for node in tree:
            if isinstance(node, list):
                yield from flatten(node)
            else:
                yield node

    numbers = naturals()
    first = [next(numbers) for _ in range(3)]
    return {
        "first": first,
        "sent": numbers.send(40),
        "flat": list(flatten([1, [2, [3]], 4])),
        "combinations": len(list(itertools.combinations(range(n), 3))),
        "product": list(itertools.product("ab", repeat=2))[1],
        "groups": [(k, len(list(g))) for k, g in itertools.groupby("aabbb")],
        "accumulated": list(itertools.accumulate([1, 2, 3], operator.mul)),
        "reduced": functools.reduce(operator.add, range(n)),
        "partial": functools.partial(pow, 2)(5),
        "sliced": list(itertools.islice(itertools.cycle([1, 2]), 3)),
    }
