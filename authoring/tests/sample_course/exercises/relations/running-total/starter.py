import sqlite3


def running_total(orders):
    """Rows (customer, day, total so far), sorted by customer and day.

    orders: [(customer, day, amount), ...]
    """
    raise NotImplementedError("connect to ':memory:', create a table, insert the orders, and query it")
