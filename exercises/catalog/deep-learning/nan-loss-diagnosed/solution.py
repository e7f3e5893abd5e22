import numpy as np


def find_cause(records):
    """Where the loss of a recorded run went bad: (name, entry, cause), or None if it did not."""
    by_name = {record["name"]: record for record in records}

    def is_bad(record):
        return not np.isfinite(record["value"]).all()

    culprit = records[-1]
    if not is_bad(culprit):
        return None
    while bad_inputs := [by_name[name] for name in culprit["inputs"] if is_bad(by_name[name])]:
        culprit = bad_inputs[0]

    value = np.asarray(culprit["value"])
    entry = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])  # argwhere goes in reading order
    return culprit["name"], entry, cause(culprit["op"], value[entry])


def cause(op, value):
    """Why an operation on good inputs gave this."""
    if op == "log":
        return "log of a negative number" if np.isnan(value) else "log of zero"
    return {"input": "bad data", "divide": "division by zero"}.get(op, "overflow")
