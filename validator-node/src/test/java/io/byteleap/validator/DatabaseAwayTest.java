package io.byteleap.validator;

import static io.byteleap.validator.RunningValidator.JSON;
import static io.byteleap.validator.RunningValidator.MINER;
import static io.byteleap.validator.RunningValidator.TOKEN;
import static io.byteleap.validator.RunningValidator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.json.JsonObject;
import io.byteleap.persistence.postgres.EmbeddedPostgres;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.validator.SynapseType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A validator whose database is somebody else's server, which goes away and comes back.
final class DatabaseAwayTest {
  private final Instant end =
      Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path folder;
  private EmbeddedPostgres.Running server;
  private RunningValidator validator;

  @BeforeEach
  void found() throws Exception {
    server = EmbeddedPostgres.start(folder.resolve("postgres"));
    var file = folder.resolve("validator.yaml");
    Files.writeString(file, "database:\n  url: " + server.url() + "\n");
    validator = RunningValidator.found(folder, file, Map.of(), "validation.challenge_interval=1h");
  }

  @AfterEach
  void stop() throws Exception {
    validator.close();
    EmbeddedPostgres.stopLeftOver(folder.resolve("postgres"));
  }

  @Test
  void requests_areRefusedWithATimeToComeAgain_andNothingIsLost() throws Exception {
    var session = validator.miner().session();
    session.heartbeat("w-1", "w-2");
    assertThat(lend("l-1", "w-1").statusCode()).isEqualTo(201);

    server.stop();
    patiently()
        .until(
            () ->
                validator.call(SynapseType.TASK, "nothing")
                        instanceof SynapseClient.Rejected rejected
                    && rejected.status() == 503);
    var stranger =
        validator.send(
            HttpRequest.newBuilder(
                URI.create("http://" + validator.config().axon() + "/TaskSynapse")));
    var refused = lend("l-2", "w-2");

    assertThat(stranger.statusCode()).isEqualTo(403); // who is no member learns nothing of it
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("5");
    assertThat(get("/ready").statusCode()).isEqualTo(503);

    server.revive();

    patiently().until(() -> get("/ready").statusCode() == 200);
    patiently().until(() -> lend("l-1", "w-1").statusCode() == 200);
    // Lists follow the journal, and take a while to come back to it.
    patiently()
        .untilAsserted(
            () ->
                assertThat(JSON.parse(get("/api/v1/leases").body()).objects("leases"))
                    .anySatisfy(
                        lease -> {
                          assertThat(lease.text("lease_id")).isEqualTo("l-1");
                          assertThat(lease.text("until")).isEqualTo(end.toString());
                          assertThat(lease.flag("active")).isTrue();
                        }));
    assertThat(lend("l-2", "w-2").statusCode()).isIn(200, 201);
    session.heartbeat("w-1", "w-2", "w-3");
    var workers = JSON.parse(get("/api/v1/workers").body()).objects("workers");
    assertThat(workers)
        .extracting(worker -> worker.text("worker_id"))
        .containsExactlyInAnyOrder("w-1", "w-2", "w-3");
  }

  private HttpResponse<String> lend(String lease, String worker)
      throws IOException, InterruptedException {
    var terms =
        JsonObject.builder()
            .put("hotkey", MINER.value())
            .put("worker_id", worker)
            .put("lease_id", lease)
            .put("until", end.toString())
            .build();
    return validator.send(
        HttpRequest.newBuilder(validator.uri("/api/v1/leases"))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(terms.toText())));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return validator.send(HttpRequest.newBuilder(validator.uri(path)));
  }
}
