from runner.judge import check, close


def expected(orders):
    rows = []
    for customer, day, _ in sorted(orders):
        rows.append((customer, day, sum(amount for name, when, amount in orders if name == customer and when <= day)))
    return rows


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    got = learner.running_total([("Bo", 2, 5), ("Al", 1, 3), ("Bo", 1, 4)])
    close(got, [("Al", 1, 3), ("Bo", 1, 4), ("Bo", 2, 9)])


@check
def many_customers(learner, rng):
    """Many customers and days, in any order"""
    days = [(f"customer {name}", int(day)) for name in range(9) for day in rng.permutation(40)[:12]]
    orders = [(*days[place], int(rng.integers(1, 100))) for place in rng.permutation(len(days))]
    close(learner.running_total(orders), expected(orders))


@check
def no_orders(learner, rng):
    """No orders give no rows"""
    close(learner.running_total([]), [])
