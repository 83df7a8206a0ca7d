package io.byteleap.worker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Health;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.wire.worker.MinerFrame.Limits;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.wire.worker.WorkerFrame.RowsGiven;
import io.byteleap.worker.access.TestAccess;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.host.TestHost;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a link says and does of exact products.
final class ExactLinkTest {
  private static final ActorTestKit TEST_KIT = ActorTestKit.create();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final MinerLink.Timing TIMING =
      new MinerLink.Timing(LONG, LONG, LONG, LONG, LONG, LONG);
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final List<String> EXACT = List.of("matmul_exact_v2");
  private static final UnitId GPU = new UnitId("GPU-11111111-2222-3333-4444-555555555555");

  private static final FakeMiner MINERS = FakeMiner.keyed();

  private final HostView host = new HostView();
  private final TestProbe<TaskDesk.Command> tasks = TEST_KIT.createTestProbe();
  private final TestProbe<ProofDesk.Command> proofs = TEST_KIT.createTestProbe();
  private ActorRef<MinerLink.Command> link = TEST_KIT.<MinerLink.Command>createTestProbe().ref();

  @AfterEach
  void stop() {
    TEST_KIT.stop(link);
  }

  @AfterAll
  static void stopAll() {
    MINERS.close();
    TEST_KIT.shutdownTestKit();
  }

  private record NoEngine() implements ExactEngine {
    @Override
    public Optional<String> refusal(ExactShape shape) {
      return Optional.empty();
    }

    @Override
    public ExactProduct compute(ExactTask task, Runnable checkpoint) {
      throw new ExactFailure("nothing is computed here");
    }
  }

  private static ExactUnits units(UnitId... units) {
    var engines = new TreeMap<UnitId, ExactEngine>();
    for (var unit : units) {
      engines.put(unit, new NoEngine());
    }
    return ExactUnits.of(engines);
  }

  private void showGpu() {
    TestHost.show(
        host,
        JsonObject.builder()
            .putObjects(
                "gpu_info",
                List.of(
                    JsonObject.builder()
                        .put("name", "NVIDIA H100")
                        .put("uuid", GPU.value())
                        .build()))
            .build());
  }

  /// The session of a link that has registered at a miner which passes on `challenges`; what it
  /// says it can do is the same in registration and heartbeat.
  private FakeMiner.Session registered(ExactUnits units, List<String> challenges) {
    link = link(units);
    var session = MINERS.connected();
    session.send(
        new Hello(
            new Nonce32("0a".repeat(32)),
            MINER,
            new Channel.Plain(),
            new Limits(100, 1, 30),
            challenges));
    said = session.next(Register.class).capabilities();
    session.send(new MinerFrame.RegistrationAck());
    assertThat(session.next(Heartbeat.class).capabilities()).isEqualTo(said);
    return session;
  }

  private List<String> said = List.of();

  @Test
  void capability_isSaidToAMinerThatKnowsIt() {
    registered(units(UnitId.CPU), EXACT);

    assertThat(said).containsExactly("cpu_matrix", "matmul_exact_v2");
  }

  @Test
  void capability_isNotSaid_toAMinerOfBefore() {
    registered(units(UnitId.CPU), List.of());

    assertThat(said).containsExactly("cpu_matrix");
  }

  @Test
  void capability_isNotSaid_whereExactProductsAreOff() {
    registered(ExactUnits.none(), EXACT);

    assertThat(said).containsExactly("cpu_matrix");
  }

  @Test
  void workerThatShowsAGpuWithoutAnEngine_staysOnVersionOne() {
    showGpu();
    registered(units(UnitId.CPU), EXACT);

    assertThat(said).containsExactly("cpu_matrix");
  }

  @Test
  void workerWhoseGpusHaveEngines_saysSo() {
    showGpu();
    registered(units(UnitId.CPU, GPU), EXACT);

    assertThat(said).containsExactly("cpu_matrix", "matmul_exact_v2");
  }

  @Test
  void order_isRunInTheNameOfTheMiner() {
    var session = registered(units(UnitId.CPU), EXACT);
    var data = JsonObject.builder().put("matrix_size", 128).build();

    session.send(new MinerFrame.TaskAssignment("c-1", "matmul_exact_v2", data, 60, "5V"));

    var status = tasks.expectMessageClass(TaskDesk.GetStatus.class); // of the heartbeat
    assertThat(status).isNotNull();
    var run = tasks.expectMessageClass(TaskDesk.RunUnits.class);
    assertThat(run.miner()).isEqualTo(MINER);
    assertThat(run.task().task().taskId()).isEqualTo("c-1");
  }

  @Test
  void rowsThatAreAskedFor_comeBackAsAFrame() {
    var session = registered(units(UnitId.CPU), EXACT);
    var rows = new UnitRows(UnitId.CPU, List.of(1, 5));
    session.send(new MinerFrame.RowsRequest("m-1", "5V", "c-1", rows));

    var asked = proofs.expectMessageClass(ProofDesk.AnswerRows.class);
    assertThat(asked.request().rows()).isEqualTo(rows);
    assertThat(asked.request().challengeId()).isEqualTo("c-1");
    var frame = Bytes.adopting(new byte[] {0x42, 0x4c});
    asked
        .replyTo()
        .tell(
            new ProofResponse(
                "m-1",
                new RowsGiven(
                    new UnitOpening.Opened(UnitId.CPU, frame), new TreeMap<>(Map.of("t", 1L)))));

    var response = session.next(ProofResponse.class);
    assertThat(response.messageId()).isEqualTo("m-1");
    assertThat(((RowsGiven) response.outcome()).opening())
        .isEqualTo(new UnitOpening.Opened(UnitId.CPU, frame));
  }

  @Test
  void requestThatCannotBeRead_isAnswered() {
    var session = registered(units(UnitId.CPU), EXACT);

    session.sendText(
        """
        {"type":"proof_request","message_id":"m-2","data":{"challenge_type":"matmul_exact_v2",\
        "validator_hotkey":"5V","challenge_id":"c-1","requests":[]}}\
        """);

    assertThat(session.next(ProofResponse.class))
        .isEqualTo(
            new ProofResponse("m-2", new ProofFailed(Label.of("requests: must be of one unit"))));
  }

  private ActorRef<MinerLink.Command> link(ExactUnits units) {
    var access = TestAccess.anywhere();
    return TEST_KIT.spawn(
        MinerLink.create(
            new MinerLink.Settings(new WorkerId("w-1"), "worker-01", access, TIMING),
            new MinerLink.Tools(
                new WebSocketDialer(MINERS.url(), access),
                host,
                GpuView.disabled(),
                units,
                tasks.ref(),
                proofs.ref(),
                Health.dependingOn(MinerLink.HEALTH),
                new LinkMeters(new SimpleMeterRegistry()),
                InstantSource.system(),
                Seeds.generator(9)),
            CompletableFuture.completedFuture(null)));
  }
}
