package io.byteleap.vmtest;

import io.byteleap.faulttest.Broken;
import io.byteleap.host.HostRoot;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import io.byteleap.worker.vm.libvirt.LibvirtHypervisor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// As many machines as a host may have, on libvirt's driver for tests: how much memory it takes to
/// look after them, how soon an order is acknowledged, and how soon its room is promised.
record CrowdRun(VmTestOptions options, TestHost.Systems systems, PrintStream out) {
  private static final int MACHINES = 20;
  private static final int PROCESSORS = 64;
  private static final int MIB_MAX = 30;
  private static final int BYTES_PER_MIB = 1 << 20;

  void run() throws IOException {
    var site = options.kills();
    site.remove();
    site.prepare(List.of(VmTestOptions.WORKER));
    var folder = options.workerFolder();
    try (var libvirt = LibvirtHypervisor.ofTests()) {
      var place = new TestHost.Place(libvirt, host(folder.resolve("host")), folder, "", MACHINES);
      try (var host = TestHost.start(place, systems)) {
        fill(host);
      }
    }
    site.remove();
  }

  /// A host that is large enough, which this one need not be.
  private static HostRoot host(Path root) throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/cpuinfo"),
        IntStream.range(0, PROCESSORS)
            .mapToObj(i -> "processor\t: " + i + "\n")
            .collect(Collectors.joining()));
    Files.writeString(root.resolve("proc/meminfo"), "MemTotal:       268435456 kB\n");
    return new HostRoot(root);
  }

  private void fill(TestHost host) {
    make(host, "crowd-first");
    destroy(host, "crowd-first");
    long before = usedMib();
    List<Long> acknowledged = new ArrayList<>();
    List<Long> promised = new ArrayList<>();
    for (int i = 0; i < MACHINES; i++) {
      var times = make(host, "crowd-" + i);
      acknowledged.add(times.getFirst());
      promised.add(times.get(1));
    }
    long more = usedMib() - before;
    if (host.carry(VmOrders.make("one-too-many"), _ -> {}).outcome() instanceof Done) {
      throw new Broken("one machine more than may be was made");
    }
    out.printf(
        "%d machines take %d MiB; an order was acknowledged after %d ms (median, at most %d), its"
            + " room promised after %d ms (median, at most %d)%n",
        MACHINES, more, median(acknowledged), max(acknowledged), median(promised), max(promised));
    if (more >= MIB_MAX) {
      throw new Broken("that is more than " + MIB_MAX + " MiB");
    }
    for (int i = 0; i < MACHINES; i++) {
      destroy(host, "crowd-" + i);
    }
    if (!host.leftovers().isEmpty()) {
      throw new Broken("left are " + host.leftovers());
    }
  }

  /// Milliseconds after which each step was told: that the order was taken first, then what follows
  /// when its room is promised.
  private static List<Long> make(TestHost host, String name) {
    long since = System.nanoTime();
    List<Long> steps = Collections.synchronizedList(new ArrayList<>());
    var ended =
        host.carry(VmOrders.make(name), _ -> steps.add((System.nanoTime() - since) / 1_000_000));
    if (ended.outcome() instanceof Failed(var why)) {
      throw new Broken(name + " is not made: " + why);
    }
    return steps;
  }

  private static void destroy(TestHost host, String name) {
    if (host.carry(VmOrders.destroy(name), _ -> {}).outcome() instanceof Failed(var why)) {
      throw new Broken(name + " is not destroyed: " + why);
    }
  }

  /// What is in use after a collection.
  private static long usedMib() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / BYTES_PER_MIB;
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private static long max(List<Long> times) {
    return Collections.max(times);
  }
}
