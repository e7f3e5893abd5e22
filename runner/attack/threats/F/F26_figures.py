"""F26: Send something else than a figure, in a figure's place.

A run sends the numbers that it draws beside its output. They reach the judge, the database and a page. So a learner who
replaces them tries markup, sizes that nobody can draw, and forged types. Only small arrays of floats and short clean
labels get through.

+++
verdict = ["ran", "bad_value"]
mode = "run"
call = "attack()"
layers = ["frames", "apart"]
limits = { wall_s = 10.0, cpu_s = 10.0 }
+++
"""

import runner.harness.figures as figures


# %% markup in labels
def attack():
    heatmap([[1.0]], title="<script>1</script>")
    figures._figures[-1]["html"] = "BREACH"


# %% more than anybody can draw
def attack():
    import numpy as np

    figures._figures.extend({"kind": "heatmap", "title": "BREACH", "rows": np.zeros((512, 512))} for _ in range(3))


# %% other types
def attack():
    figures._figures.extend([{"kind": "curve", "at": "BREACH", "series": {}}, ["BREACH"], {"kind": ["BREACH"]}, "BREACH"])


# %% a thousand of them
def attack():
    figures._figures.extend({"kind": "bars", "title": "", "labels": ["BREACH"], "values": 1.0} for _ in range(1000))
