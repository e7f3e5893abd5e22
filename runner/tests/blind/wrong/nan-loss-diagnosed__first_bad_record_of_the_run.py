# The records are searched from the start for the first bad value instead of going back from the loss.
import numpy as np


def first_bad(value):
    value = np.asarray(value, dtype=float)
    for index in np.ndindex(*value.shape):
        if not np.isfinite(value[index]):
            return index
    return None


def find_cause(records):
    record = records[-1]
    if first_bad(record["value"]) is None:
        return None
    for record in records:
        if first_bad(record["value"]) is not None:
            break
    entry = first_bad(record["value"])
    value = np.asarray(record["value"], dtype=float)[entry]
    op = record["op"]
    if op == "input":
        cause = "bad data"
    elif op == "log" and np.isnan(value):
        cause = "log of a negative number"
    elif op == "log" and value < 0:
        cause = "log of zero"
    elif op == "divide":
        cause = "division by zero"
    else:
        cause = "overflow"
    return record["name"], entry, cause
