import cProfile
import io
import os
import platform
import pstats
import resource
import tracemalloc
import uuid


def measured():
    tracemalloc.start()
    kept = [bytes(1000) for _ in range(100)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    profile = cProfile.Profile()
    profile.runcall(sorted, kept)
    told = io.StringIO()
    pstats.Stats(profile, stream=told).print_stats()
    return (
        peak >= 100_000,
        "sorted" in told.getvalue(),
        os.cpu_count() >= 1,
        len(os.urandom(8)),
        platform.system(),
        platform.python_version().startswith("3."),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0,
        uuid.uuid4().version,
    )
