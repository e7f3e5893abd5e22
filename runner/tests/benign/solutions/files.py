import os
import pathlib
import sqlite3
import tempfile


def files():
    folder = pathlib.Path(tempfile.mkdtemp())
    path = folder / "notes.txt"
    path.write_text("один\n", encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write("two\n")
    with tempfile.TemporaryDirectory() as other, tempfile.NamedTemporaryFile() as named:
        named.write(b"x")
        os.rename(path, pathlib.Path(other, "moved"))
        lines = pathlib.Path(other, "moved").read_text(encoding="utf-8").splitlines()
    with sqlite3.connect(":memory:") as base:
        base.execute("create table t (x)")
        base.executemany("insert into t values (?)", [(1,), (2,)])
        total = base.execute("select sum(x) from t").fetchone()[0]
    return lines, os.listdir(folder), total
