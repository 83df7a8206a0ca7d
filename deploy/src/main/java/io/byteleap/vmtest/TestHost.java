package io.byteleap.vmtest;

import io.byteleap.domain.vm.HostRoom.Kept;
import io.byteleap.faulttest.Broken;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.vm.DomainPlan;
import io.byteleap.worker.vm.GpuLoan;
import io.byteleap.worker.vm.VmCommand;
import io.byteleap.worker.vm.VmKeeper;
import io.byteleap.worker.vm.VmProblem;
import io.byteleap.worker.vm.VmReport;
import io.byteleap.worker.vm.VmSettings;
import io.byteleap.worker.vm.VmThreads;
import io.byteleap.worker.vm.libvirt.LibvirtHypervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// A keeper of machines on the real hypervisor, as a worker has it.
final class TestHost implements AutoCloseable {
  private static final Duration END_MAX = Duration.ofSeconds(200);

  private final Path folder;
  private final ActorSystem<VmCommand> system;
  private final LibvirtHypervisor libvirt;

  private TestHost(Path folder, ActorSystem<VmCommand> system, LibvirtHypervisor libvirt) {
    this.folder = folder;
    this.system = system;
    this.libvirt = libvirt;
  }

  /// Starts the system of actors that a keeper lives in.
  @FunctionalInterface
  interface Systems {
    ActorSystem<VmCommand> start(Behavior<VmCommand> keeper);
  }

  /// On which hypervisor and host, where its machines lie, and how many there may be.
  record Place(
      LibvirtHypervisor libvirt, HostRoot host, Path folder, String user, int machinesMax) {}

  static TestHost start(VmTestOptions options, Systems systems) {
    var folder = options.workerFolder();
    var libvirt = options.libvirt(folder);
    return start(new Place(libvirt, HostRoot.REAL, folder, options.user(), 8), systems);
  }

  static TestHost start(Place place, Systems systems) {
    var settings =
        new VmSettings(
            place.folder(),
            place.folder().resolve("data"),
            place.user(),
            "default",
            DomainPlan.Pages.USUAL,
            new Kept(0, 512, 0, place.machinesMax()),
            "",
            VmSettings.Timing.USUAL);
    var parts =
        new VmKeeper.Parts(
            settings,
            new VmKeeper.Doors(place.libvirt(), place.host(), new RealCommands(), GpuLoan.NONE),
            VmThreads.create(),
            () -> JsonObject.EMPTY,
            InstantSource.system(),
            new SecureRandom());
    return new TestHost(place.folder(), systems.start(VmKeeper.create(parts)), place.libvirt());
  }

  /// Gives an order, tells its steps, and waits for its end.
  VmReport.Ended carry(VmOrder order, Consumer<String> steps) {
    var ended = new CompletableFuture<VmReport.Ended>();
    ActorRef<VmReport> reporter =
        system.systemActorOf(listener(ended, steps), "order-" + order.task(), props());
    system.tell(new VmCommand.Carry(order, reporter));
    try {
      return ended.get(END_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken("interrupted");
    } catch (ExecutionException | TimeoutException e) {
      throw new Broken("order " + order.task() + " has no end");
    }
  }

  private static Props props() {
    return Props.empty();
  }

  private static Behavior<VmReport> listener(
      CompletableFuture<VmReport.Ended> ended, Consumer<String> steps) {
    return Behaviors.receiveMessage(
        report -> {
          switch (report) {
            case VmReport.Progress(var _, var step) -> steps.accept(step.value());
            case VmReport.Ended end -> ended.complete(end);
          }
          return Behaviors.same();
        });
  }

  LibvirtHypervisor libvirt() {
    return libvirt;
  }

  /// What there is of machines on this host.
  List<String> leftovers() {
    try {
      var domains =
          libvirt.machines().stream()
              .filter(machine -> machine.name().startsWith(VmOrders.NAME_START))
              .map(machine -> "domain " + machine.name());
      return Stream.of(domains, names("machines"), names("data"))
          .flatMap(each -> each)
          .filter(name -> !name.equals("orders"))
          .toList();
    } catch (VmProblem | IOException e) {
      throw new Broken("it cannot be looked what is left: " + e.getMessage());
    }
  }

  private Stream<String> names(String name) throws IOException {
    Path there = folder.resolve(name);
    if (!Files.isDirectory(there)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(there)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList().stream();
    }
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    libvirt.close();
  }
}
