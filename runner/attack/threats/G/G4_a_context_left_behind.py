"""G4: Return the right value and stay on the device: a context, a thread, a kernel at work.

The device counts as free when the driver reports no process on it, and not as soon as the cell's process has ended.

+++
script = true
device = "gpu"
layers = ["single use", "pidns", "turnover"]
+++
"""

import time
from pathlib import Path

from runner import hardware
from runner.hardware import nvml
from runner.protocol import Device

LEAVE_SECONDS = 20.0

PRELUDE = (Path(__file__).parent.parent / "gpu.py").read_text()
STAY = PRELUDE + """
import threading

cuda = reach()
if cuda:
    cuda.launch("spin", cuda.allocate(4096))
    threading.Thread(target=cuda.wait).start()
"""


def on_the_cards():
    with nvml.open_library() as library:
        return {pid for card in hardware.require_cards() for pid in library.processes(card.uuid)}


def attack(harness):
    before = on_the_cards()
    harness.grade(STAY, limits={"wall_s": 5.0}, device=Device.GPU)
    deadline = time.monotonic() + LEAVE_SECONDS
    while (left := on_the_cards() - before) and time.monotonic() < deadline:
        time.sleep(0.1)
    return f"still on the device: {sorted(left)}" if left else ""
