package io.byteleap.miner.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.miner.fixture.RunningMiner;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole miner, whose workers say things of challenge v2 that they should not.
final class ExactDoorTest {
  private static final ExactShape SHAPE = new ExactShape(128, 1);
  private static final MatrixKey KEY = MatrixKey.ofHex("0a".repeat(32));
  private static final UnitId GOOD = new UnitId("GPU-good");
  private static final UnitId BAD = new UnitId("GPU-bad");
  private static final int MUTANTS = 150;
  private static final int ROUNDS = 12;

  /// What may stand where a field of a commitment stood.
  private static final List<String> HOSTILE =
      List.of("null", "0", "-1", "[]", "{}", "\"\"", "\"xyz\"", "\"" + "AB".repeat(32) + "\"");

  private static final List<String> FIELDS = List.of("merkle_root", "key", "sig_val", "sig_ver");

  @TempDir private Path folder;

  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final Queue<ComputeChallenge> waiting = new ConcurrentLinkedQueue<>();
  private final Map<String, UnitCommitment> committed = new ConcurrentHashMap<>();
  private final Map<String, UnitOpening> opened = new ConcurrentHashMap<>();
  private RunningMiner miner;

  @BeforeEach
  void start() throws Exception {
    miner = RunningMiner.in(folder);
    var usual = miner.validator.answering();
    miner.validator.answer(
        payload ->
            switch (payload) {
              case Payload.TaskPoll _ -> new Answer.Tasks(handed(), Instant.now());
              case Payload.ExactCommitments(var id, _, var units) -> asked(id, units);
              case Payload.ExactOpening(var id, var opening, _) -> {
                opened.put(id + " " + opening.unit(), opening);
                yield opening instanceof UnitOpening.Opened
                    ? new Answer.ProofQueued(id)
                    : new Answer.Failed("given-up", 1006);
              }
              case Payload.Heartbeat _,
                  Payload.CommitmentData _,
                  Payload.ProofData _,
                  Payload.EnrolTokenQuery _ ->
                  usual.apply(payload);
            });
  }

  @AfterEach
  void stop() {
    miner.close();
  }

