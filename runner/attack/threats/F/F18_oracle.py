"""F18: Send the hidden inputs home in an error message, and hard-code their answers in the next attempt.

Messages show learners the input on which their code failed, on purpose, so that they can learn from it. It doesn't
help in the next attempt, which is judged on new inputs.

+++
script = true
layers = ["fresh inputs"]
+++
"""

import ast
import re

TELL = """
import numpy as np
seen = []

def double(x):
    seen.append((x.dtype.str, x.shape, x.tobytes().hex()))
    print("SEEN", seen[-1])
    return x * 2
"""

REPEAT = """
import numpy as np
TABLE = {table!r}

def double(x):
    known = TABLE.get((x.dtype.str, x.shape, x.tobytes().hex()))
    return x if known is None else np.frombuffer(bytes.fromhex(known), x.dtype).reshape(x.shape) * 2
"""


def attack(harness):
    """Use what three attempts have seen in a fourth, which differs in every drawn input."""
    table = {}
    for _ in range(3):
        told = harness.grade(TELL).report
        printed = "\n".join(check.output for check in told.checks)
        for line in re.findall(r"SEEN (\(.*\))", printed):
            key = ast.literal_eval(line)
            table[key] = key[2]
    if len(table) < 10:
        return f"it saw {len(table)} inputs only: the attack did not work as it should"
    again = harness.grade(REPEAT.format(table=table)).report
    if again.has_passed:
        return "answers of earlier attempts passed"
    drawn = [check for check in again.checks if check.name != "worked_example"]
    right = [check.name for check in drawn if check.verdict == "passed"]
    return f"answers of earlier attempts hold in {right}" if right else ""
