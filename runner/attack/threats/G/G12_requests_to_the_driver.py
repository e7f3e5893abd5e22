"""G12: Send the driver requests that no library would send.

A driver accepts hundreds of kinds of ioctl, and errors in them are found each year. A cell on a card needs them, so
anyone who lends a device trusts its driver. This threat is made harder but not ruled out: the process runs as nobody,
only the leased card's nodes accept requests, and the card is checked before its next tenant. The remaining protection
is a patched driver, or a separate machine for the runner. Here the requests must gain nothing and leave a card that
works.

+++
verdict = ["passed", "error"]
prelude = "gpu.py"
device = "gpu"
layers = ["nodes", "identity", "turnover"]
+++
"""

import glob
import random

libc = ctypes.CDLL(None, use_errno=True)
for name in ("/dev/nvidia-modeset", "/dev/nvidia-caps", *sorted(glob.glob("/dev/nvidia*"))):
    try:
        descriptor = os.open(name, os.O_RDWR)
    except OSError as error:
        print(name, errno.errorcode[error.errno])
        continue
    data = ctypes.create_string_buffer(4096)
    for _ in range(2000):
        request = random.choice((0xC0004600, 0x0)) | random.randrange(256) | random.randrange(0x2000) << 16
        libc.ioctl(descriptor, ctypes.c_ulong(request), data)
    if os.getuid() == 0 or "modeset" in name or "caps" in name:
        print("BREACH", name, os.getuid())
