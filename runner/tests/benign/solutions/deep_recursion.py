import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def ackermann(m, n):
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))


def deep_recursion(n):
    sys.setrecursionlimit(3000)
    try:
        depth(10**5)
    except RecursionError:
        return depth(n), depth(2 * n), ackermann(2, 30)
    return None
