"""G4: Return the right value and stay on the device: a context, a thread, a kernel at work.

The device is free again when the driver says that no process is on it, and not when the cell's process is gone.

+++
staged = true
device = "gpu"
layers = ["single use", "pidns", "mounts"]
+++
"""

import subprocess
from pathlib import Path

PRELUDE = (Path(__file__).parent.parent / "gpu.py").read_text()
STAY = PRELUDE + """
import threading

cuda = reach()
if cuda:
    cuda.launch("spin", cuda.allocate(4096))
    threading.Thread(target=cuda.wait).start()
"""


def on_the_device():
    words = ["nvidia-smi", "--query-compute-apps=pid", "--format=csv,noheader"]
    return set(subprocess.run(words, capture_output=True, text=True, check=True, timeout=30).stdout.split())


def attack(stage):
    before = on_the_device()
    stage.grade(STAY, limits={"wall_s": 5.0})
    left = on_the_device() - before
    return f"still on the device: {sorted(left)}" if left else ""
