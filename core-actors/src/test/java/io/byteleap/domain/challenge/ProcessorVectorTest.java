package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.challenge.Challenge.Accept;
import io.byteleap.domain.challenge.Challenge.Committed;
import io.byteleap.domain.challenge.Challenge.Ended;
import io.byteleap.domain.challenge.Challenge.Order;
import io.byteleap.domain.challenge.Challenge.Queued;
import io.byteleap.domain.challenge.Challenge.Refuse;
import io.byteleap.domain.challenge.Challenge.Repeat;
import io.byteleap.domain.challenge.Challenge.Reply;
import io.byteleap.domain.challenge.Challenge.Sent;
import io.byteleap.domain.challenge.Challenge.Targets;
import io.byteleap.domain.challenge.Challenge.Watch;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.GpuCheck;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.ColumnSample;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.Payload.CommitmentData;
import io.byteleap.wire.validator.Payload.ProofData;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SynapseType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the network's existing validator answers to commitments and proofs, and which state the
/// challenge is in then. Whose challenge it is, and that ids are not blank, is checked before;
/// those cases belong to the door and the round.
final class ProcessorVectorTest {
  private static final Instant T0 = Samples.T0;
  private static final MatrixSeed SEED = new MatrixSeed("ab".repeat(16));

  /// Cases of the door and the round: no such challenge, another miner's, blank ids, nothing in it.
  private static final Set<String> NOT_HERE =
      Set.of(
          "commitment/unknown challenge",
          "commitment/challenge of another hotkey",
          "commitment/no commitments",
          "commitment/blank worker",
          "proof/unknown",
          "proof/no commitments",
          "proof/no proofs");

  /// What ours does instead: `accepted` or `refused`, the state after it, and why.
  private record Instead(boolean accepted, String stateAfter, String why) {}

  private static final Map<String, Instead> OTHERWISE =
      Map.ofEntries(
          Map.entry(
              "commitment/cpu again (already committed)",
              new Instead(true, "committed", "the same commitment again gets the same answer")),
          Map.entry(
              "commitment/cpu from status created",
              new Instead(false, "created", "a challenge must have been handed out (D-32)")),
          Map.entry(
              "commitment/cpu challenge answered with a gpu uuid only: auto-verified with zero"
                  + " proofs",
              new Instead(false, "sent", "a GPU's commitment needs a signature (D-84)")),
          Map.entry(
              "commitment/cpu challenge with two commitments",
              new Instead(false, "sent", "a GPU's commitment needs a signature")),
          Map.entry(
              "commitment/gpu wrong worker, checked after the inventory",
              new Instead(false, "sent", "a stranger cannot fail another worker's challenge")),
          Map.entry(
              "commitment/gpu commitment listed twice",
              new Instead(false, "failed", "one unit has one root")),
          Map.entry(
              "proof/cpu again",
              new Instead(true, "verifying", "the same proof again gets the same answer")));

  static Stream<JsonNode> cases() {
    return Vectors.cases("validator_requests", "processors")
        .filter(vector -> !NOT_HERE.contains(nameOf(vector)));
  }

