package io.byteleap.validator;

import static io.byteleap.validator.RunningValidator.JSON;
import static io.byteleap.validator.RunningValidator.MINER;
import static io.byteleap.validator.RunningValidator.TOKEN;
import static io.byteleap.validator.RunningValidator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.gateway.JdbcDevices;
import io.byteleap.port.Devices;
import io.byteleap.port.Page;
import io.byteleap.port.TokenIssuer;
import io.byteleap.wire.EnrolGrant;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole validator with a gateway of its own: its database, its doors, a miner whose worker is at
/// the gateway, and a marketplace that rents it over the HTTP interface.
final class GatewayNodeTest {
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final Devices.Owner OWNER = new Devices.Owner(MINER, WORKER);

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
            "weight_management.score_interval=1s",
            "weight_management.availability.serving_minimum=1s",
            "gateway.enable=true",
            "gateway.host=127.0.0.1",
            "gateway.public_name=localhost",
            "gateway.enrolment_port=" + TestPorts.free(),
            "gateway.session_port=" + TestPorts.free());
  }

  @AfterEach
  void stop() throws Exception {
    validator.close();
  }

  @Test
  void worker_isOfferedRentedAndGivenBack_overARestart_andItIsExplained() throws Exception {
    var miner = validator.miner().session();
    miner.heartbeat(WORKER.value());
    try (var device = new DeviceDouble(WORKER, token(), authority())) {
      patiently().until(() -> connected(device));
      var offer = validator.get("/api/v1/offers").objects("offers").getFirst();
      assertThat(offer.text("worker_id")).isEqualTo(WORKER.value());

      var made = send("POST", "/api/v1/vms", wish(), "first");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(202);
      String id = JSON.parse(made.body()).text("vm_id");
      var again = send("POST", "/api/v1/vms", wish(), "first");
      assertThat(JSON.parse(again.body()).text("vm_id")).isEqualTo(id);
      assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
      patiently().until(() -> phase(id).equals("running"));

      assertThat(validator.get("/api/v1/offers").objects("offers")).isEmpty();
      assertThat(send("POST", "/api/v1/vms", wish(), "second").statusCode()).isEqualTo(409);
      assertThat(validator.get("/api/v1/vms/" + id + "/stats").object("info").integer("cpu_count"))
          .isEqualTo(2);
      patiently()
          .until(() -> validator.get("/api/v1/leases").objects("leases").getFirst().flag("active"));
      patiently()
          .until(() -> validator.get("/api/v1/vms?phase=running").objects("vms").size() == 1);

      validator.stop();
      validator.start();
      patiently()
          .until(
              () -> {
                validator.miner().session().heartbeat(WORKER.value());
                return connected(device);
              });
      assertThat(phase(id)).isEqualTo("running");

      assertThat(send("DELETE", "/api/v1/vms/" + id, "", "third").statusCode()).isEqualTo(202);
      assertThat(followed(id)).contains("event: vm").contains("\"phase\":\"ended\"");
      var ended = validator.get("/api/v1/vms/" + id);
      assertThat(ended.objects("handovers").getFirst().text("proof")).isEqualTo("verified");
      assertThat(ended.object("meter").integer("lost_by_worker_seconds")).isZero();
      patiently()
          .until(
              () -> !validator.get("/api/v1/leases").objects("leases").getFirst().flag("active"));
      patiently()
          .until(
              () ->
                  validator
                      .get("/api/v1/explain/" + MINER.value())
                      .objects("rentals")
                      .getFirst()
                      .text("vm_id")
                      .equals(id));
    }
    var revoked = send("DELETE", "/api/v1/gateway-workers/" + MINER + "/" + WORKER, "", "");
    assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
    assertThat(JSON.parse(revoked.body()).optionalText("revoked_at")).isPresent();
    send("POST", "/api/v1/gateway-workers/" + MINER + "/" + WORKER + "/allowance", "", "");
    certificatesAreInTheBook();
  }

  /// The book of devices over the database, whose rows the node has written.
  private void certificatesAreInTheBook() {
    var book = new JdbcDevices(validator.database().dataSource());
    var now = Instant.now();
    var another = new Devices.Certificate("0b", OWNER, now, now.plusSeconds(60));
    var token = new Devices.UsedToken("token-1", now.plusSeconds(60));

    assertThat(book.enrol(token, another, now)).isEqualTo(Devices.Enrolled.KEPT);
    assertThat(book.enrol(token, another, now)).isEqualTo(Devices.Enrolled.TOKEN_USED);
    assertThat(book.find("0b")).isInstanceOf(Devices.Good.class);
    assertThat(book.find("0c")).isEqualTo(new Devices.Unknown());
    assertThat(book.page(new Page.Wish(10, List.of())).items())
        .extracting(Devices.Entry::owner)
        .containsExactly(OWNER);

    assertThat(book.revoke(OWNER, now)).isPresent();
    assertThat(book.find("0b")).isEqualTo(new Devices.Revoked(OWNER));
    assertThat(book.renew(new Devices.Certificate("0d", OWNER, now, now.plusSeconds(60))))
        .isFalse();
    assertThat(book.seenSince(Instant.EPOCH)).isEmpty();
    assertThat(book.allow(OWNER).flatMap(Devices.Entry::revokedAt)).isEmpty();
    assertThat(book.find("0b")).isEqualTo(new Devices.Revoked(OWNER));
    assertThat(book.renew(new Devices.Certificate("0e", OWNER, now, now.plusSeconds(60)))).isTrue();
  }

  private boolean connected(DeviceDouble device) throws Exception {
    device.connect();
    Awaitility.await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                !validator.get("/api/v1/offers").objects("offers").isEmpty()
                    || validator.get("/api/v1/vms?phase=running").objects("vms").size() == 1);
    return true;
  }

  private String phase(String id) throws Exception {
    return validator.get("/api/v1/vms/" + id).text("phase");
  }

  /// All that a follower gets until the rental is over.
  private String followed(String id) throws Exception {
    var request = HttpRequest.newBuilder(validator.uri("/api/v1/vms/" + id + "/events")).build();
    try (var lines = validator.http().send(request, BodyHandlers.ofLines()).body()) {
      return lines.collect(Collectors.joining("\n"));
    }
  }

  private static String wish() {
    return JsonObject.builder()
        .put("hotkey", MINER.value())
        .put("worker_id", WORKER.value())
        .put("image", "base.qcow2")
        .put("memory_mib", 1_024)
        .put("vcpus", 2)
        .put("disk_gb", 10)
        .put("ssh_key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3Q= me")
        .build()
        .toText();
  }

  private EnrolGrant token() {
    return ((TokenIssuer.Issued)
            validator
                .gateways()
                .issuer()
                .issue(new TokenIssuer.Order(MINER, WORKER))
                .toCompletableFuture()
                .join())
        .grant();
  }

  private Path authority() {
    return validator.config().dataDir().resolve("gateway-ca.pem");
  }

  private HttpResponse<String> send(String method, String path, String body, String key)
      throws Exception {
    var request =
        HttpRequest.newBuilder(validator.uri(path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return validator.send(request);
  }
}
