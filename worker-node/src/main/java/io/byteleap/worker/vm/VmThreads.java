package io.byteleap.worker.vm;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Threads for calls that block in native code, where they cannot be given up: one for each call,
/// gone with it. There are never many: a machine has one order at a time and few looks.
public final class VmThreads {
  private VmThreads() {}

  public static ExecutorService create() {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofPlatform().daemon().name("vm-", 0).factory());
  }
}
