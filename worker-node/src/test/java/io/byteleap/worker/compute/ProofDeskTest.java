package io.byteleap.worker.compute;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Numbers;
import io.byteleap.wire.worker.MinerFrame.ProofRequest;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProofDeskTest {
  private static final UnitId GPU = new UnitId("GPU-1");
  private static final UnitId OTHER_GPU = new UnitId("GPU-2");
  private static final UnitTargets ROWS = UnitTargets.rowsOfCpu(List.of(0, 3));

  private static final ExecutorService OPENERS = ProofDesk.openers();
  private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(TEST_KIT.system());
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final TestProbe<ProofResponse> miner = TEST_KIT.createTestProbe();
  private final MerkleTree tree = tree(5);
  private final HeldSource source = new HeldSource();
  private final ActorRef<ProofDesk.Command> desk =
      TEST_KIT.spawn(
          ProofDesk.create(
              ProofVault.Limits.USUAL,
              new ProofDesk.Tools(
                  source, OPENERS, new ComputeMeters(new SimpleMeterRegistry()), now::get)));

  @BeforeEach
  void keepOneResult() {
    desk.tell(new ProofDesk.Keep(key("c"), TaskProduct.ofCpu(tree)));
  }

  @AfterEach
  void stop() {
    TEST_KIT.stop(desk);
  }

  @AfterAll
  static void stopAll() {
    OPENERS.shutdownNow();
    TEST_KIT.shutdownTestKit();
  }

  @Test
  void rows_areOpenedWithTheirPaths_andTheTimesSaid() {
    now.set(T0.plusMillis(70));
    ask("c", ROWS);

    var response = miner.receiveMessage();

    assertThat(response.messageId()).isEqualTo("m-1");
    var given = (ProofGiven) response.outcome();
    var unit = given.proof().units().getFirst();
    assertThat(unit.unit()).isEqualTo(UnitId.CPU);
    assertThat(unit.paths()).containsExactly(tree.proof(0), tree.proof(3));
    assertThat(unit.rowHashes()).containsExactly(tree.proof(0).leaf(), tree.proof(3).leaf());
    assertThat(given.times())
        .containsEntry("worker_proof_request_received_ts", T0.toEpochMilli())
        .containsEntry("worker_proof_completed_ts", T0.toEpochMilli() + 70);
  }

  @Test
  void whatCannotBeOpened_isLeftOut() {
    var ofGpu = new UnitTargets(new UnitId("GPU-1"), List.of(1), List.of());
    var values = new UnitTargets(UnitId.CPU, List.of(), List.of(new Coordinate(1, 1)));
    var outside = UnitTargets.rowsOfCpu(List.of(0, 5));

    ask("c", ofGpu, values, outside, ROWS, UnitTargets.rowsOfCpu(List.of(1)));
    var given = (ProofGiven) miner.receiveMessage().outcome();
    ask("c", ofGpu, values, outside);
    ask("c");

    assertThat(given.proof().units()).hasSize(1);
    assertThat(given.proof().units().getFirst().paths()).hasSize(2);
    assertThat(failure()).contains("only rows 0 to 4 of unit -1");
    assertThat(failure()).contains("nothing that can be opened");
  }

  @Test
  void sameQuestion_getsTheSameAnswer() {
    ask("c", ROWS);
    var first = miner.receiveMessage();
    ask("c", ROWS);

    assertThat(miner.receiveMessage()).isEqualTo(first);
  }

  @Test
  void resultThatIsNotThere_isAnAnswer() {
    ask("other", ROWS);
    ask("a challenge", ROWS);

    assertThat(failure()).isEqualTo("no result of challenge other is kept");
    assertThat(failure()).contains("challenge id holds a character that cannot be shown");
  }

  @Test
  void oldResult_leavesTheVaultByItself() {
    TestProbe<ProofDesk.Status> probe = TEST_KIT.createTestProbe();
    desk.tell(new ProofDesk.GetStatus(probe.ref()));
    assertThat(probe.receiveMessage()).isEqualTo(new ProofDesk.Status(0, 0, 1, 400));

    now.set(T0.plus(Duration.ofMinutes(10)));
    time.timePasses(Duration.ofMinutes(1));
    ask("c", ROWS);
    assertThat(failure()).contains("no result");
    desk.tell(new ProofDesk.GetStatus(probe.ref()));

    assertThat(probe.receiveMessage()).isEqualTo(new ProofDesk.Status(0, 1, 0, 0));
  }

  @Test
  void valuesOfGpus_comeWithTheirRows_andAreReleasedThen() {
    keep("g", GPU, OTHER_GPU);
    ask("g", of(GPU, 0), of(OTHER_GPU, 3));
    source.next().values.complete(Numbers.of(1, 2));
    source.next().values.complete(Numbers.of(3));

    var units = ((ProofGiven) miner.receiveMessage().outcome()).proof().units();

    assertThat(units.stream().map(UnitProof::unit)).containsExactly(GPU, OTHER_GPU);
    assertThat(units.stream().map(UnitProof::values))
        .containsExactly(Numbers.of(1, 2), Numbers.of(3));
    assertThat(units.getLast().paths()).containsExactly(tree.proof(3));
    assertThat(source.released).containsExactly(GPU, OTHER_GPU);
  }

  @Test
  void gpuThatGivesNoValues_isLeftOut_andWithoutAnyItIsAFailure() {
    keep("g", GPU, OTHER_GPU);
    ask("g", of(GPU, 0), of(OTHER_GPU, 3));
    source.next().values.completeExceptionally(new IllegalStateException("gone"));
    source.next().values.complete(Numbers.of(3));
    var given = (ProofGiven) miner.receiveMessage().outcome();
    ask("g", of(GPU, 0));
    source.next().values.completeExceptionally(new IllegalStateException("gone"));

    assertThat(given.proof().units().stream().map(UnitProof::unit)).containsExactly(OTHER_GPU);
    assertThat(failure()).isEqualTo("IllegalStateException: gone");
    assertThat(source.released).containsExactly(OTHER_GPU);
  }

  @Test
  void whileValuesAreRead_otherRequestsAreAnswered_upToABound() {
    keep("g", GPU);
    for (int i = 0; i < 5; i++) {
      ask("g", of(GPU, 0));
    }
    ask("c", ROWS);

    assertThat(failure()).contains("4 requests for values of GPUs are being answered");
    assertThat(miner.receiveMessage().outcome()).isInstanceOf(ProofGiven.class);
    assertThat(source.pending).hasSize(4);
  }

  @Test
  void valuesOutsideTheMatrix_areNotAskedOfTheGpu() {
    keep("g", GPU);
    var outside = new UnitTargets(GPU, List.of(), List.of(new Coordinate(0, 5)));

    ask("g", outside);

    assertThat(failure()).contains("nothing that can be opened");
    assertThat(source.pending).isEmpty();
  }

  @Test
  void resultOfAGpuThatLeavesTheVault_isReleased() {
    keep("g", GPU);
    now.set(T0.plus(Duration.ofMinutes(10)));

    time.timePasses(Duration.ofMinutes(1));

    Awaitility.await().until(() -> source.released.contains(GPU));
  }

  private void keep(String challenge, UnitId... gpus) {
    var signature = new Commitment.Signature(1, "ab");
    var units =
        Stream.of(gpus)
            .map(gpu -> new TaskProduct.OfUnit(new Commitment(gpu, tree.root(), signature), tree))
            .toList();
    desk.tell(new ProofDesk.Keep(key(challenge), new TaskProduct(units)));
    TestProbe<ProofDesk.Status> probe = TEST_KIT.createTestProbe();
    desk.tell(new ProofDesk.GetStatus(probe.ref()));
    assertThat(probe.receiveMessage().resultsKept()).isEqualTo(2);
  }

  private static UnitTargets of(UnitId gpu, int row) {
    return new UnitTargets(gpu, List.of(row), List.of(new Coordinate(1, 1)));
  }

  private static ProofVault.Key key(String challenge) {
    return new ProofVault.Key(new Hotkey("5A"), new ChallengeId(challenge));
  }

  /// Gives values when a test says so.
  private static final class HeldSource implements ValueSource {
    final Queue<Asked> pending = new ConcurrentLinkedQueue<>();
    final Queue<UnitId> released = new ConcurrentLinkedQueue<>();

    Asked next() {
      Awaitility.await().until(() -> !pending.isEmpty());
      return pending.remove();
    }

    record Asked(UnitId gpu, CompletableFuture<Numbers> values) {}

    @Override
    public CompletionStage<Numbers> values(TaskProduct.OfUnit unit, UnitTargets targets) {
      var asked = new Asked(unit.unit(), new CompletableFuture<>());
      pending.add(asked);
      return asked.values();
    }

    @Override
    public void release(TaskProduct.OfUnit unit) {
      released.add(unit.unit());
    }
  }

  private void ask(String challenge, UnitTargets... targets) {
    desk.tell(
        new ProofDesk.Answer(
            new ProofRequest("m-1", "5A", challenge, List.of(targets)), T0, miner.ref()));
  }

  private String failure() {
    return ((ProofFailed) miner.receiveMessage().outcome()).error().value();
  }

  private static MerkleTree tree(int leaves) {
    return MerkleTree.of(
        IntStream.range(0, leaves).mapToObj(leaf -> "%016x".formatted(leaf)).toList());
  }
}
