from runner.judge import check, close, preserves_arguments, scales_like


def nested_loop(left, right):
    return [(key, a, b) for key, a in left for other, b in right if key is not None and key == other]


def dictionary_join(left, right):
    values = {}
    for key, b in right:
        values.setdefault(key, []).append(b)
    return [(key, a, b) for key, a in left for b in values.get(key, ())]


def table(rng, rows, keys, letter):
    return [(int(rng.integers(keys)), f"{letter}{number}") for number in range(rows)]


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    got = learner.hash_join([(1, "x"), (2, "y")], [(2, "p"), (2, "q"), (3, "r")])
    close(got, [(2, "y", "p"), (2, "y", "q")])


@check
def repeated_keys(learner, rng):
    """Keys that occur several times on both sides, in the order of the rows"""
    left, right = table(rng, 12, 4, "a"), table(rng, 9, 4, "b")
    close(learner.hash_join(left, right), nested_loop(left, right))


@check
def missing_keys(learner, rng):
    """None joins with nothing"""
    left, right = [(None, "a"), (1, "b")], [(None, "p"), (1, "q")]
    close(learner.hash_join(left, right), [(1, "b", "q")])


@check
def large_tables(learner, rng):
    """Large tables, in a time that grows as their sizes do"""
    scales_like(
        learner,
        lambda tables: learner.hash_join(*tables),
        lambda tables: dictionary_join(*tables),
        (250, 2500),
        draw=lambda rows: (table(rng, rows, rows, "a"), table(rng, rows, rows, "b")),
        most=100,
        size="the number of rows",
    )


@check
def arguments_unchanged(learner, rng):
    """The tables are not modified"""
    learner.hash_join([(1, "x"), (1, "y")], [(1, "p")])
    preserves_arguments(learner)
