/* Stands for NVIDIA's management library in tests: two GPUs, or what FAKE_NVML says. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned int gpu, memory; } load_t;

static int gpus[2];

static int is(const char *mode) {
#ifdef MODE
  return strcmp(MODE, mode) == 0;
#else
  return 0;
#endif
}

static int index_of(void *device) { return (int)((int *)device - gpus); }

int nvmlInit_v2(void) {
  if (is("hangs")) for (;;) pause();
  return is("broken") ? 999 : 0;
}

int nvmlShutdown(void) { return 0; }

int nvmlDeviceGetCount_v2(unsigned int *count) {
  *count = is("many") ? 4000000000u : 2;
  return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device) {
  if (index >= 2 && !is("many")) return 2;
  if (is("lost") && index == 1) return 15;
  *device = &gpus[index % 2];
  return 0;
}

int nvmlDeviceGetName(void *device, char *name, unsigned int length) {
  if (is("endless")) { memset(name, 'x', length); return 0; }
  strncpy(name, index_of(device) == 0 ? "NVIDIA H100 80GB HBM3" : "NVIDIA\033 A100", length);
  return 0;
}

int nvmlDeviceGetUUID(void *device, char *uuid, unsigned int length) {
  if (index_of(device) == 1) return 3;
  strncpy(uuid, "GPU-11111111-2222-3333-4444-555555555555", length);
  return 0;
}

int nvmlDeviceGetMemoryInfo(void *device, memory_t *memory) {
  memory->total = 85899345920ull;
  memory->free = index_of(device) == 0 ? 64424509440ull : 171798691840ull;
  memory->used = 21474836480ull;
  return 0;
}

int nvmlDeviceGetUtilizationRates(void *device, load_t *load) {
  load->gpu = 37;
  return index_of(device) == 0 ? 0 : 3;
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned int *celsius) {
  *celsius = index_of(device) == 0 && sensor == 0 ? 54 : 4000;
  return 0;
}
