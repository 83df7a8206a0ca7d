package io.byteleap.vmtest;

import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.VmId;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome.Created;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import io.byteleap.wire.vm.VmOutcome.Result;
import io.byteleap.wire.vm.VmOutcome.Stats;
import io.byteleap.worker.vm.VmProblem;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One machine from its first boot to its end.
final class LifeRun {
  private static final String NAME = "life";
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final VmTestOptions options;
  private final PrintStream out;
  private final InstantSource clock = InstantSource.system();
  private int number;

  LifeRun(VmTestOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void run() {
    try (var host = TestHost.start(options)) {
      var created = (Created) carry(host, "created", VmOrders.make(NAME).operation());
      awaitBoot(host, MachineId.parse(created.vm().value()));
      var seed = options.folder().resolve("machines/" + created.name() + "/seed.iso");
      await("the seed was taken away", () -> !Files.exists(seed));
      var stats = (Stats) carry(host, "looked at", new VmOperation.MonitorStats(vm()));
      out.println("  " + stats.systemInfo().toText());
      carry(host, "key added", new VmOperation.AddLoginKey(vm(), GuestUser.ROOT, VmOrders.KEY));
      makeKey(host);
      carry(
          host, "key revoked", new VmOperation.RevokeLoginKey(vm(), GuestUser.ROOT, VmOrders.KEY));
      carry(host, "rebooted", new VmOperation.Reboot(vm()));
      carry(host, "stopped", new VmOperation.TurnOff(vm()));
      carry(host, "started", new VmOperation.TurnOn(vm()));
      carry(host, "destroyed", new VmOperation.Destroy(vm()));
      if (!host.leftovers().isEmpty()) {
        throw new StepFailed("left are " + host.leftovers());
      }
      out.println("nothing is left");
    }
  }

  /// Without the processor's help, looking for large primes takes longer than the order may.
  private void makeKey(TestHost host) {
    if (Files.exists(Path.of("/dev/kvm"))) {
      carry(host, "key made", new VmOperation.MakeKey(vm(), GuestUser.ROOT));
    } else {
      out.println("no key is made: without /dev/kvm it takes too long");
    }
  }

  private static VmId vm() {
    return VmOrders.vm(NAME);
  }

  private Result carry(TestHost host, String what, VmOperation operation) {
    Instant since = clock.instant();
    var ended = host.carry(VmOrders.order("life-" + number++, operation), _ -> {});
    return switch (ended.outcome()) {
      case Done(var result, var _) -> {
        out.printf("%s in %d ms%n", what, Duration.between(since, clock.instant()).toMillis());
        yield result;
      }
      case Failed(var why) -> throw new StepFailed("not " + what + ": " + why);
    };
  }

  private void awaitBoot(TestHost host, MachineId machine) {
    await("the machine's agent answered", () -> answers(host, machine));
  }

  private static boolean answers(TestHost host, MachineId machine) {
    try {
      host.libvirt().askGuest(machine, "{\"execute\":\"guest-ping\"}", LOOK);
      return true;
    } catch (VmProblem e) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private void await(String what, Condition condition) {
    Instant since = clock.instant();
    Instant end = since.plus(options.bootPatience());
    while (!condition.holds()) {
      if (clock.instant().isAfter(end)) {
        throw new StepFailed("never: " + what);
      }
      pause();
    }
    out.printf("%s after %d s%n", what, Duration.between(since, clock.instant()).toSeconds());
  }

  private static void pause() {
    try {
      var _ = new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StepFailed("interrupted");
    }
  }
}
