package io.byteleap.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.fixture.RunningMiner;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.HeartbeatData.WorkerInfo;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with the existing miner, and must not be with this one, each between real sockets.
final class MinerDefectsTest {
  private static final MatrixSpec MATRIX =
      new MatrixSpec(new MatrixSeed("00112233445566778899aabbccddeeff"), 24, 1);
  private static final List<UnitTargets> TARGETS = List.of(UnitTargets.rowsOfCpu(List.of(3, 5)));

  @TempDir private Path folder;

  private final BlockingQueue<Answer.ComputeChallenge> challenges = new LinkedBlockingQueue<>();
  private RunningMiner miner;

  @BeforeEach
  void start() throws Exception {
    miner = RunningMiner.in(folder);
    var usual = miner.validator.answering();
    miner.validator.answer(
        payload ->
            switch (payload) {
              case Payload.TaskPoll _ -> new Answer.Tasks(drained(), Instant.now());
              case Payload.CommitmentData _ -> new Answer.ProofRequests(TARGETS);
              case Payload.Heartbeat _,
                  Payload.ProofData _,
                  Payload.ExactCommitments _,
                  Payload.ExactOpening _,
                  Payload.EnrolTokenQuery _ ->
                  usual.apply(payload);
            });
  }

  private List<Answer.ComputeChallenge> drained() {
    var next = challenges.poll();
    return next == null ? List.of() : List.of(next);
  }

  @AfterEach
  void stop() {
    miner.close();
  }

  @Test
  void reconnectRace_endOfTheOlderConnection_neverTakesTheNewerAway() throws Exception {
    var older = miner.worker("w-1");
    for (int round = 0; round < 20; round++) {
      var last = older;
      var hangingUp = Thread.ofVirtual().start(last::hangUp);
      var newer = miner.worker("w-1");
      hangingUp.join();
      newer.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
      older = newer;
    }

    assertThat(older.isOpen()).isTrue();
    assertThat(theOnlyWorker().text("status")).isEqualTo("online");
  }

  @Test
  void stuckBusy_resultWithoutSuccessOrCode_freesTheWorkerForTheNextTask() throws Exception {
    var worker = miner.worker("w-1");
    challenges.add(challenge("c-1"));
    worker.expect("task_assignment");

    worker.say("{\"type\":\"task_result\",\"task_id\":\"c-1\",\"data\":{\"error\":\"crashed\"}}");

    challenges.add(challenge("c-2"));
    assertThat(worker.expect("task_assignment")).contains("\"task_id\":\"c-2\"");
    assertThat(abandoned("worker_failed")).isEqualTo(1);
  }

  @Test
  void stuckBusy_workerThatDiesAtWork_isPutDownAtOnce_andGetsTheNextTaskWhenItIsBack()
      throws Exception {
    var worker = miner.worker("w-1");
    challenges.add(challenge("c-1"));
    worker.expect("task_assignment");

    worker.hangUp();

    await().untilAsserted(() -> assertThat(abandoned("worker_lost")).isEqualTo(1));
    var back = miner.worker("w-1");
    challenges.add(challenge("c-2"));
    assertThat(back.expect("task_assignment")).contains("\"task_id\":\"c-2\"");
  }

  @Test
  void foreignAnswer_resultOrProofByAnotherWorker_countsForNothing() throws Exception {
    var own = miner.worker("w-1");
    var other = miner.worker("w-2");
    challenges.add(challenge("c-1"));
    own.expect("task_assignment");

    other.say(result("w-2", "c-1")).say(result("w-1", "c-1"));
    other.say(WorkerClient.heartbeat()).expect("heartbeat_ack"); // so both were dealt with
    own.say(result("w-1", "c-1"));
    var request = (MinerFrame.ProofRequest) read(own.expect("proof_request"));
    other.say(proof(request, new WorkerFrame.ProofFailed(label())));
    other.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    own.say(proof(request, opened(request)));

    await()
        .until(() -> miner.validator.heard.stream().anyMatch(Payload.ProofData.class::isInstance));
    assertThat(commitments()).containsExactly(List.of(new HonestWorker(MATRIX).commitment()));
    assertThat(miner.challenges().integer("delivered")).isLessThanOrEqualTo(1);
    await().untilAsserted(() -> assertThat(abandoned()).isEqualTo("{}"));
  }

  @Test
  void queueOverflow_heartbeatsThatNobodyTakes_leaveTheNewestOfEachWorkerToReport() {
    miner.validator.stop();
    miner.validator.heard.clear();
    for (String id : List.of("w-1", "w-2", "w-3")) {
      var worker = miner.worker(id);
      for (int i = 1; i <= 60; i++) {
        worker.say(heartbeatOf(i)).expect("heartbeat_ack");
      }
    }

    miner.validator.start();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(reports())
                    .anySatisfy(
                        workers -> {
                          assertThat(workers)
                              .extracting(WorkerInfo::workerId)
                              .containsExactlyInAnyOrder("w-1", "w-2", "w-3");
                          assertThat(workers)
                              .allMatch(
                                  worker -> worker.systemInfo().facts().cpu().logicalCores() == 60);
                        }));
  }

  private static Answer.ComputeChallenge challenge(String id) {
    return new Answer.ComputeChallenge(
        id, ChallengeParts.CPU_MATRIX, ChallengeParts.write(MATRIX), 60, "w-1");
  }

  private static String heartbeatOf(int cores) {
    return "{\"type\":\"heartbeat\",\"data\":{\"system_info\":{\"cpu_count\":%d}}}"
        .formatted(cores);
  }

  private static String result(String worker, String task) {
    var done =
        new WorkerFrame.TaskDone(
            new WorkerFrame.Work(1, MATRIX.size(), 1),
            List.of(new HonestWorker(MATRIX).commitment()),
            new TreeMap<>());
    return WorkerFrameCodec.encode(new WorkerFrame.TaskResult(worker, task, 1.5, done));
  }

  private static String proof(MinerFrame.ProofRequest request, WorkerFrame.ProofOutcome outcome) {
    return WorkerFrameCodec.encode(new WorkerFrame.ProofResponse(request.messageId(), outcome));
  }

  private static WorkerFrame.ProofOutcome opened(MinerFrame.ProofRequest request) {
    return new WorkerFrame.ProofGiven(
        new HonestWorker(MATRIX).opens(request.targets()), new TreeMap<>());
  }

  private static Label label() {
    return Label.of("not mine");
  }

  private static MinerFrame read(String text) {
    return ((Decoded.Read<MinerFrame>) MinerFrameCodec.decode(text)).value();
  }

  private List<List<Commitment>> commitments() {
    return miner.validator.heard.stream()
        .filter(Payload.CommitmentData.class::isInstance)
        .map(payload -> ((Payload.CommitmentData) payload).commitments())
        .toList();
  }

  private List<List<WorkerInfo>> reports() {
    return miner.validator.heard.stream()
        .filter(Payload.Heartbeat.class::isInstance)
        .map(payload -> ((Payload.Heartbeat) payload).data().workers())
        .toList();
  }

  private JsonObject theOnlyWorker() throws Exception {
    var workers = miner.status().objects("workers");
    assertThat(workers).hasSize(1);
    return workers.getFirst();
  }

  private String abandoned() throws Exception {
    return miner.challenges().object("abandoned").toText();
  }

  private long abandoned(String cause) throws Exception {
    return miner.challenges().object("abandoned").integerOr(cause, 0);
  }
}
