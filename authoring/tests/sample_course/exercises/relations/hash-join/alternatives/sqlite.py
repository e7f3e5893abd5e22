"""SQLite does it with an index that it makes for the query."""

import sqlite3


def hash_join(left, right):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE l (place INTEGER PRIMARY KEY, key, a)")
        connection.execute("CREATE TABLE r (place INTEGER PRIMARY KEY, key, b)")
        connection.executemany("INSERT INTO l (key, a) VALUES (?, ?)", left)
        connection.executemany("INSERT INTO r (key, b) VALUES (?, ?)", right)
        query = "SELECT l.key, a, b FROM l JOIN r ON l.key = r.key ORDER BY l.place, r.place"
        return connection.execute(query).fetchall()
