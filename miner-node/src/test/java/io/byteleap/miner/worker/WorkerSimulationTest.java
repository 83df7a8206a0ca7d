package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.Dialect;
import io.byteleap.wire.worker.MinerFrame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A hundred workers and more that come, go, work, lie and fall silent, as a seed decides; after
/// every step the roster is what a model of it says.
final class WorkerSimulationTest {
  private static final Duration SILENCE_MAX = Duration.ofSeconds(90);
  private static final Duration REGISTRATION_MAX = Duration.ofSeconds(30);
  private static final int WORKERS = 112;
  private static final int STEPS = 120;
  private static final int BEATS = 20;
  private static final int PASSING_MAX = 3;
  private static final Duration PASSING = Duration.ofSeconds(10);

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry figures = new SimpleMeterRegistry();
  private final WorkerMeters meters = new WorkerMeters(figures);

  /// What each worker should be: the socket of its newest connection, when it was heard last, the
  /// owner of its task.
  private final Map<WorkerId, Modelled> model = new HashMap<>();

  private Seats seats = Seats.of(WorkerRegistry.WORKERS_MAX);
  private ActorRef<WorkerRegistry.Command> registry;
  private int tasks;

  private record Modelled(
      Socket socket, Instant heardAt, String task, TestProbe<WorkerSession.Event> owner) {}

  @BeforeEach
  void start() {
    registry =
        testKit.spawn(
            WorkerRegistry.create(
                new WorkerRegistry.Settings(
                    TestDoor.doorkeeper(LegacyPolicy.ALLOW, clock),
                    SILENCE_MAX,
                    _ -> {},
                    _ -> {},
                    meters,
                    clock)));
  }

  @AfterEach
  void stop() {
    testKit.shutdownTestKit();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void hundredWorkers_areWhatTheModelSays_whateverTheyDo(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < WorkerRegistry.WORKERS_MAX; i++) {
      connect(id(i));
    }
    for (int step = 0; step < STEPS; step++) {
      step(random);
    }
    assertRoster();
  }

  private static WorkerId id(int number) {
    return new WorkerId("w-%03d".formatted(number));
  }

  private void step(RandomGenerator random) {
    var worker = id(random.nextInt(WORKERS));
    switch (random.nextInt(8)) {
      case 0 -> connect(worker);
      case 1 -> hangUp(worker);
      case 2, 3 -> random.ints(BEATS, 0, WORKERS).forEach(number -> beat(id(number)));
      case 4 -> assign(worker);
      case 5 -> answer(worker);
      case 6 -> lie(worker, id(random.nextInt(WORKERS)));
      default -> pass(random.nextInt(PASSING_MAX));
    }
  }

  /// The newest connection wins; who has no place and finds none is told so.
  private void connect(WorkerId worker) {
    var socket = new Socket();
    open(socket);
    socket.says(WorkerClient.registration(worker.value()));
    switch (seats.admit(worker, Set.of(), clock.instant())) {
      case Seats.Full() -> socket.awaitClosed(CloseCode.WORKER_LIMIT);
      case Seats.Seated(var next) -> seated(worker, socket, next);
      case Seats.SeatedInstead(var next, var forgotten) -> {
        model.remove(forgotten);
        seated(worker, socket, next);
      }
    }
    assertRoster();
  }

  private void open(Socket socket) {
    testKit.spawn(
        WorkerConnection.create(
            socket,
            new WorkerConnection.Settings(
                TestDoor.terms(),
                REGISTRATION_MAX,
                1_000,
                new Tarpit(clock, meters),
                meters,
                clock),
            registry));
  }

  private void seated(WorkerId worker, Socket socket, Seats next) {
    socket.awaitSaid("registration_ack");
    var older = model.get(worker);
    boolean wasConnected = isConnected(worker);
    seats = next;
    if (older != null && wasConnected) {
      older.socket().awaitClosed(CloseCode.REPLACED);
      lose(older);
    }
    model.put(worker, new Modelled(socket, clock.instant(), "", testKit.createTestProbe()));
    if (older != null) {
      older.socket().gone(); // late, and of no meaning
    }
  }

  private Modelled modelled(WorkerId worker) {
    return Objects.requireNonNull(model.get(worker));
  }

  private static void lose(Modelled worker) {
    if (!worker.task().isEmpty()) {
      worker.owner().expectMessageClass(WorkerSession.WorkerLost.class);
    }
  }

  private boolean isConnected(WorkerId worker) {
    return seats.seats().get(worker) instanceof Seats.Taken;
  }

  private void hangUp(WorkerId worker) {
    if (isConnected(worker)) {
      var gone = modelled(worker);
      gone.socket().gone();
      left(worker, gone);
      awaitCounted();
      assertRoster();
    }
  }

  private void left(WorkerId worker, Modelled gone) {
    lose(gone);
    seats = seats.left(worker, clock.instant());
    model.put(worker, new Modelled(gone.socket(), gone.heardAt(), "", gone.owner()));
  }

  private void beat(WorkerId worker) {
    if (isConnected(worker)) {
      var heard = modelled(worker);
      heard.socket().forgetSaid();
      heard.socket().says(WorkerClient.heartbeat());
      heard.socket().awaitSaid("heartbeat_ack");
      model.put(worker, new Modelled(heard.socket(), clock.instant(), heard.task(), heard.owner()));
    }
  }

