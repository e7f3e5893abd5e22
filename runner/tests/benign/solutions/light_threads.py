import queue
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed


def light_threads(n):
    total, lock, done = [0], threading.Lock(), queue.Queue()

    def add(k):
        with lock:
            total[0] += k
        done.put(k)

    workers = [threading.Thread(target=add, args=(k,)) for k in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with ThreadPoolExecutor(max_workers=4) as pool:
        squares = sorted(f.result() for f in as_completed([pool.submit(pow, k, 2) for k in range(n)]))
    event, timer = threading.Event(), None
    timer = threading.Timer(0.01, event.set)
    timer.start()
    return total[0], done.qsize(), squares, event.wait(5), threading.active_count() >= 1
