package io.byteleap.domain.vm;

/// How large a virtual machine is: memory in MiB (128 to 4,194,304), processors (1 to 512), disk in
/// GB (1 to 65,536) and GPUs (0 to 64). What a host can really give is for the host to say.
public record VmSize(int memoryMiB, int processors, int diskGb, int gpus) {
  public static final int MEMORY_MIB_MIN = 128;
  public static final int MEMORY_MIB_MAX = 4 << 20;
  public static final int PROCESSORS_MAX = 512;
  public static final int DISK_GB_MAX = 65_536;
  public static final int GPUS_MAX = 64;

  public VmSize {
    within("memory_mb", memoryMiB, MEMORY_MIB_MIN, MEMORY_MIB_MAX);
    within("vcpus", processors, 1, PROCESSORS_MAX);
    within("disk_size", diskGb, 1, DISK_GB_MAX);
    within("gpu_count", gpus, 0, GPUS_MAX);
  }

  private static void within(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " must be " + min + " to " + max + ", is " + value);
    }
  }
}
