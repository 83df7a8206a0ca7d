package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.TestPorts;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.server.Directives;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusServerTest {
  private final ActorTestKit testKit = ActorTestKit.create();
  private final Health health = Health.dependingOn("chain", "database");
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void bind() {
    port = TestPorts.free();
    bindStatus();
  }

  @AfterEach
  void stop() {
    client.close();
    testKit.shutdownTestKit();
  }

  private void bindStatus() {
    var status = JsonObject.builder().put("workers", 2).build();
    var sources =
        new StatusServer.Sources(
            health, Metrics.ofNode(), () -> CompletableFuture.completedFuture(status));
    StatusServer.bind(
            testKit.system(),
            new ListenAddress("127.0.0.1", port),
            sources,
            Directives.path("more", () -> Directives.complete("more")))
        .toCompletableFuture()
        .join();
  }

  @Test
  void ready_namesEachDependency_andIs503UntilAllAreThere() throws Exception {
    var missing = get("/ready");
    health.up("chain", "block 7");
    health.up("database", "PostgreSQL 18");
    var ready = get("/ready");

    assertThat(missing.statusCode()).isEqualTo(503);
    assertThat(missing.body())
        .contains("{\"name\":\"chain\",\"ok\":false,\"detail\":\"starting\"}");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"ready\":true").contains("block 7");
  }

  @Test
  void whatTheNodeCanDoWithout_isShown_andNotWaitedFor() throws Exception {
    health.up("chain", "block 7");
    health.up("database", "PostgreSQL 18");
    health.useWithoutNeed("hub");
    var ready = get("/ready");
    health.up("hub", "there");

    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body())
        .contains("{\"name\":\"hub\",\"ok\":false,\"detail\":\"starting\",\"needed\":false}");
    assertThat(get("/ready").body()).contains("\"ok\":true,\"detail\":\"there\"");
  }

  @Test
  void otherEndpoints_answer() throws Exception {
    assertThat(get("/alive").body()).contains("\"alive\":true");
    assertThat(get("/status").body())
        .contains("\"workers\":2")
        .contains("\"pid\":" + ProcessHandle.current().pid());
    assertThat(get("/metrics").body()).contains("jvm_memory_used_bytes");
    assertThat(get("/more").body()).isEqualTo("more");
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void takenAddress_failsTheBinding() {
    assertThat(CompletableFuture.runAsync(this::bindStatus))
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(BindException.class);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
