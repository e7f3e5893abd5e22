import math
import random
import statistics
from decimal import Decimal, getcontext
from fractions import Fraction


def exact_numbers():
    getcontext().prec = 30
    random.seed(7)
    return {
        "decimal": str(Decimal(2).sqrt()),
        "fraction": str(sum((Fraction(1, k) for k in range(1, 5)), Fraction())),
        "median": statistics.median([3, 1, 2]),
        "stdev": statistics.stdev([1.0, 2.0, 3.0]),
        "comb": math.comb(10, 3),
        "isqrt": math.isqrt(10**40),
        "gamma": math.gamma(5),
        "fsum": math.fsum([0.1] * 10),
        "big": 2**200 % (10**9 + 7),
        "shuffled": sorted(random.sample(range(100), 100)) == list(range(100)),
    }
