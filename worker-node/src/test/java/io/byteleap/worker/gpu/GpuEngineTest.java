package io.byteleap.worker.gpu;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.gpu.GpuAnswer;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.worker.compute.TaskProduct;
import io.byteleap.worker.gpu.GpuServerDouble.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GpuEngineTest {
  private static final GpuMatrixSpec WORK = work(1, GpuMatrixSpec.EVERY_GPU);

  @TempDir private Path folder;

  private final GpuView view = GpuView.starting();
  private final AtomicInteger suspicions = new AtomicInteger();
  private GpuServerDouble server;
  private GpuSocket socket;
  private GpuEngine engine;

  @BeforeEach
  void start() throws IOException {
    server = GpuServerDouble.listening(folder.resolve("s"));
    socket = new GpuSocket(folder.resolve("s"), SocketPeer.ownOrRoot());
    engine = new GpuEngine(socket, view, suspicions::incrementAndGet);
    var reply = socket.ask(new GpuCommand.GetInfo(), Duration.ofSeconds(20)).join();
    var info = (GpuAnswer.Info) ((GpuReply.Answered) reply).answer();
    view.show(new GpuSight.Working(info, T0));
  }

  @AfterEach
  void stop() {
    socket.close();
    server.close();
  }

  @Test
  void productAndValues_passTheValidatorsJudgement() {
    var challenge = SoftwareGpu.challenge(WORK, GpuServerDouble.GPUS);

    var product = done(engine.start(WORK).product());
    var targets = challenge.work().drawTargets(GpuServerDouble.GPUS, Seeds.generator(3));
    var proof = new Proof(targets.stream().map(asked -> opened(product, asked)).toList());

    var commitments = product.units().stream().map(TaskProduct.OfUnit::commitment).toList();
    assertThat(Verification.judge(challenge, commitments, targets, proof).failure()).isEmpty();
  }

  private UnitProof opened(TaskProduct product, UnitTargets asked) {
    var unit = unit(product, asked);
    var paths = asked.rows().stream().map(unit.tree()::proof).toList();
    var hashes = paths.stream().map(path -> path.leaf()).toList();
    return new UnitProof(asked.unit(), hashes, paths, done(engine.values(unit, asked)));
  }

  private static TaskProduct.OfUnit unit(TaskProduct product, UnitTargets asked) {
    return product.units().stream()
        .filter(each -> each.commitment().unit().equals(asked.unit()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneGpu_isAskedAlone() {
    var product = done(engine.start(work(2, 1)).product());

    assertThat(product.units().stream().map(unit -> unit.commitment().unit()))
        .containsExactly(GpuServerDouble.GPUS.get(1));
  }

  @Test
  void rowAskedForTwice_isReadOnce_andGivenTwice() {
    var unit = done(engine.start(WORK).product()).units().getFirst();
    var rows = new UnitTargets(unit.commitment().unit(), List.of(3, 3), List.of());

    Numbers values = done(engine.values(unit, rows));

    assertThat(values.count()).isEqualTo(256);
    assertThat(values.at(5)).isEqualTo(values.at(128 + 5));
  }

  @Test
  void valuesOfAnEarlierChallenge_areNotThoseOfALaterOne() {
    var earlier = done(engine.start(WORK).product()).units().getFirst();
    done(engine.start(work(9, GpuMatrixSpec.EVERY_GPU)).product());
    var single = new UnitTargets(earlier.commitment().unit(), List.of(), coordinates(1));

    assertThat(failure(engine.values(earlier, single)))
        .isEqualTo("the GPU does not hold the values of this challenge any more");
    engine.release(earlier);
    assertThat(server.wasAsked(GpuCommand.ClearResults.class)).isFalse();
  }

  @Test
  void releasedUnit_isCleared_andItsValuesAreGone() {
    var unit = done(engine.start(WORK).product()).units().getFirst();

    engine.release(unit);

    Awaitility.await().until(() -> server.wasAsked(GpuCommand.ClearResults.class));
    assertThat(failure(engine.values(unit, row(unit)))).contains("does not hold");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LIES               | is not that of its rows
          ANOTHER_ANSWER     | an answer that is none
          BUSY               | it refuses: Server busy
          DIES_IN_ITS_ANSWER | the server closed the connection
          """)
  void computationThatTheServerSpoils_failsWithItsReason(Fault fault, String why) {
    server.misbehaves(GpuCommand.Submit.class, fault);

    assertThat(failure(engine.start(WORK).product())).contains(why);
    assertThat(suspicions.get()).isEqualTo(fault == Fault.LIES ? 0 : 1);
  }

  @Test
  void rowsThatAreNotTheCommittedOnes_areNotGivenAway() {
    var unit = done(engine.start(WORK).product()).units().getFirst();
    server.misbehaves(GpuCommand.GetRows.class, Fault.LIES);

    assertThat(failure(engine.values(unit, row(unit)))).contains("is not the one committed to");
  }

  @Test
  void resultsOfGpusThatTheServerNeverNamed_areRefused() {
    var known = ((GpuSight.Working) view.sight()).info();
    view.show(
        new GpuSight.Working(
            new GpuAnswer.Info(
                known.version(), known.driver(), known.cuda(), List.of(known.gpus().getFirst())),
            T0));

    assertThat(failure(engine.start(WORK).product())).contains("which was not asked");
  }

  @Test
  void moreValuesThanAFrameHolds_areRefusedBeforeAnythingIsRead() {
    var unit = done(engine.start(WORK).product()).units().getFirst();
    var rows = Collections.nCopies(8_000, 1);
    var greedy = new UnitTargets(unit.commitment().unit(), rows, List.of());

    assertThat(failure(engine.values(unit, greedy)))
        .isEqualTo("1024000 values are asked for, up to 1000000 are given");
    assertThat(server.wasAsked(GpuCommand.GetRows.class)).isFalse();
  }

  @Test
  void computationThatIsGivenUp_leavesTheServer_whichIsLookedAt() {
    server.misbehaves(GpuCommand.Submit.class, Fault.HANGS);
    var job = engine.start(WORK);
    Awaitility.await().until(() -> server.wasAsked(GpuCommand.Submit.class));

    job.cancel();

    Awaitility.await().until(server::isLeftAlone);
    assertThat(suspicions.get()).isEqualTo(1);
  }

  @Test
  void workThatCannotBeDone_isRefusedWithItsReason() {
    assertThat(engine.refusal(WORK)).isEmpty();
    assertThat(engine.refusal(work(1, 2))).contains("there is no GPU 2 here, but 2 in all");
    assertThat(engine.refusal(new GpuMatrixSpec(WORK.seed(), 127, 1, -1)))
        .contains("GPU matrices have 128 rows or more");
    view.show(new GpuSight.Absent("it is not started yet"));
    assertThat(engine.refusal(WORK)).contains("there is no GPU server: it is not started yet");
  }

  private static GpuMatrixSpec work(long seed, int gpu) {
    return new GpuMatrixSpec(MatrixSeed.draw(Seeds.generator(seed)), 128, 2, gpu);
  }

  private static UnitTargets row(TaskProduct.OfUnit unit) {
    return new UnitTargets(unit.commitment().unit(), List.of(0), coordinates(1));
  }

  private static List<Coordinate> coordinates(int row) {
    return List.of(new Coordinate(row, 0));
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static String failure(CompletionStage<?> stage) {
    return stage
        .handle((_, failure) -> String.valueOf(FailureCause.of(failure).getMessage()))
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }
}
