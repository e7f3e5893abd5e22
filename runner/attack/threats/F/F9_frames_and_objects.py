"""F9: Walk the frames, the tracebacks and the garbage collector for the answers.

relate's graders hide `sys._current_frames` and log the attempt. Here there is nothing to hide: no frame of the judge,
no expected value and no check is in this process. The test searches what can be reached for planted secrets.

+++
verdict = ["failed"]
output = "looked at [0-9]+ objects and found the decoy"
layers = ["apart", "environment"]
limits = { wall_s = 15.0, cpu_s = 15.0, memory_mib = 512 }
+++
"""

import gc
import inspect
import re
import sys
import threading

SECRET = re.compile("descent-" + r"canary-\w+-[0-9a-f]{8}|worked[_]example|same_shape[_]again")
decoy = ["-".join(["descent", "canary", "decoy", "%08x" % 0])]  # to show that the search finds what is there


def double(x):
    if looked:
        return x
    texts = []
    for frame in [*sys._current_frames().values(), *(info.frame for info in inspect.stack())]:
        while frame:
            texts += [repr(frame.f_locals)[:20_000], repr(list(frame.f_globals))[:20_000], frame.f_code.co_filename]
            frame = frame.f_back
    objects = gc.get_objects()
    for one in objects[:100_000]:
        if type(one) in (dict, list, tuple, set):
            try:
                texts.append(repr(one)[:2_000])
            except BaseException:
                pass
    texts += [str(thread) for thread in threading.enumerate()] + list(sys.modules)
    found = {match for text in texts for match in SECRET.findall(text)}
    print("looked at", len(objects), "objects", "and found the decoy" if decoy[0] in found else "")
    print(*("BREACH " + match for match in found - {decoy[0]}))
    looked.append(1)
    return x


looked = []