  @Test
  void everyException_isACase() {
    var names =
        Vectors.cases("validator_requests", "processors").map(ProcessorVectorTest::nameOf).toList();

    assertThat(names).containsAll(NOT_HERE).containsAll(OTHERWISE.keySet());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void request_isAnsweredAsInTheVector(JsonNode vector) {
    String name = nameOf(vector);
    var before = before(vector);
    var after = after(before, vector);
    var otherwise = Optional.ofNullable(OTHERWISE.get(name));
    boolean accepted = otherwise.map(Instead::accepted).orElse(vector.path("code").asInt() == 0);
    String state =
        otherwise
            .map(Instead::stateAfter)
            .orElse(vector.path("state_after").path("challenge_status").asText());

    assertThat(after.accepted()).as(name + ": " + after).isEqualTo(accepted);
    assertThat(stateOf(after.challenge())).as(name).isEqualTo(state);
    if (otherwise.isEmpty() && after.isSaid()) {
      assertThat(after.says()).as(name).isEqualTo(vector.path("response").path("error").asText());
    }
    if (otherwise.isEmpty() && vector.has("response_shape") && accepted) {
      assertTargets(after, vector.path("response_shape").path("proof_requests"));
    }
  }

  private static void assertTargets(After after, JsonNode requests) {
    var targets = ((Committed) after.challenge()).answer().targets();
    assertThat(targets).hasSize(requests.size());
    for (int i = 0; i < targets.size(); i++) {
      var target = targets.get(i);
      var request = requests.get(i);
      assertThat(target.unit().value()).isEqualTo(request.path("uuid").asText());
      assertThat(target.rows()).hasSize(request.path("rows").asInt()).isSorted();
      assertThat(target.coordinates()).hasSize(request.path("coordinates").asInt());
    }
  }

  /// How it went: the challenge as it is then, whether the request was taken, and what the peer was
  /// told if it was not (by the domain: `isSaid`).
  private record After(Challenge challenge, boolean accepted, boolean isSaid, String says) {}

  private static After after(Challenge before, JsonNode vector) {
    boolean isCommitment = vector.path("phase").asText().equals("commitment");
    var type = isCommitment ? SynapseType.CHALLENGE : SynapseType.CHALLENGE_PROOF;
    var bytes = Bytes.ofText(vector.path("request").toString());
    return switch (PayloadCodec.decode(type, bytes, T0)) {
      case Decoded.Refused<Payload> _ -> new After(before, false, false, "");
      case Decoded.Read<Payload>(var payload) -> decided(before, orderOf(payload));
    };
  }

  private static Order orderOf(Payload payload) {
    return switch (payload) {
      case CommitmentData data ->
          new Challenge.Commit(new WorkerId(data.workerId()), data.commitments());
      case ProofData data -> new Challenge.Prove(data.proof());
      case Payload.Heartbeat _,
          Payload.TaskPoll _,
          Payload.EnrolTokenQuery _,
          Payload.ExactCommitments _,
          Payload.ExactOpening _ ->
          throw new IllegalStateException("no order");
    };
  }

  private static After decided(Challenge before, Order order) {
    return switch (before.decide(order, new Watch(T0, T0.plusSeconds(1)), random())) {
      case Accept(var event, Ended(var says)) -> new After(before.evolve(event), false, true, says);
      case Accept(var event, Reply _) -> new After(before.evolve(event), true, false, "");
      case Repeat(Reply reply) -> new After(before, isAnswer(reply), false, "");
      case Refuse(var says) -> new After(before, false, true, says);
    };
  }

  private static boolean isAnswer(Reply reply) {
    return reply instanceof Targets || reply instanceof Queued;
  }

  private static RandomGenerator random() {
    return Seeds.generator(1);
  }

  /// The challenge as it is before the request; a case without one goes on where the case before it
  /// ended.
  private static Challenge before(JsonNode vector) {
    var given = vector.path("challenge_before");
    boolean goesOn = given.isNull();
    String status = given.path("status").asText("sent");
    var spec = spec(vector, given);
    var sent = new Sent(spec, T0);
    if (goesOn) {
      return after(before(previous(vector)), previous(vector)).challenge();
    }
    var answer =
        new Challenge.Answer(committed(given.path("merkle_commitments")), targets(given), T0);
    return switch (status) {
      case "created" -> new Challenge.Created(spec, T0);
      case "sent" -> sent;
      case "committed" -> new Committed(spec, T0, answer);
      case "verifying" -> new Challenge.Verifying(spec, T0, answer, new Proof(List.of()), T0);
      case "verified" -> new Challenge.Verified(spec, java.time.Duration.ZERO, List.of(), T0);
      case "failed" -> new Challenge.Failed(spec, Failure.PROOF_LATE, List.of(), T0);
      default -> throw new IllegalStateException(status);
    };
  }

  private static JsonNode previous(JsonNode vector) {
    var all = Vectors.cases("validator_requests", "processors").toList();
    return all.get(all.indexOf(vector) - 1);
  }

  private static ChallengeSpec spec(JsonNode vector, JsonNode given) {
    boolean gpu = given.path("typ").asText("cpu_matrix").equals("gpu_matrix");
    int size = given.path("n").asInt(50);
    return new ChallengeSpec(
        new ChallengeId(vector.path("request").path("challenge_id").asText()),
        new WorkerId(given.path("worker").asText("w1")),
        gpu ? gpuWork(size) : new CpuWork(new MatrixSpec(SEED, size, 1), new TargetPolicy(5, 0)),
        Samples.PATIENCE);
  }

  private static GpuWork gpuWork(int size) {
    return new GpuWork(
        new GpuMatrixSpec(SEED, size, 1, GpuMatrixSpec.EVERY_GPU),
        new GpuTargetPolicy(4, 0, new TargetPolicy(2, 0)),
        new GpuCheck(
            new GpuTolerance(0.02, 0.005, 0.85),
            new ColumnSample(1, 1),
            new SignerKeys(List.of(HonestGpu.KEY))),
        new TreeSet<>(Set.of(new UnitId("GPU-1"))));
  }

  private static List<Commitment> committed(JsonNode roots) {
    return roots.properties().stream()
        .map(
            entry ->
                new Commitment(
                    new UnitId(entry.getKey()),
                    new MerkleRoot(entry.getValue().asText()),
                    Commitment.Signature.NONE))
        .toList();
  }

  private static List<UnitTargets> targets(JsonNode given) {
    return committed(given.path("merkle_commitments")).stream()
        .map(one -> new UnitTargets(one.unit(), List.of(0), List.of()))
        .toList();
  }

  private static String stateOf(Challenge challenge) {
    return challenge.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String nameOf(JsonNode vector) {
    return vector.path("phase").asText() + "/" + vector.path("name").asText();
  }
}
