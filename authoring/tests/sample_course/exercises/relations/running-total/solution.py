import sqlite3


def running_total(orders):
    """One window for each customer, ordered by day."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE orders (customer TEXT, day INTEGER, amount INTEGER)")
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", orders)
    query = """
        SELECT customer, day, SUM(amount) OVER (PARTITION BY customer ORDER BY day)
        FROM orders ORDER BY customer, day
    """
    return connection.execute(query).fetchall()