  private List<ComputeChallenge> handed() {
    List<ComputeChallenge> handed = new ArrayList<>();
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      handed.add(next);
    }
    return handed;
  }

  private Answer asked(String id, List<UnitCommitment> units) {
    List<UnitRows> rows = new ArrayList<>();
    List<UnitRefusal> refused = new ArrayList<>();
    for (var said : units) {
      committed.put(id + " " + said.unit(), said);
      if (said instanceof UnitCommitment.Committed) {
        rows.add(new UnitRows(said.unit(), List.of(3, 9)));
      } else {
        refused.add(new UnitRefusal(said.unit(), ExactRefusal.GIVEN_UP));
      }
    }
    return new Answer.ExactRequests(rows, refused);
  }

  private void challenge(String id, String worker) {
    var keys = new TreeMap<>(Map.of(GOOD, KEY, BAD, KEY));
    var data = ExactParts.write(new ExactOrder(SHAPE, KEY, keys));
    waiting.add(new ComputeChallenge(id, ExactParts.MATMUL_EXACT_V2, data, 60, worker));
  }

  /// Registered as one that can do v2.
  private WorkerClient worker(String id) {
    var worker = miner.worker(id);
    worker
        .say(
            "{\"type\":\"heartbeat\",\"data\":{\"system_info\":{\"cpu_count\":8},"
                + "\"capabilities\":[\"cpu_matrix\",\"matmul_exact_v2\"]}}")
        .expect("heartbeat_ack");
    return worker;
  }

  private String done(String challenge, String worker, UnitId... units) {
    List<UnitCommitment> said = new ArrayList<>();
    for (var unit : units) {
      said.add(
          new UnitCommitment.Committed(
              ExactCommitment.signed(
                  new ChallengeId(challenge),
                  new UnitName(Signers.BOB.hotkey(), new WorkerId(worker), unit),
                  SHAPE,
                  TreeHash.ofHex("ab".repeat(32)),
                  keypair)));
    }
    var outcome = new WorkerFrame.UnitsDone(said, new TreeMap<>());
    return WorkerFrameCodec.encode(new WorkerFrame.TaskResult(worker, challenge, 1, outcome));
  }

  /// Opens what is asked for; the frame has the length of a good one.
  private static String openingTo(String request) {
    var asked = asked(request);
    var frame =
        new byte
            [OpeningFrame.lengthOf(
                new OpeningRequest(
                    new ChallengeId(asked.challengeId()),
                    asked.rows().unit(),
                    SHAPE,
                    asked.rows().rows()))];
    var opening = new UnitOpening.Opened(asked.rows().unit(), Bytes.adopting(frame));
    return WorkerFrameCodec.encode(
        new WorkerFrame.ProofResponse(
            asked.messageId(), new WorkerFrame.RowsGiven(opening, new TreeMap<>())));
  }

  private static MinerFrame.RowsRequest asked(String request) {
    return (MinerFrame.RowsRequest)
        ((Decoded.Read<MinerFrame>) MinerFrameCodec.decode(request)).value();
  }

  private void delivers(WorkerClient worker, String id, String name) {
    challenge(id, name);
    worker.expect("task_assignment");
    worker.say(done(id, name, GOOD, BAD));
    worker.say(openingTo(worker.expect("proof_request")));
    worker.say(openingTo(worker.expect("proof_request")));
    await()
        .untilAsserted(
            () ->
                assertThat(opened.keySet())
                    .contains(id + " " + GOOD.value(), id + " " + BAD.value()));
  }

  @Test
  void mutantsOfWholeMessages_doNobodyElseHarm() throws Exception {
    var rogue = worker("rogue");
    challenge("c-rogue", "rogue");
    rogue.expect("task_assignment");
    var frame =
        new byte
            [OpeningFrame.lengthOf(
                new OpeningRequest(new ChallengeId("c-rogue"), GOOD, SHAPE, List.of(3, 9)))];
    var opening =
        WorkerFrameCodec.encode(
            new WorkerFrame.ProofResponse(
                "m-1",
                new WorkerFrame.RowsGiven(
                    new UnitOpening.Opened(GOOD, Bytes.adopting(frame)), new TreeMap<>())));
    var corpus =
        List.of(
            done("c-rogue", "rogue", GOOD, BAD).getBytes(StandardCharsets.UTF_8),
            opening.getBytes(StandardCharsets.UTF_8));
    for (int seed = 0; seed < MUTANTS; seed++) {
      rogue.say(new String(Fuzz.mutant(corpus, seed), StandardCharsets.UTF_8));
    }

    var honest = worker("honest");
    delivers(honest, "c-honest", "honest");

    assertThat(opened).containsKeys("c-honest " + GOOD, "c-honest " + BAD);
    await().untilAsserted(() -> assertThat(miner.challenges().integer("delivered")).isPositive());
    assertThat(rogue.isOpen()).isTrue();
  }

  @Test
  void unitThatIsMalformed_endsAlone_andItsNeighbourIsDelivered() {
    var worker = worker("w-1");
    for (int seed = 0; seed < ROUNDS; seed++) {
      String id = "c-" + seed;
      var random = Seeds.generator(seed);
      String field = FIELDS.get(random.nextInt(FIELDS.size()));
      String hostile = HOSTILE.get(random.nextInt(HOSTILE.size()));
      challenge(id, "w-1");
      worker.expect("task_assignment");
      String good = done(id, "w-1", GOOD, BAD);
      int bad = good.indexOf(BAD.value());
      worker.say(
          good.substring(0, bad)
              + good.substring(bad)
                  .replaceFirst(
                      "\"%s\":(\"[^\"]*\"|\\d+)".formatted(field),
                      "\"%s\":%s".formatted(field, hostile)));
      worker.say(openingTo(worker.expect("proof_request")));

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(opened.get(id + " " + GOOD)).isInstanceOf(UnitOpening.Opened.class));
      assertThat(committed.get(id + " " + BAD))
          .as("%s: %s", field, hostile)
          .isInstanceOfSatisfying(
              UnitCommitment.GivenUp.class, gone -> assertThat(gone.why().value()).isNotBlank());
    }
  }

  @Test
  void openingOfAnotherLength_endsItsUnitOnly() {
    var worker = worker("w-1");
    challenge("c-1", "w-1");
    worker.expect("task_assignment");
    worker.say(done("c-1", "w-1", GOOD, BAD));
    for (int i = 0; i < 2; i++) {
      String request = worker.expect("proof_request");
      String answer = openingTo(request);
      worker.say(
          asked(request).rows().unit().equals(BAD)
              ? answer.replaceFirst("\"frame\":\"....", "\"frame\":\"")
              : answer);
    }

    await()
        .untilAsserted(
            () -> {
              assertThat(opened.get("c-1 " + GOOD)).isInstanceOf(UnitOpening.Opened.class);
              assertThat(opened.get("c-1 " + BAD))
                  .isInstanceOfSatisfying(
                      UnitOpening.GivenUp.class,
                      gone -> assertThat(gone.why().value()).startsWith("frame-length: "));
            });
  }
}
