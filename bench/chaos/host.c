/* Preloaded into the site's processes: the clock and the disk of the host that they run on.

   CHAOS_HOST names a file of two doubles, which the bench writes: how many seconds the clock is ahead (below zero:
   behind), and how many seconds each sync takes longer. A write takes a twentieth of that. The monotonic clock stays
   as it is, as on a host whose date is set. With CHAOS_HOST_ALONE, programs that the process starts are left alone. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile double *host;

__attribute__((constructor)) static void open_host(void) {
    const char *path = getenv("CHAOS_HOST");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *memory = file < 0 ? MAP_FAILED : mmap(0, 2 * sizeof(double), PROT_READ, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) host = memory;
    if (file >= 0) close(file);
    if (getenv("CHAOS_HOST_ALONE")) unsetenv("LD_PRELOAD");
}

static int is_date(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failure = syscall(SYS_clock_gettime, clock, now);
    if (!failure && host && is_date(clock)) now->tv_sec += (time_t)host[0];
    return failure;
}

int gettimeofday(struct timeval *now, void *zone) {
    (void)zone;
    struct timespec precise;
    if (clock_gettime(CLOCK_REALTIME, &precise)) return -1;
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (now) *now = precise.tv_sec;
    return precise.tv_sec;
}

static void wait_for_disk(double share) {
    if (host && host[1] > 0) usleep((useconds_t)(host[1] * share * 1e6));
}

int fsync(int file) { wait_for_disk(1); return syscall(SYS_fsync, file); }
int fdatasync(int file) { wait_for_disk(1); return syscall(SYS_fdatasync, file); }

ssize_t pwrite64(int file, const void *data, size_t size, off_t at) {
    wait_for_disk(0.05);
    return syscall(SYS_pwrite64, file, data, size, at);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }
