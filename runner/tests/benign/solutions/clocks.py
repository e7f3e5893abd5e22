import datetime
import time
import timeit


def clocks():
    started, steady, cpu = time.perf_counter(), time.monotonic_ns(), time.process_time()
    time.sleep(0.01)
    moment = datetime.datetime(2026, 2, 28, tzinfo=datetime.timezone.utc) + datetime.timedelta(days=1)
    return (
        time.perf_counter() - started >= 0.01,
        time.monotonic_ns() > steady,
        time.process_time() >= cpu,
        time.time() > 1.7e9,
        moment.isoformat(),
        timeit.timeit("1 + 1", number=1000) > 0,
        time.strftime("%Y", time.gmtime(0)),
        len(time.ctime()) > 10,
    )
