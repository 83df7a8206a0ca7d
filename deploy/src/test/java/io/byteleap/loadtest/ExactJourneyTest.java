package io.byteleap.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpeningCheck;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.RoundSecret;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.JsonObject;
import io.byteleap.localnet.StatusClient;
import io.byteleap.miner.MinerConfig;
import io.byteleap.miner.MinerGuardian;
import io.byteleap.node.AdminToken;
import io.byteleap.node.Health;
import io.byteleap.node.NodeExit;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.worker.access.LegacyMiner;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.access.UnitKeys;
import io.byteleap.worker.compute.ComputeMeters;
import io.byteleap.worker.compute.CpuEngine;
import io.byteleap.worker.compute.Engines;
import io.byteleap.worker.compute.ExactCpuEngine;
import io.byteleap.worker.compute.ExactTools;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.ProofVault;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.compute.UnitSigner;
import io.byteleap.worker.compute.ValueSource;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.link.LinkMeters;
import io.byteleap.worker.link.MinerLink;
import io.byteleap.worker.link.MinerUrl;
import io.byteleap.worker.link.WebSocketDialer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One order of challenge v2 on its whole way: a real worker, a real miner with its doors and
/// sessions, and the core's own decisions where the validator is.
final class ExactJourneyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final WorkerId WORKER = new WorkerId("0123456789abcdef");
  private static final Hotkey MINER = Signers.BOB.hotkey();
  private static final ChallengeId ID = new ChallengeId("c-1");
  private static final UnitId OTHER = new UnitId("GPU-11111111-2222-3333-4444-555555555555");

  @TempDir private Path folder;

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("miner"));
  private final StatusClient client = new StatusClient();
  private final InstantSource clock = InstantSource.system();
  private final RoundSecret secret = RoundSecret.draw(Seeds.generator(5));
  private final ExactCpuEngine cpu = ExactCpuEngine.of(2);
  private final ExactCpuEngine other = ExactCpuEngine.of(2);
  private final CpuEngine wide = CpuEngine.of(1);
  private final ExecutorService openers = ProofDesk.openers();
  private final AtomicBoolean handed = new AtomicBoolean();
  private final Map<UnitId, UnitChallenge> units = new ConcurrentHashMap<>();
  private final Map<UnitId, ExactVerdict> verdicts = new ConcurrentHashMap<>();
  private volatile Work work = new Work(new ExactShape(256, 2), new Bell.None(), new Stint.Whole());
  private int doorPort;
  private int statusPort;

  /// What is asked, and until when it is to be done.
  private record Work(ExactShape shape, Bell bell, Stint stint) {}

  @BeforeEach
  void startMiner() throws IOException {
    var validator =
        new ScriptedValidator(
            kit.system(),
            Signers.ALICE,
            (_, payload) -> answer(payload),
            clock,
            Seeds.generator(1));
    var chain = SimulatedChain.in(folder.resolve("chain"), clock);
    chain.found(new ChainRules(Duration.ofSeconds(1), 10));
    chain.register(validator.hotkey(), true, Stake.ofTao(20_000));
    chain.serveAxon(validator.hotkey(), validator.endpoint());
    chain.register(MINER, false, Stake.ofTao(1));
    doorPort = TestPorts.free();
    statusPort = TestPorts.free();
    kit.spawn(
        MinerGuardian.create(
            new MinerGuardian.Parts(minerConfig(), Signers.BOB, _ -> chain, new NodeExit())));
    await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(AdminToken.fileIn(folder.resolve("miner"))) && isThere());
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    client.close();
    cpu.close();
    other.close();
    wide.close();
    openers.shutdownNow();
  }

  // ---- the validator

  private Answer answer(Payload payload) {
    return switch (payload) {
      case Payload.Heartbeat heartbeat ->
          new Answer.HeartbeatTaken("ok", heartbeat.data().workers().size(), clock.instant());
      case Payload.TaskPoll _ -> new Answer.Tasks(handed(), clock.instant());
      case Payload.ExactCommitments(_, _, var said) -> committed(said);
      case Payload.ExactOpening(_, var opening, _) -> judged(opening);
      case Payload.CommitmentData _, Payload.ProofData _ -> new Answer.Failed("not of v1", 1006);
      case Payload.EnrolTokenQuery(var worker) -> new Answer.EnrolTokenPending(worker, 5);
    };
  }

  private List<Answer.ComputeChallenge> handed() {
    if (handed.getAndSet(true)) {
      return List.of();
    }
    var keys = new TreeMap<UnitId, MatrixKey>();
    for (var unit : List.of(UnitId.CPU, OTHER)) {
      keys.put(unit, task(unit).keyOfA());
      var patience = new UnitChallenge.Patience(PATIENCE, PATIENCE, PATIENCE);
      var spec =
          new UnitChallenge.Spec(
              ID, name(unit), work.shape(), new UnitTerms(4), patience, work.bell());
      units.put(unit, UnitChallenge.handedOut(spec, clock.instant()));
    }
    var order =
        new ExactOrder(work.shape(), secret.keyOfB(work.shape().size()), keys, work.stint());
    return List.of(
        new Answer.ComputeChallenge(
            ID.value(), ExactParts.MATMUL_EXACT_V2, ExactParts.write(order), 60, WORKER.value()));
  }

  private static UnitName name(UnitId unit) {
    return new UnitName(MINER, WORKER, unit);
  }

  private ExactTask task(UnitId unit) {
    return new ExactTask(
        ID,
        unit,
        work.shape(),
        secret.keyOfA(MINER, WORKER, unit, ID),
        secret.keyOfB(work.shape().size()),
        work.stint());
  }

  private Answer committed(List<UnitCommitment> said) {
    List<UnitRows> asked = new ArrayList<>();
    List<UnitRefusal> refused = new ArrayList<>();
    for (var each : said) {
      var unit = each.unit();
      var order =
          each instanceof UnitCommitment.Committed(var commitment)
              ? new UnitChallenge.Commit(commitment)
              : new UnitChallenge.Refuse(ExactRefusal.GIVEN_UP);
      if (decided(unit, order) instanceof UnitChallenge.Asked now) {
        asked.add(UnitRows.of(now.request().orElseThrow()));
      } else {
        refused.add(new UnitRefusal(unit, ExactRefusal.GIVEN_UP));
      }
    }
    return new Answer.ExactRequests(asked, refused);
  }

  private UnitChallenge decided(UnitId unit, UnitChallenge.Order order) {
    return units.compute(
        unit,
        (_, now) ->
            now.decide(order, UnitBook.EMPTY, clock.instant(), Seeds.generator(8))
                    instanceof UnitChallenge.Accept(var event)
                ? now.evolve(event)
                : now);
  }

  private Answer judged(UnitOpening said) {
    var unit = said.unit();
    if (!(units.get(unit) instanceof UnitChallenge.Asked asked)) {
      return new Answer.Failed("nothing was asked", 1006);
    }
    var request = asked.request().orElseThrow();
    var commitment = asked.answer().commitment();
    var task = task(unit).of(commitment.extent());
    var check = RoundCheck.computed(task.keyOfB(), work.shape().size(), Seeds.generator(6));
    verdicts.put(
        unit,
        said instanceof UnitOpening.Opened(_, var frame)
                && OpeningFrame.decode(request, frame) instanceof OpeningFrame.Opened(var rows)
            ? OpeningCheck.judge(task, commitment.root(), request.rows(), rows, check)
            : new ExactVerdict.Refused(ExactRefusal.GIVEN_UP));
    return new Answer.ProofQueued(ID.value());
  }

  // ---- the miner

  private MinerConfig minerConfig() throws IOException {
    var file = folder.resolve("miner.yaml");
    Files.writeString(
        file,
        """
        subtensor: {network: simulated, simulated_dir: "%s"}
        metagraph: {sync_interval: 200ms}
        heartbeat_interval: 500ms
        task_poll_interval: 200ms
        data_dir: "%s"
        worker_management: {host: 127.0.0.1, port: %d, tls: {mode: off}}
        security: {handshake: strict}
        status: {port: %d}
        """
            .formatted(folder.resolve("chain"), folder.resolve("miner"), doorPort, statusPort));
    return ((RecordConfig.Good<MinerConfig>)
            RecordConfig.load(MinerConfig.class, file, Overrides.NONE))
        .config();
  }

  private boolean isThere() {
    return client.get(url("/ready")).join() instanceof StatusClient.Answer answer
        && answer.isGood();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + statusPort + path);
  }

  // ---- the worker

  private void startWorker() throws Exception {
    var admin = AdminToken.read(AdminToken.fileIn(folder.resolve("miner")));
    var wanted =
        JsonObject.builder().put("label", "worker-01").put("lifetime_seconds", 600L).build();
    var token =
        (StatusClient.Answer) client.send("POST", url("/api/v1/join-tokens"), wanted, admin).join();
    var data = Files.createDirectory(folder.resolve("worker"));
    var tokenFile = Files.writeString(data.resolve("token"), token.body().text("token"));
    var access = MinerAccess.open(data, tokenFile, LegacyMiner.REFUSE, Map.of());
    var exact = ExactUnits.of(new TreeMap<>(Map.of(UnitId.CPU, cpu, OTHER, other)));
    var keys = UnitKeys.in(data);
    var ofCpu = keys.of(UnitId.CPU);
    var ofOther = keys.of(OTHER);
    var meters = new ComputeMeters(new SimpleMeterRegistry());
    var limits = ProofVault.Limits.USUAL;
    var proofs =
        kit.spawn(
            ProofDesk.create(
                limits, new ProofDesk.Tools(ValueSource.NONE, openers, meters, clock)));
    var engines =
        Engines.ofCpu(
            wide,
            new ExactTools(
                exact, new UnitSigner(WORKER, unit -> unit.equals(OTHER) ? ofOther : ofCpu)));
    var tasks =
        kit.spawn(
            TaskDesk.create(
                new TaskDesk.Settings(WORKER, 2, Duration.ofMinutes(1), limits),
                new TaskDesk.Tools(engines, proofs, meters, clock)));
    var second = Duration.ofSeconds(1);
    kit.spawn(
        MinerLink.create(
            new MinerLink.Settings(
                WORKER,
                "worker-01",
                access,
                new MinerLink.Timing(second, second, second, PATIENCE, PATIENCE, PATIENCE)),
            new MinerLink.Tools(
                new WebSocketDialer(new MinerUrl(URI.create("ws://127.0.0.1:" + doorPort)), access),
                new HostView(),
                GpuView.disabled(),
                exact,
                tasks,
                proofs,
                Health.dependingOn(MinerLink.HEALTH),
                new LinkMeters(new SimpleMeterRegistry()),
                clock,
                Seeds.generator(9)),
            CompletableFuture.completedFuture(null)));
  }

  @Test
  void order_isComputedSignedOpenedAndSound_unitByUnit() throws Exception {
    startWorker();

    assertBothSound();
    assertThat(commitments())
        .allMatch(each -> each.isSigned(ID, name(each.unit()), work.shape()))
        .allMatch(each -> each.extent().equals(new Extent.Whole()));
    assertThat(commitments().stream().map(commitment -> commitment.key()).distinct()).hasSize(2);
  }

  private void assertBothSound() {
    await().atMost(PATIENCE).until(() -> verdicts.size() == 2);

    assertThat(verdicts)
        .containsEntry(UnitId.CPU, new ExactVerdict.Sound())
        .containsEntry(OTHER, new ExactVerdict.Sound());
  }

  private List<ExactCommitment> commitments() {
    return units.values().stream()
        .map(unit -> ((UnitChallenge.Asked) unit).answer().commitment())
        .toList();
  }

  /// A row takes longer than the time that there is.
  @Test
  void orderUntilABell_isCommittedTo_withTheRowsThatWereMade() throws Exception {
    var shape = new ExactShape(1_024, 64);
    work =
        new Work(
            shape,
            new Bell.At(clock.instant().plus(PATIENCE)),
            new Stint.Within(Duration.ofMillis(1)));
    startWorker();

    assertBothSound();
    assertThat(commitments())
        .allMatch(each -> each.isSigned(ID, name(each.unit()), shape))
        .allSatisfy(
            each -> assertThat(each.extent().of(shape).rows()).isBetween(1, shape.size() / 4));
  }
}
