import numpy as np

CAUSES = {"input": "bad data", "divide": "division by zero"}


def find_cause(records):
    wrong = {}
    for record in records:
        flat = np.ravel(record["value"])
        places = np.flatnonzero(np.isnan(flat) | np.isinf(flat))
        if places.size:
            wrong[record["name"]] = (record, places[0], flat[places[0]])
    name = records[-1]["name"]
    if name not in wrong:
        return None
    while True:
        record, place, value = wrong[name]
        name = next((given for given in record["inputs"] if given in wrong), None)
        if name is None:
            break
    cause = CAUSES.get(record["op"], "overflow")
    if record["op"] == "log":
        cause = "log of zero" if np.isinf(value) else "log of a negative number"
    entry = np.unravel_index(place, np.shape(record["value"]))
    return record["name"], tuple(map(int, entry)), cause
