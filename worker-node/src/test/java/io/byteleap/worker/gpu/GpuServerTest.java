package io.byteleap.worker.gpu;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.worker.gpu.GpuServer.Released;
import io.byteleap.worker.gpu.GpuServer.Start;
import io.byteleap.worker.gpu.GpuServerDouble.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The owner with real sockets and the double for a server; only time and processes are not real.
final class GpuServerTest {
  private static final GpuServer.Timing TIMING =
      new GpuServer.Timing(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5));

  private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config());

  @TempDir private Path folder;

  private final ManualTime time = ManualTime.get(TEST_KIT.system());
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final GpuView view = GpuView.starting();
  private final Launcher launcher = new Launcher();
  private final TestProbe<Released> owner = TEST_KIT.createTestProbe();
  private GpuSocket socket;
  private final List<ActorRef<GpuServer.Command>> servers = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    socket = new GpuSocket(folder.resolve("s"), SocketPeer.ownOrRoot());
  }

  @AfterEach
  void stop() {
    servers.forEach(TEST_KIT::stop);
    socket.close();
    launcher.children.forEach(FakeChild::die);
  }

  @AfterAll
  static void stopAll() {
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void serverThatIsNotThere_isStarted_andShownWithItsGpus() {
    start(Start.BY_WORKER);

    var working = awaitWorking();

    assertThat(launcher.orphansEnded.get()).isEqualTo(1);
    assertThat(launcher.children).hasSize(1);
    assertThat(working.hasGpus()).isTrue();
    assertThat(working.info().gpus()).hasSize(2);
  }

  @Test
  void serverThatRunsAlready_isUsed_andNotStopped() throws IOException {
    try (var running = GpuServerDouble.listening(folder.resolve("s"))) {
      start(Start.BY_WORKER);
      awaitWorking();

      servers.getLast().tell(new GpuServer.Release(owner.ref()));
      assertThat(owner.receiveMessage()).isEqualTo(Released.NOT_OURS);
      assertThat(absence()).isEqualTo("the GPU is used for something else");
      servers.getLast().tell(new GpuServer.Resume());

      awaitWorking();
      assertThat(launcher.children).isEmpty();
      assertThat(running.wasAsked(GpuCommand.GetInfo.class)).isTrue();
    }
  }

  @Test
  void serverOfOthers_isWaitedFor_withPausesThatGrow() throws IOException {
    start(Start.BY_OTHERS);
    awaitAbsence("nobody answers on the socket");

    pass(Duration.ofMillis(700));
    assertThat(view.sight()).isInstanceOf(GpuSight.Absent.class);
    try (var late = GpuServerDouble.listening(folder.resolve("s"))) {
      passUntilWorking();

      assertThat(late.wasAsked(GpuCommand.Ping.class)).isTrue();
      assertThat(launcher.children).isEmpty();
      assertThat(launcher.orphansEnded.get()).isZero();
    }
  }

  @Test
  void processThatDies_isReplaced_andTheCapabilityGoneMeanwhile() {
    start(Start.BY_WORKER);
    awaitWorking();

    launcher.children.element().die();

    awaitAbsence("its process ended with code 137");
    passUntilWorking();
    assertThat(launcher.children).hasSize(2);
  }

  @Test
  void processThatKeepsDying_isStartedLessAndLessOften() {
    launcher.diesAtOnce = true;
    start(Start.BY_WORKER);

    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              pass(Duration.ofMillis(900));
              return launcher.children.size() >= 4;
            });

    // pauses of 1, 2 and 4 s, each up to a fifth shorter
    assertThat(Duration.between(T0, now.get())).isGreaterThanOrEqualTo(Duration.ofMillis(5_600));
    awaitAbsence("its process ended with code 137");
  }

  @Test
  void processThatNeverAnswers_isEnded_whenItsTimeToStartIsOver() {
    launcher.fault = Optional.of(Fault.NO_JSON);
    start(Start.BY_WORKER);
    Awaitility.await().until(() -> !launcher.children.isEmpty());
    var child = launcher.children.element();

    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              pass(Duration.ofSeconds(4));
              return child.stops.get() > 0;
            });

    awaitAbsence("it does not answer 30000 ms after its start");
    assertThat(now.get()).isAfterOrEqualTo(T0.plusSeconds(30));
  }

  @Test
  void serverThatTellsNonsenseLater_isEnded_andStartedAgain() {
    start(Start.BY_WORKER);
    awaitWorking();
    var first = launcher.children.element();
    first.server.misbehaves(GpuCommand.Ping.class, Fault.NO_JSON);

    pass(Duration.ofSeconds(30));

    awaitAbsence("an answer that is none");
    assertThat(first.stops.get()).isEqualTo(1);
    passUntilWorking();
    assertThat(launcher.children).hasSize(2);
  }

  @Test
  void serverThatIsBusy_isAlive() {
    start(Start.BY_WORKER);
    awaitWorking();
    var child = launcher.children.element();
    child.server.misbehaves(GpuCommand.Ping.class, Fault.BUSY);
    int asked = child.server.heard.size();

    pass(Duration.ofSeconds(30));

    Awaitility.await().until(() -> child.server.heard.size() > asked);
    servers.getLast().tell(new GpuServer.Suspect());
    Awaitility.await().until(() -> child.server.heard.size() > asked + 1);
    assertThat(view.sight()).isInstanceOf(GpuSight.Working.class);
    assertThat(child.stops.get()).isZero();
  }

  @Test
  void whatIsKnownOfTheGpus_isRefreshedAtItsAge() {
    start(Start.BY_WORKER);
    awaitWorking();
    var child = launcher.children.element();
    child.server.misbehaves(GpuCommand.GetInfo.class, Fault.LIES);

    now.updateAndGet(before -> before.plus(TIMING.infoAge()));
    pass(TIMING.checkInterval());

    Awaitility.await()
        .until(() -> view.sight() instanceof GpuSight.Working working && !working.hasGpus());
  }

  @Test
  void release_endsTheServer_andNothingIsStartedBeforeItIsWantedAgain() {
    start(Start.BY_WORKER);
    awaitWorking();

    servers.getLast().tell(new GpuServer.Release(owner.ref()));
    assertThat(owner.receiveMessage()).isEqualTo(Released.FREE);
    assertThat(launcher.children.element().stops.get()).isEqualTo(1);
    pass(Duration.ofMinutes(2));
    assertThat(launcher.children).hasSize(1);
    assertThat(absence()).isEqualTo("the GPU is used for something else");

    servers.getLast().tell(new GpuServer.Resume());

    awaitWorking();
    assertThat(launcher.children).hasSize(2);
  }

  @Test
  void release_isAnsweredOnlyWhenTheProcessHasEnded_toAllWhoAsked() {
    launcher.endsSlowly = true;
    start(Start.BY_WORKER);
    awaitWorking();
    var child = launcher.children.element();

    servers.getLast().tell(new GpuServer.Release(owner.ref()));
    servers.getLast().tell(new GpuServer.Release(owner.ref()));
    owner.expectNoMessage(Duration.ofMillis(50));
    servers.getLast().tell(new GpuServer.Resume());
    child.die();

    assertThat(owner.receiveMessage()).isEqualTo(Released.FREE);
    assertThat(owner.receiveMessage()).isEqualTo(Released.FREE);
    awaitWorking();
    assertThat(launcher.children).hasSize(2);
  }

  @Test
  void release_endsAComputationUnderWay() {
    start(Start.BY_WORKER);
    awaitWorking();
    launcher.children.element().server.misbehaves(GpuCommand.AdjustPool.class, Fault.HANGS);
    var reply = socket.ask(new GpuCommand.AdjustPool(1), Duration.ofMinutes(5));

    servers.getLast().tell(new GpuServer.Release(owner.ref()));

    assertThat(reply.join()).isEqualTo(GpuReply.broken("the GPU is used for something else"));
  }

  @Test
  void programThatCannotBeStarted_isSaid_andTriedAgain() {
    launcher.problem = Optional.of("gone (gpu.binary_path) is no executable file");
    start(Start.BY_WORKER);
    awaitAbsence("gone (gpu.binary_path) is no executable file");

    launcher.problem = Optional.empty();

    passUntilWorking();
  }

  @Test
  void workerThatStops_endsItsServer() {
    start(Start.BY_WORKER);
    awaitWorking();

    TEST_KIT.stop(servers.removeLast());

    assertThat(launcher.children.element().stops.get()).isEqualTo(1);
  }

  private void start(Start start) {
    var tools = new GpuServer.Tools(socket, launcher, view, now::get, Seeds.generator(4));
    servers.add(TEST_KIT.spawn(GpuServer.create(start, TIMING, tools)));
  }

  private void pass(Duration duration) {
    now.updateAndGet(before -> before.plus(duration));
    time.timePasses(duration);
  }

  private GpuSight.Working awaitWorking() {
    Awaitility.await().until(() -> view.sight() instanceof GpuSight.Working);
    return (GpuSight.Working) view.sight();
  }

  private void passUntilWorking() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              pass(Duration.ofMillis(300));
              return view.sight() instanceof GpuSight.Working;
            });
  }

  private String absence() {
    return ((GpuSight.Absent) view.sight()).why();
  }

  private void awaitAbsence(String why) {
    Awaitility.await()
        .until(() -> view.sight() instanceof GpuSight.Absent(var shown) && shown.contains(why));
  }

  /// Starts doubles in this process.
  private final class Launcher implements ServerLauncher {
    final Queue<FakeChild> children = new ConcurrentLinkedQueue<>();
    volatile Optional<String> problem = Optional.empty();
    volatile Optional<Fault> fault = Optional.empty();
    volatile boolean diesAtOnce;
    volatile boolean endsSlowly;
    final AtomicInteger orphansEnded = new AtomicInteger();

    @Override
    public Child launch() throws IOException {
      if (problem.isPresent()) {
        throw new IOException(problem.get());
      }
      var server = GpuServerDouble.listening(folder.resolve("s"));
      fault.ifPresent(each -> server.misbehaves(GpuCommand.Ping.class, each));
      var child = new FakeChild(server, endsSlowly);
      children.add(child);
      if (diesAtOnce) {
        child.die();
      }
      return child;
    }

    @Override
    public void endOrphan() {
      orphansEnded.incrementAndGet();
    }
  }

  private static final class FakeChild implements ServerLauncher.Child {
    final GpuServerDouble server;
    final boolean endsSlowly;
    final CompletableFuture<Integer> exit = new CompletableFuture<>();
    final AtomicInteger stops = new AtomicInteger();

    FakeChild(GpuServerDouble server, boolean endsSlowly) {
      this.server = server;
      this.endsSlowly = endsSlowly;
    }

    void die() {
      server.close();
      exit.complete(137);
    }

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public CompletableFuture<Integer> exit() {
      return exit.copy();
    }

    @Override
    public void stop() {
      stops.incrementAndGet();
      if (!endsSlowly) {
        die();
      }
    }
  }
}
