package io.byteleap.worker.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressLookupTest {
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void firstServiceThatTellsAnAddress_isBelieved() {
    answers("/down", 500, "{}");
    answers("/origin", 200, "{\"origin\":\"203.0.113.7, 10.0.0.1\"}");
    answers("/ip", 200, "{\"ip\":\"2001:db8::1\"}");

    assertThat(lookup("/down", "/origin", "/ip")).contains("203.0.113.7");
    assertThat(lookup("/ip")).contains("2001:db8:0:0:0:0:0:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ip\":\"example.org\"}",
        "{\"ip\":7}",
        "{\"other\":\"203.0.113.7\"}",
        "203.0.113.7",
        "[]",
        ""
      })
  void answerThatIsNoAddress_isNone(String body) {
    answers("/", 200, body);

    assertThat(lookup("/")).isEmpty();
  }

  @Test
  void endlessAnswer_isNotReadToItsEnd() {
    answers("/", 200, "{\"ip\":\"203.0.113.7\",\"pad\":\"" + "x".repeat(1 << 20) + "\"}");

    assertThat(lookup("/")).isEmpty();
  }

  @Test
  void address_isShownInSystemInfo_asLongAsItIsKnown() {
    var testKit = ActorTestKit.create();
    var view = new HostView();
    view.show(JsonObject.builder().put("cpu_count", 4).putNull("public_ip").build());
    answers("/", 200, "{\"ip\":\"203.0.113.7\"}");

    testKit.spawn(AddressSampler.create(() -> lookup("/"), view, Duration.ofMillis(20)));

    Awaitility.await()
        .until(
            () -> view.systemInfo().optionalText("public_ip").equals(Optional.of("203.0.113.7")));
    assertThat(view.systemInfo().integer("cpu_count")).isEqualTo(4);
    server.stop(0);
    Awaitility.await().until(() -> view.systemInfo().optionalText("public_ip").isEmpty());
    testKit.shutdownTestKit();
  }

  private Optional<String> lookup(String... paths) {
    var services =
        List.of(paths).stream()
            .map(
                path ->
                    AddressService.parse(
                        "http://127.0.0.1:" + server.getAddress().getPort() + path))
            .toList();
    return new AddressLookup(services, Duration.ofSeconds(10)).get();
  }

  private void answers(String path, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }
}
