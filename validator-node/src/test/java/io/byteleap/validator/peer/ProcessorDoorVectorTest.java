package io.byteleap.validator.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.Vectors;
import io.byteleap.keys.Signer;
import io.byteleap.validator.challenge.ChallengeRound;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.validator.fixture.TestMiner.Said;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Commitments and proofs of `validator_requests.json` that are refused before a challenge decides:
/// there is none, it is another miner's, an id is blank, nothing is in it. The challenge stays what
/// it was. All other cases belong to the domain.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProcessorDoorVectorTest {
  private static final JsonNode FILE = Vectors.load("validator_requests");
  private static final Hotkey VALIDATOR = Signers.ALICE.hotkey();
  private static final Signer STRANGER = Signers.of("stranger");
  private static final String UNKNOWN = "nope";
  private static final int REFUSED = 1006;
  private static final Set<String> HERE =
      Set.of(
          "commitment/unknown challenge",
          "commitment/challenge of another hotkey",
          "commitment/no commitments",
          "commitment/blank worker",
          "proof/unknown",
          "proof/no commitments",
          "proof/no proofs");

  /// Theirs can be `committed` and know of no commitment; ours cannot, and says what is missing.
  private static final Map<String, String> OTHER_WORDS =
      Map.of("proof/no commitments", "Challenge p3 not in committed state");

  private final DoorOfVectors door =
      new DoorOfVectors(VALIDATOR, AttemptLimit.of(100, Duration.ofSeconds(30)));
  private final RandomGenerator random = Seeds.generator(25);

  static Stream<JsonNode> cases() {
    return Vectors.cases("validator_requests", "processors")
        .filter(vector -> HERE.contains(nameOf(vector)));
  }

  @AfterAll
  void stop() {
    door.kit().shutdownTestKit();
  }

  @Test
  void everyCaseOfTheDoor_isThere() {
    assertThat(cases().map(ProcessorDoorVectorTest::nameOf))
        .containsExactlyInAnyOrderElementsOf(HERE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void request_isRefused_andTheChallengeGoesOn(JsonNode vector) {
    var owner = Signers.of(nameOf(vector));
    var session = miner(owner).session();
    var challenge = issued(owner.hotkey(), session);
    var worker = new HonestWorker(ChallengeParts.readMatrix(challenge.data()));
    boolean committed = vector.path("challenge_before").has("merkle_commitments");
    var targets =
        committed ? session.commit(challenge, worker.commitment()) : List.<UnitTargets>of();

    String id = idOf(vector).equals(UNKNOWN) ? UNKNOWN : challenge.challengeId();

    var heard = asked(vector, id, session);

    assertThat(heard)
        .as(nameOf(vector))
        .isEqualTo(new Said(new Answer.Failed(expected(vector, id), REFUSED)));
    if (!committed) {
      targets = session.commit(challenge, worker.commitment());
    }
    assertThat(session.prove(new ChallengeId(challenge.challengeId()), worker.opens(targets)))
        .isEqualTo(new Answer.ProofQueued(challenge.challengeId()));
  }

  private TestMiner.Heard asked(JsonNode vector, String id, TestMiner.Session owners) {
    boolean isOwner = vector.path("peer").asText().equals(FILE.path("miner_hotkey").asText());
    var session = isOwner ? owners : miner(STRANGER).session();
    var type =
        vector.path("phase").asText().equals("commitment")
            ? SynapseType.CHALLENGE
            : SynapseType.CHALLENGE_PROOF;
    var request = ((ObjectNode) vector.path("request").deepCopy()).put("challenge_id", id);
    return session.send(type, session.seal(type, Bytes.ofText(request.toString())));
  }

  private static String expected(JsonNode vector, String id) {
    String theirs = vector.path("response").path("error").asText();
    return OTHER_WORDS.getOrDefault(nameOf(vector), theirs).replace(" " + idOf(vector), " " + id);
  }

  private static String idOf(JsonNode vector) {
    return vector.path("request").path("challenge_id").asText();
  }

  private ComputeChallenge issued(Hotkey owner, TestMiner.Session session) {
    var worker = new Candidate(new WorkerId("w1"), List.of());
    door.rounds().of(owner).tell(new ChallengeRound.Issue(List.of(worker)));
    return Awaitility.await().until(session::poll, tasks -> !tasks.isEmpty()).getFirst();
  }

  private TestMiner miner(Signer own) {
    return new TestMiner(
        own,
        VALIDATOR,
        (type, request) -> door.ask(own.hotkey(), type, request),
        door.clock(),
        random);
  }

  private static String nameOf(JsonNode vector) {
    return vector.path("phase").asText() + "/" + vector.path("name").asText();
  }
}
