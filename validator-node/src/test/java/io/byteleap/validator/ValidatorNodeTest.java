package io.byteleap.validator;

import static io.byteleap.validator.RunningValidator.JSON;
import static io.byteleap.validator.RunningValidator.MINER;
import static io.byteleap.validator.RunningValidator.TOKEN;
import static io.byteleap.validator.RunningValidator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.SynapseType;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole validator in this process: its database, a simulated chain, its two doors, and a miner
/// with one worker; stopped, and started again on the same data.
final class ValidatorNodeTest {
  @TempDir private Path folder;
  private RunningValidator validator;

  @BeforeEach
  void found() throws Exception {
    validator =
        RunningValidator.found(
            folder,
            RunningValidator.SAMPLE,
            Map.of(),
            "security.handshake=strict",
            "metagraph.weight_update_tempo=2",
            "validation.challenge_interval=500ms",
            "validation.challenge_timeout=20s",
            "validation.cpu.matrix_size=100",
            "weight_management.score_interval=1s",
            "weight_management.submission_check_interval=200ms",
            "weight_management.availability.serving_minimum=1s");
  }

  @AfterEach
  void stop() throws Exception {
    validator.close();
  }

  @Test
  void workIsChallenged_leasedScoredAndWeighed_andNothingOfItIsLostOverARestart() throws Exception {
    var session = validator.miner().session();
    session.heartbeat("w-1");
    var challenge = patiently().until(session::poll, tasks -> !tasks.isEmpty()).getFirst();
    work(session, challenge);
    patiently().until(() -> isVerified(challenge));
    lend();
    var whole = new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));
    patiently()
        .until(() -> validator.chain().weightsOf(new Uid(0)).filter(whole::equals).isPresent());
    patiently().until(() -> !validator.get("/api/v1/weights").objects("submissions").isEmpty());
    patiently().until(() -> !validator.get("/api/v1/leases").objects("leases").isEmpty());
    assertThat(firstEventOf("leases")).isEqualTo("event: lease_opened");
    aTokenOpensUntilItIsRevoked();

    patiently().until(() -> rows("SELECT worker_id FROM hardware").equals(List.of("w-1")));
    patiently().until(() -> rows("SELECT worker_id FROM worker").equals(List.of("w-1")));
    patiently().until(() -> !rows("SELECT buckets FROM availability").isEmpty());
    assertThat(rows("SELECT DISTINCT length(inputs_digest) FROM score_round"))
        .containsExactly("64");

    validator.stop();
    validator.start();

    assertThat(session.call(SynapseType.TASK, new Payload.TaskPoll("", Instant.now())))
        .isInstanceOfSatisfying(
            TestMiner.Refused.class, refused -> assertThat(refused.code()).isEqualTo(4_012));
    assertThat(isVerified(challenge)).isTrue();
    assertThat(validator.get("/api/v1/leases").objects("leases").getFirst().flag("active"))
        .isTrue();
    var worker = validator.get("/api/v1/workers").objects("workers").getFirst();
    assertThat(worker.flag("leased")).isTrue();
    assertThat(worker.integer("available_buckets")).isPositive();
    assertThat(worker.flag("online")).isFalse();
    assertThat(validator.get("/api/v1/weights").object("submission").text("status"))
        .isIn("included", "under_way");
    assertThat(validator.get("/api/v1/scores").objects("rounds")).isNotEmpty();
    validator.miner().session().heartbeat("w-1");
    assertThat(validator.get("/status").integer("workers_online")).isEqualTo(1);
  }

  private static void work(TestMiner.Session session, Answer.ComputeChallenge challenge) {
    var worker = new HonestWorker(ChallengeParts.readMatrix(challenge.data()));
    var targets = session.commit(challenge, worker.commitment());
    session.prove(new ChallengeId(challenge.challengeId()), worker.opens(targets));
  }

  private boolean isVerified(Answer.ComputeChallenge challenge) throws Exception {
    return validator.get("/api/v1/challenges?status=verified").objects("challenges").stream()
        .anyMatch(row -> row.text("challenge_id").equals(challenge.challengeId()));
  }

  private void lend() throws Exception {
    var terms =
        JsonObject.builder()
            .put("hotkey", MINER.value())
            .put("worker_id", "w-1")
            .put("until", Instant.now().plus(Duration.ofHours(1)).toString())
            .build();
    var answer =
        validator
            .http()
            .send(
                HttpRequest.newBuilder(validator.uri("/api/v1/leases"))
                    .header("Authorization", "Bearer " + TOKEN)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(terms.toText()))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /// The first that was ever stored.
  private String firstEventOf(String topic) throws Exception {
    var request =
        HttpRequest.newBuilder(validator.uri("/api/v1/events?since=0&topics=" + topic)).build();
    try (var lines = validator.http().send(request, BodyHandlers.ofLines()).body()) {
      return lines.filter(line -> line.startsWith("event: ")).findFirst().orElseThrow();
    }
  }

  private void aTokenOpensUntilItIsRevoked() throws Exception {
    var wish = "{\"scopes\":[\"admin\"],\"lifetime_seconds\":60}";
    var made = JSON.parse(tokens("", TOKEN).apply("POST", wish).body());
    String own = "/" + made.text("token_id");

    assertThat(tokens(own, made.text("token")).apply("DELETE", "").statusCode()).isEqualTo(200);
    assertThat(tokens(own, made.text("token")).apply("DELETE", "").statusCode()).isEqualTo(401);
  }

  private interface Call {
    HttpResponse<String> apply(String method, String body) throws Exception;
  }

  private Call tokens(String path, String token) {
    return (method, body) ->
        validator
            .http()
            .send(
                HttpRequest.newBuilder(validator.uri("/api/v1/tokens" + path))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
  }

  private List<String> rows(String sql) throws SQLException {
    try (var connection = validator.database().dataSource().getConnection()) {
      return Sql.query(connection, row -> row.getString(1), sql);
    }
  }
}
