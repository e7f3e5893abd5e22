"""A4: Hang inside one C call that never gives the interpreter back.

A timer in the learner's own interpreter never runs, because no byte code is executed during the call.

+++
verdict = ["timeout"]
layers = ["clock", "rlimits"]
+++
"""

import re
import sys

# %% a sum of 10^12 numbers
double = lambda x: sum(range(10**12))
# %% a regular expression that backtracks
double = lambda x: re.match(r"(a+)+$", "a" * 64 + "b")
# %% a power of millions of digits
double = lambda x: 3 ** (2**26) % 7
# %% the digits of a long number
sys.set_int_max_str_digits(0)
double = lambda x: str(1 << 2**25)
