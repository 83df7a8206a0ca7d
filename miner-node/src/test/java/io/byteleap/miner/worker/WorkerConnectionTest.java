package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.Dialect;
import io.byteleap.wire.worker.MinerFrame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkerConnectionTest {
  private static final int FRAMES_PER_SECOND = 1;

  /// How often an address may be refused, or a worker register, before it waits.
  private static final int FREE = 10;

  private static final int AT_ONCE = 10 * FRAMES_PER_SECOND;

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private FakeSocket socket;
  private WorkerConnection.Settings settings;
  private TestProbe<WorkerRegistry.Command> registry;
  private TestProbe<WorkerSession.Command> session;
  private ActorRef<WorkerConnection.Command> connection;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void register() {
    registry = testKit.createTestProbe();
    session = testKit.createTestProbe();
    var meters = new WorkerMeters(new SimpleMeterRegistry());
    settings =
        new WorkerConnection.Settings(
            TestDoor.terms(),
            Duration.ofSeconds(30),
            FRAMES_PER_SECOND,
            new Tarpit(clock, meters),
            meters,
            clock);
    connect();
    connection.tell(new WorkerConnection.FrameIn(WorkerClient.registration("w-1")));
    registry.expectMessageClass(WorkerRegistry.Register.class);
    connection.tell(new WorkerConnection.Registered(session.ref()));
    await().until(() -> socket.reads.get() == 1);
  }

  private void connect() {
    socket = new FakeSocket();
    connection = testKit.spawn(WorkerConnection.create(socket, settings, registry.ref()));
  }

  @Test
  void sessionThatEnds_endsTheConnection() {
    session.stop();

    await().untilAsserted(() -> assertThat(socket.closed).contains(CloseCode.INTERNAL_ERROR));
  }

  @Test
  void connectionThatEnds_inWhateverWay_leavesNoSocketOpen() {
    testKit.stop(connection);

    assertThat(socket.closed).containsExactly(CloseCode.INTERNAL_ERROR);
  }

  @Test
  void workerThatSendsTooFast_isReadAgainAfterAPause() {
    for (int i = 0; i < AT_ONCE + 3; i++) {
      connection.tell(new WorkerConnection.FrameIn(WorkerClient.heartbeat()));
      session.expectMessageClass(WorkerSession.FrameIn.class);
    }
    connection.tell(new WorkerConnection.Deliver(new MinerFrame.HeartbeatAck()));
    await().until(() -> socket.sent.get() == 2); // so all frames are dealt with
    time.expectNoMessageFor(Duration.ofMillis(999), session);
    assertThat(socket.reads).hasValue(1 + AT_ONCE);

    time.timePasses(Duration.ofMillis(1));

    await().until(() -> socket.reads.get() == 1 + AT_ONCE + 3);
  }

  @Test
  void addressWhoseConnectionsAreRefusedAgainAndAgain_waitsForItsAnswer() {
    for (int i = 0; i < FREE; i++) {
      connect();
      connection.tell(new WorkerConnection.FrameIn("{}"));
      await().until(() -> socket.closed.contains(CloseCode.INVALID_REGISTRATION));
    }
    connect();
    connection.tell(new WorkerConnection.FrameIn("{}"));
    time.expectNoMessageFor(Duration.ofMillis(999), session);
    assertThat(socket.closed).isEmpty();

    time.timePasses(Duration.ofMillis(1));

    await().until(() -> socket.closed.contains(CloseCode.INVALID_REGISTRATION));
  }

  @Test
  void workerThatRegistersAgainAndAgain_waitsForItsPlace_andAnotherDoesNot() {
    for (int i = 1; i < FREE; i++) { // the first was the one that is connected
      registers("w-1");
      registry.expectMessageClass(WorkerRegistry.Register.class);
    }
    registers("w-1");
    registers("w-2");
    assertThat(nextId()).isEqualTo("w-2");
    time.expectNoMessageFor(Duration.ofMillis(999), registry);

    time.timePasses(Duration.ofMillis(1));

    assertThat(nextId()).isEqualTo("w-1");
  }

  private void registers(String id) {
    connect();
    connection.tell(new WorkerConnection.FrameIn(WorkerClient.registration(id)));
  }

  private String nextId() {
    return registry.expectMessageClass(WorkerRegistry.Register.class).registration().id().value();
  }

  private static final class FakeSocket implements WorkerSocket {
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger sent = new AtomicInteger();
    final List<CloseCode> closed = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String remoteAddress() {
      return "127.0.0.1:5";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public Peer peer() {
      return new Peer(
          InetAddress.getLoopbackAddress(), Dialect.ORIGINAL, WorkerView.Transport.PLAIN);
    }

    @Override
    public void attach(ActorRef<WorkerConnection.Command> connection) {}

    @Override
    public void next() {
      reads.incrementAndGet();
    }

    @Override
    public void send(String text) {
      sent.incrementAndGet();
    }

    @Override
    public void close(CloseCode code) {
      closed.add(code);
    }
  }
}
