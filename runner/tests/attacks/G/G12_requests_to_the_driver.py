"""G12: Send the driver requests that no library would send.

A driver takes hundreds of kinds of ioctl, and errors in them are found each year; whoever lends a device trusts its
driver. The filter lets no request to a device pass in a cell of today, and a cell with a GPU could not do without: then
this threat is not met but only made harder, by a patched driver or a kernel between (gVisor's nvproxy, a machine of
its own).

+++
verdict = ["passed", "error"]
prelude = "gpu.py"
device = "gpu"
layers = ["seccomp", "mounts"]
+++
"""

import random

libc = ctypes.CDLL(None, use_errno=True)
for name in ("/dev/nvidiactl", "/dev/nvidia0", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset"):
    try:
        descriptor = os.open(name, os.O_RDWR)
    except OSError as error:
        print(name, errno.errorcode[error.errno])
        continue
    data = ctypes.create_string_buffer(4096)
    for _ in range(2000):
        request = random.choice((0xC0004600, 0x0)) | random.randrange(256) | random.randrange(0x2000) << 16
        if libc.ioctl(descriptor, ctypes.c_ulong(request), data) == 0:
            print("BREACH", name, "took", hex(request))
            break
