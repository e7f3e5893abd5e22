"""every_cause

You report every bad log as a log of zero. log(0) is minus infinity; nan is the log of a negative number.
"""

import numpy as np


def find_cause(records):
    by_name = {record["name"]: record for record in records}

    def is_bad(record):
        return not np.isfinite(record["value"]).all()

    culprit = records[-1]
    if not is_bad(culprit):
        return None
    while bad_inputs := [by_name[name] for name in culprit["inputs"] if is_bad(by_name[name])]:
        culprit = bad_inputs[0]

    value = np.asarray(culprit["value"])
    entry = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
    return culprit["name"], entry, cause(culprit["op"], value[entry])


def cause(op, value):
    if op == "log":
        return "log of zero"
    return {"input": "bad data", "divide": "division by zero"}.get(op, "overflow")
