"""G8: Change the clocks, the compute mode or the persistence of the device, or reset it.

A tenant's settings would stay for the next one. The driver allows changes only to root, and a cell runs as nobody. The
test asks only for the settings that the device has already.

+++
verdict = ["passed"]
prelude = "gpu.py"
device = "gpu"
layers = ["identity"]
+++
"""

try:
    nvml = ctypes.CDLL("libnvidia-ml.so.1")
    begun = nvml.nvmlInit_v2() == 0
except OSError as error:
    print("no library:", error)
    begun = False
if begun:
    device, mode, persistent = ctypes.c_void_p(), ctypes.c_uint(), ctypes.c_uint()
    nvml.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(device))
    nvml.nvmlDeviceGetComputeMode(device, ctypes.byref(mode))
    nvml.nvmlDeviceGetPersistenceMode(device, ctypes.byref(persistent))
    for name, arguments in {
        "nvmlDeviceSetComputeMode": (mode,),
        "nvmlDeviceSetPersistenceMode": (persistent,),
        "nvmlDeviceResetGpuLockedClocks": (),
        "nvmlDeviceResetApplicationsClocks": (),
    }.items():
        result = getattr(nvml, name)(device, *arguments)
        print("BREACH" if result == 0 else "refused", name, result)
