"""cause_of_that_entry

You call it the log of a negative number if any entry is nan. The cause belongs to the entry you return, the first bad
one: if it is minus infinity, the cause is the log of zero, whatever comes later.
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
    if culprit["op"] == "log":
        cause = "log of a negative number" if np.isnan(value).any() else "log of zero"
    else:
        cause = {"input": "bad data", "divide": "division by zero"}.get(culprit["op"], "overflow")
    return culprit["name"], entry, cause
