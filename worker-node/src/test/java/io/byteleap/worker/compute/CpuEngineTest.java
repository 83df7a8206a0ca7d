package io.byteleap.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.matrix.RowRecomputation;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.worker.compute.Openings.Opening;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CpuEngineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CpuEngine engine = CpuEngine.of(3);

  @AfterEach
  void stop() {
    engine.close();
  }

  static Stream<JsonNode> executions() {
    return Vectors.cases("cpu_matrix", "execute");
  }

  @ParameterizedTest
  @MethodSource("executions")
  void engine_givesTheRootOfTheExistingWorkers(JsonNode vector) {
    var data = vector.path("challenge_data");
    var work =
        new MatrixSpec(
            new MatrixSeed(data.path("seed").asText()),
            data.path("matrix_size").asInt(),
            data.path("iterations").asInt());

    var tree = computed(engine, work);

    assertThat(tree.root().hex()).isEqualTo(vector.path("merkle_root").asText());
  }

  @Test
  void engine_givesTheRowsOfTheValidatorsRecomputation_withAnyNumberOfThreads() {
    Seeds.check(
        30,
        random -> {
          int size = random.nextInt(1, 70);
          var work = new MatrixSpec(MatrixSeed.draw(random), size, random.nextInt(1, 4));
          List<Integer> rows = IntStream.range(0, size).boxed().toList();
          try (var other = CpuEngine.of(random.nextInt(1, 6))) {
            var tree = computed(other, work);

            assertThat(rows.stream().map(row -> tree.proof(row).leaf()))
                .isEqualTo(RowRecomputation.hashes(work, rows).stream().map(RowHash::hex).toList());
          }
        });
  }

  @Test
  void openings_passTheValidatorsJudgement() {
    Seeds.check(
        20,
        random -> {
          var work = new MatrixSpec(MatrixSeed.draw(random), random.nextInt(1, 100), 2);
          var challenge =
              new ChallengeSpec(
                  new ChallengeId("c"),
                  new WorkerId("w"),
                  new CpuWork(work, new TargetPolicy(5, 0.5)),
                  Samples.PATIENCE);
          List<Integer> rows = random.ints(5, 0, work.size()).distinct().sorted().boxed().toList();
          var targets = List.of(UnitTargets.rowsOfCpu(rows));

          var tree = computed(engine, work);
          var openings =
              ((Decoded.Read<List<Opening>>) Openings.of(TaskProduct.ofCpu(tree), targets)).value();
          var proof = new Proof(openings.stream().map(each -> each.with(Numbers.NONE)).toList());

          var verdict =
              Verification.judge(challenge, List.of(Commitment.ofCpu(tree.root())), targets, proof);
          assertThat(verdict.failure()).isEmpty();
        });
  }

  @Test
  void cancelledJob_failsSoon_andLeavesItsThreadsToTheNext() {
    var endless = engine.start(new MatrixSpec(seed(), 1_500, MatrixSpec.ITERATIONS_MAX));

    endless.cancel();

    assertThat(endless.product())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(CancellationException.class);
    assertThat(engine.start(new MatrixSpec(seed(), 50, 1)).product()).succeedsWithin(PATIENCE);
  }

  @Test
  void workBeyondTheMemory_isRefusedWithNumbers() {
    try (var small = CpuEngine.within(4 << 20, 1)) {
      assertThat(small.refusal(new MatrixSpec(seed(), 500, 1))).isEmpty();
      assertThat(small.refusal(new MatrixSpec(seed(), 10_000, 1)))
          .contains(
              "matrices of size 10000 need 384 MiB of memory, this worker has 4 MiB for them");
    }
  }

  private static MatrixSeed seed() {
    return MatrixSeed.draw(Seeds.generator(7));
  }

  private static MerkleTree computed(CpuEngine engine, MatrixSpec work) {
    CompletionStage<TaskProduct> product = engine.start(work).product();
    return product
        .toCompletableFuture()
        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
        .join()
        .units()
        .getFirst()
        .tree();
  }
}
