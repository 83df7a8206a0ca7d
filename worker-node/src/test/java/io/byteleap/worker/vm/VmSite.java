package io.byteleap.worker.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.HostRoom.Kept;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.fixture.Seeds;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOperation.Access;
import io.byteleap.wire.vm.VmOperation.Create;
import io.byteleap.wire.vm.VmOutcome;
import io.byteleap.worker.gpu.GpuServer.Released;
import io.byteleap.worker.program.Digests;
import io.byteleap.worker.setup.RecordedHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// A host with a hypervisor in memory, and a worker on it that can be killed and started again.
final class VmSite {
  static final SshKey KEY = SshKey.parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbcdEfg me@home");
  static final String IMAGE = "debian.qcow2";

  /// Longer than a busy machine needs for anything that is waited for.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final FakeHypervisor hypervisor;
  final FakePrograms programs = new FakePrograms();
  final Loan loan = new Loan();
  final Path folder;
  final Path host;
  private final Hypervisor used;
  private final ActorTestKit kit;
  private final ExecutorService threads = VmThreads.create();
  private final AtomicInteger names = new AtomicInteger();
  VmSettings.Timing timing = quick(Duration.ofMillis(20));
  ActorRef<VmCommand> keeper;

  /// The doom of the worker that runs now.
  private AtomicReference<Doom> doom = new AtomicReference<>(new Doom());

  /// The worker's own use of GPUs.
  static final class Loan implements GpuLoan {
    final AtomicInteger taken = new AtomicInteger();
    final AtomicInteger given = new AtomicInteger();
    volatile Released answer = Released.FREE;

    @Override
    public CompletionStage<Released> take() {
      taken.incrementAndGet();
      return CompletableFuture.completedStage(answer);
    }

    @Override
    public void giveBack() {
      given.incrementAndGet();
    }
  }

  private VmSite(ActorTestKit kit, Path folder, FakeHypervisor memory, Hypervisor used)
      throws IOException {
    this.hypervisor = memory;
    this.used = used;
    this.kit = kit;
    this.folder = folder;
    this.host = RecordedHost.expand("vm-two-gpus", folder);
    this.keeper = kit.system().ignoreRef();
  }

  static VmSite in(Path folder, ActorTestKit kit) throws IOException {
    var memory = new FakeHypervisor();
    return open(new VmSite(kit, folder, memory, memory));
  }

  /// With another hypervisor than the one in memory.
  static VmSite with(Hypervisor other, Path folder, ActorTestKit kit) throws IOException {
    return open(new VmSite(kit, folder, new FakeHypervisor(), other));
  }

  private static VmSite open(VmSite site) throws IOException {
    Path folder = site.folder;
    Path images = Files.createDirectories(folder.resolve("vm"));
    Files.writeString(images.resolve(IMAGE), "an image");
    Files.writeString(
        images.resolve(IMAGE + ".sha256"), Digests.of(images.resolve(IMAGE)) + "  " + IMAGE + "\n");
    site.start();
    return site;
  }

  static VmSettings.Timing quick(Duration patience) {
    return new VmSettings.Timing(
        Duration.ofMillis(1),
        patience,
        patience,
        patience,
        Duration.ofSeconds(1),
        patience,
        Duration.ofMillis(20),
        Duration.ofMinutes(5),
        new VmSettings.Pause(Duration.ofMillis(5), Duration.ofMillis(20)),
        Duration.ofSeconds(4));
  }

  /// Starts a worker.
  void start() {
    var mine = new AtomicReference<>(new Doom());
    doom = mine;
    doom(mine.get());
    var settings =
        new VmSettings(
            folder.resolve("vm"),
            folder.resolve("data"),
            "",
            "default",
            DomainPlan.Pages.USUAL,
            new Kept(1, 1_024, 0, 20),
            "",
            timing);
    var doors = new VmKeeper.Doors(used, new HostRoot(host), programs, loan);
    keeper =
        kit.spawn(
            VmKeeper.create(
                new VmKeeper.Parts(
                    settings,
                    doors,
                    task -> execute(task, mine.get()),
                    () -> JsonObject.builder().put("cpu_usage", 12.5).build(),
                    InstantSource.system(),
                    Seeds.generator(System.nanoTime()))),
            "keeper-" + names.incrementAndGet() + "-" + System.nanoTime());
  }

  /// Threads of a worker that was killed begin nothing more.
  private void execute(Runnable task, Doom ofWorker) {
    if (!ofWorker.hasStruck()) {
      threads.execute(task);
    }
  }

  /// The worker dies at a moment.
  void doom(Doom next) {
    doom.set(next);
    hypervisor.doom = next;
    programs.doom = next;
  }

  /// Ends the worker as it is and starts another.
  void restart() {
    kit.stop(keeper);
    start();
  }

  TestProbe<VmReport> give(VmOrder order) {
    TestProbe<VmReport> probe = kit.createTestProbe();
    keeper.tell(new VmCommand.Carry(order, probe.getRef()));
    return probe;
  }

  /// Gives an order; what is heard of it comes into the list.
  List<VmReport> listen(VmOrder order) {
    List<VmReport> heard = new CopyOnWriteArrayList<>();
    var listener =
        kit.<VmReport>spawn(
            Behaviors.receiveMessage(
                report -> {
                  heard.add(report);
                  return Behaviors.same();
                }));
    keeper.tell(new VmCommand.Carry(order, listener));
    return heard;
  }

  /// The end of an order that is given now.
  VmReport.Ended carry(VmOrder order) {
    return end(give(order));
  }

  static VmReport.Ended end(TestProbe<VmReport> probe) {
    while (true) {
      if (probe.receiveMessage(PATIENCE) instanceof VmReport.Ended ended) {
        return ended;
      }
    }
  }

  static VmOrder order(String task, VmOperation operation) {
    return new VmOrder(new VmTaskId(task), new WorkerId("worker-1"), operation);
  }

  static Create create(String name, int gpus) {
    return new Create(
        new VmName(name),
        new ImageName(IMAGE),
        new VmSize(1_024, 2, 1, gpus),
        new Access(GuestUser.ROOT, List.of(KEY), Secret.of("")),
        VmDirectory.OWN);
  }

  static VmId vm(String name) {
    return new VmId(name);
  }

  FakeHypervisor.Domain domain(String name) {
    return hypervisor.domains.values().stream()
        .filter(each -> each.plan.reservation().name().value().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Whatever is on this host of machines: domains, files, reservations.
  List<String> leftovers() throws IOException {
    var domains = hypervisor.domains.values().stream().map(each -> "domain " + each.plan);
    return Stream.of(domains, names(folder.resolve("vm/machines")), names(folder.resolve("data")))
        .flatMap(each -> each)
        .filter(name -> !name.equals("orders"))
        .toList();
  }

  private static Stream<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList().stream();
    }
  }

  /// What an order came to that was carried out.
  static VmOutcome.Result result(VmReport.Ended ended) {
    assertThat(ended.outcome()).isInstanceOf(VmOutcome.Done.class);
    return ((VmOutcome.Done) ended.outcome()).result();
  }

  /// Why an order failed.
  static String error(VmReport.Ended ended) {
    assertThat(ended.outcome()).isInstanceOf(VmOutcome.Failed.class);
    return ((VmOutcome.Failed) ended.outcome()).error().value();
  }
}
