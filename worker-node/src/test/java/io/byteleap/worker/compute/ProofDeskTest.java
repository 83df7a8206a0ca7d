package io.byteleap.worker.compute;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.wire.worker.MinerFrame.ProofRequest;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProofDeskTest {
  private static final UnitTargets ROWS = UnitTargets.rowsOfCpu(List.of(0, 3));

  private static final ActorTestKit TEST_KIT = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(TEST_KIT.system());
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final TestProbe<ProofResponse> miner = TEST_KIT.createTestProbe();
  private final MerkleTree tree = tree(5);
  private final ActorRef<ProofDesk.Command> desk =
      TEST_KIT.spawn(
          ProofDesk.create(
              ProofVault.Limits.USUAL, new ComputeMeters(new SimpleMeterRegistry()), now::get));

  @BeforeEach
  void keepOneResult() {
    desk.tell(new ProofDesk.Keep(new ProofVault.Key(new Hotkey("5A"), new ChallengeId("c")), tree));
  }

  @AfterEach
  void stop() {
    TEST_KIT.stop(desk);
  }

  @AfterAll
  static void stopAll() {
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