  private void assign(WorkerId worker) {
    var entry = roster().stream().filter(row -> row.view().id().equals(worker)).findFirst();
    if (entry.isEmpty()) {
      return;
    }
    var before = modelled(worker);
    TestProbe<WorkerSession.Event> owner = testKit.createTestProbe();
    var task = "t-" + tasks++;
    entry.get().session().tell(new WorkerSession.Assign(task(task), owner.ref()));
    if (isConnected(worker) && before.task().isEmpty()) {
      before.socket().awaitSaid("\"task_id\":\"" + task + "\"");
      model.put(worker, new Modelled(before.socket(), before.heardAt(), task, owner));
    } else {
      owner.expectMessageClass(WorkerSession.NotIdle.class);
    }
    assertRoster();
  }

  private static MinerFrame.TaskAssignment task(String id) {
    return new MinerFrame.TaskAssignment(id, "cpu_matrix", JsonObject.EMPTY, 45, "5Validator");
  }

  /// A result that nobody can read frees the worker as any other does.
  private void answer(WorkerId worker) {
    if (!isConnected(worker) || modelled(worker).task().isEmpty()) {
      return;
    }
    var busy = modelled(worker);
    busy.socket().says("{\"type\":\"task_result\",\"task_id\":\"%s\"}".formatted(busy.task()));
    busy.owner().expectMessageClass(WorkerSession.ResultIn.class);
    sessionOf(worker).tell(new WorkerSession.Release(busy.task()));
    model.put(worker, new Modelled(busy.socket(), busy.heardAt(), "", busy.owner()));
    assertRoster();
  }

  private ActorRef<WorkerSession.Command> sessionOf(WorkerId worker) {
    return roster().stream()
        .filter(row -> row.view().id().equals(worker))
        .findFirst()
        .orElseThrow()
        .session();
  }

  /// One worker answers for another's task, which nobody hears of.
  private void lie(WorkerId liar, WorkerId victim) {
    String task = model.containsKey(victim) ? modelled(victim).task() : "";
    if (isConnected(liar) && !liar.equals(victim) && !task.isEmpty()) {
      modelled(liar).socket().says("{\"type\":\"task_result\",\"task_id\":\"%s\"}".formatted(task));
      beat(liar);
      modelled(victim).owner().expectNoMessage(Duration.ZERO);
      assertRoster();
    }
  }

  /// Who was silent for too long is closed.
  private void pass(int times) {
    for (int i = 0; i < times; i++) {
      clock.pass(PASSING);
      time.timePasses(PASSING);
      var late = clock.instant().minus(SILENCE_MAX);
      for (var entry : new TreeMap<>(model).entrySet()) {
        if (isConnected(entry.getKey()) && !entry.getValue().heardAt().isAfter(late)) {
          entry.getValue().socket().awaitClosed(CloseCode.HEARTBEAT_TIMEOUT);
          left(entry.getKey(), entry.getValue());
        }
      }
      awaitCounted();
    }
    assertRoster();
  }

  private void assertRoster() {
    var expected = new TreeMap<WorkerId, String>();
    model.forEach((worker, now) -> expected.put(worker, status(worker, now)));
    soon().untilAsserted(() -> assertThat(shown()).isEqualTo(expected));
    assertThat(seats.taken()).isLessThanOrEqualTo(WorkerRegistry.WORKERS_MAX);
  }

  /// Whoever left did so at this moment, for the registry too.
  private void awaitCounted() {
    soon().until(() -> figures.get("byteleap.workers.connected").gauge().value() == seats.taken());
  }

  private static ConditionFactory soon() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  private String status(WorkerId worker, Modelled now) {
    if (!isConnected(worker)) {
      return new WorkerView.Offline().toString();
    }
    return now.task().isEmpty()
        ? new WorkerView.Online().toString()
        : new WorkerView.Busy(now.task()).toString();
  }

  private Map<WorkerId, String> shown() {
    var shown = new TreeMap<WorkerId, String>();
    roster().forEach(row -> shown.put(row.view().id(), row.view().status().toString()));
    return shown;
  }

  private List<Entry> roster() {
    TestProbe<Roster> probe = testKit.createTestProbe();
    registry.tell(new WorkerRegistry.GetRoster(probe.ref()));
    return probe.receiveMessage().workers();
  }

  /// A worker's end without a network.
  private static final class Socket implements WorkerSocket {
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final List<CloseCode> closed = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<ActorRef<WorkerConnection.Command>> connection =
        new CompletableFuture<>();

    void says(String text) {
      connection.join().tell(new WorkerConnection.FrameIn(text));
    }

    void gone() {
      connection.join().tell(new WorkerConnection.Gone());
    }

    void forgetSaid() {
      said.clear();
    }

    void awaitSaid(String text) {
      soon().until(() -> List.copyOf(said).stream().anyMatch(frame -> frame.contains(text)));
    }

    void awaitClosed(CloseCode code) {
      soon().until(() -> closed.contains(code));
    }

    @Override
    public Peer peer() {
      return new Peer(
          InetAddress.getLoopbackAddress(), Dialect.ORIGINAL, WorkerView.Transport.PLAIN);
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1:5";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public void attach(ActorRef<WorkerConnection.Command> listener) {
      connection.complete(listener);
    }

    @Override
    public void next() {}

    @Override
    public void send(String text) {
      said.add(text);
    }

    @Override
    public void close(CloseCode code) {
      closed.add(code);
    }
  }
}
