"""healthy

The loss is good, but you name a cause. Check the loss first: if it is good, no earlier value did harm.
"""

import numpy as np


def find_cause(records):
    by_name = {record["name"]: record for record in records}

    def is_bad(record):
        return not np.isfinite(record["value"]).all()

    if not any(is_bad(record) for record in records):
        return None
    culprit = records[-1] if is_bad(records[-1]) else next(record for record in records if is_bad(record))
    while bad_inputs := [by_name[name] for name in culprit["inputs"] if is_bad(by_name[name])]:
        culprit = bad_inputs[0]

    value = np.asarray(culprit["value"])
    entry = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
    return culprit["name"], entry, cause(culprit["op"], value[entry])


def cause(op, value):
    if op == "log":
        return "log of a negative number" if np.isnan(value) else "log of zero"
    return {"input": "bad data", "divide": "division by zero"}.get(op, "overflow")
