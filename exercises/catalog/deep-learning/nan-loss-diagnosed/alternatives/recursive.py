import math


def find_cause(records):
    by_name = {record["name"]: record for record in records}
    return trace(records[-1], by_name)


def trace(record, by_name):
    """The cause behind this record, None if its value is good."""
    bad = first_bad(record["value"])
    if bad is None:
        return None
    for name in record["inputs"]:
        found = trace(by_name[name], by_name)
        if found is not None:
            return found
    entry, value = bad
    op = record["op"]
    if op == "input":
        cause = "bad data"
    elif op == "divide":
        cause = "division by zero"
    elif op == "log":
        cause = "log of zero" if value == -math.inf else "log of a negative number"
    else:
        cause = "overflow"
    return record["name"], entry, cause


def first_bad(value):
    """The index and the value of the first entry that is not finite, by recursion over the axes."""
    if not hasattr(value, "shape") or value.shape == ():
        return None if math.isfinite(value) else ((), float(value))
    for i, part in enumerate(value):
        found = first_bad(part)
        if found is not None:
            return (i, *found[0]), found[1]
    return None
