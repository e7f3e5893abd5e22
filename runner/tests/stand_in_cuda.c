/* What Triton calls of the driver, on a host without a card. It keeps the PTX that it is given and computes two kernels
 * itself: one that counts, and `add`, which adds two vectors of int32 in blocks of 128. Nothing here shows what a driver
 * does with that PTX.
 */
#include <stdint.h>
#include <string.h>

typedef struct {
  unsigned int grid[3], block[3], shared;
  void *stream, *attributes;
  unsigned int attribute_count;
} Launch;

enum { INVALID_VALUE = 1, INVALID_PTX = 218, NOT_FOUND = 500, MAX_THREADS_PER_BLOCK = 0 };
static char ptx[1 << 20], name[256];
static unsigned int grid;

const char *stand_in_ptx(void) { return ptx; }
unsigned int stand_in_grid(void) { return grid; }

int cuDriverGetVersion(int *version) { return *version = 12080, 0; }
int cuCtxGetCurrent(void **context) { return *context = ptx, 0; }
int cuCtxSetCurrent(void *context) { return 0; }
int cuCtxGetDevice(int *device) { return *device = 0, 0; }
int cuCtxGetLimit(size_t *value, int limit) { return *value = 0, 0; }
int cuCtxSetLimit(int limit, size_t value) { return 0; }
int cuDeviceGet(int *device, int index) { return *device = index, 0; }
int cuDeviceGetAttribute(int *value, int attribute, int device) { return *value = 100000, 0; }
int cuDevicePrimaryCtxRetain(void **context, int device) { return *context = ptx, 0; }
int cuFuncGetAttribute(int *value, int attribute, void *function) {
  return *value = attribute == MAX_THREADS_PER_BLOCK ? 1024 : 0, 0;
}
int cuFuncSetAttribute(void *function, int attribute, int value) { return 0; }
int cuFuncSetCacheConfig(void *function, int config) { return 0; }
int cuGetErrorString(int error, const char **text) { return *text = "an error of the stand-in", 0; }
int cuModuleUnload(void *module) { return 0; }
int cuPointerGetAttribute(void *value, int attribute, uint64_t address) { return *(uint64_t *)value = address, 0; }
int cuStreamIsCapturing(void *stream, int *status) { return *status = 0, 0; }

int cuModuleLoadData(void **module, const char *data) {
  if (!strstr(data, ".version 8.7") || !strstr(data, ".visible .entry") || strlen(data) >= sizeof ptx)
    return INVALID_PTX;
  strcpy(ptx, data);
  return *module = ptx, 0;
}

int cuModuleGetFunction(void **function, void *module, const char *wanted) {
  if (!strstr(ptx, wanted) || strlen(wanted) >= sizeof name)
    return NOT_FOUND;
  strcpy(name, wanted);
  return *function = name, 0;
}

int cuLaunchKernelEx(const Launch *launch, void *function, void **parameters, void **extra) {
  grid = launch->grid[0];
  if (!strcmp(name, "count") || !strcmp(name, "kernel")) {
    int32_t *out = *(int32_t **)parameters[0], size = strcmp(name, "count") ? 4 : 8;
    for (int32_t i = 0; i < size; i++)
      out[i] = i;
  } else if (!strcmp(name, "add")) {
    int32_t *x = *(int32_t **)parameters[0], *y = *(int32_t **)parameters[1], *out = *(int32_t **)parameters[2];
    int32_t n = *(int32_t *)parameters[3];
    for (int32_t i = 0; i < n && i < (int32_t)(128 * grid); i++)
      out[i] = x[i] + y[i];
  }
  return 0;
}
