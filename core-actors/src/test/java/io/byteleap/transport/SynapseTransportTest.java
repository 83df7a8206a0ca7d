package io.byteleap.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.transport.SynapseClient.Answered;
import io.byteleap.transport.SynapseClient.Rejected;
import io.byteleap.transport.SynapseClient.Result;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.transport.SynapseClient.Unreachable;
import io.byteleap.wire.validator.SynapseType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.SystemMaterializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Client and server over real HTTP on loopback, and a request as the existing software sends it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SynapseTransportTest {
  private static final Hotkey MINER =
      new Hotkey("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
  private static final Hotkey VALIDATOR =
      new Hotkey("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorTestKit testKit = ActorTestKit.create();
  private ServerBinding binding;

  @BeforeAll
  void bind() {
    Membership membership =
        caller -> caller.equals(MINER) ? Optional.empty() : Optional.of("hotkey_not_in_metagraph");
    var server =
        new SynapseServer(
            membership,
            SynapseTransportTest::handle,
            InstantSource.system(),
            SystemMaterializer.get(testKit.system()).materializer());
    binding =
        Http.get(testKit.system())
            .newServerAt("127.0.0.1", 0)
            .bind(server::respond)
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  void unbind() {
    testKit.shutdownTestKit();
  }

  private static CompletionStage<String> handle(SynapseCall call) {
    return switch (call.request()) {
      case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("BUG: on purpose"));
      case "never" -> new CompletableFuture<>();
      default ->
          CompletableFuture.completedFuture(
              call.caller() + " says " + call.request() + " by " + call.type());
    };
  }

  @Test
  void request_isAnswered() {
    assertThat(call(client(MINER), "hello"))
        .isEqualTo(new Answered(MINER + " says hello by HEARTBEAT"));
  }

  @Test
  void strangers_areForbidden() {
    assertThat(call(client(new Hotkey("5Stranger")), "hello"))
        .isEqualTo(new Rejected(403, "Forbidden. Key is blacklisted: hotkey_not_in_metagraph."));
  }

  @Test
  void failure_isAnsweredWithoutItsCause() {
    assertThat(call(client(MINER), "fail"))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(500);
              assertThat(rejected.message()).startsWith("Internal Server Error #");
              assertThat(rejected.message()).doesNotContain("purpose");
            });
  }

  @Test
  void requestLargerThanItsKind_isRefused() {
    var result =
        client(MINER)
            .call(target(), SynapseType.TASK, "x".repeat(100_000), PATIENCE)
            .toCompletableFuture()
            .join();

    assertThat(result)
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.status()).isEqualTo(413));
  }

  @Test
  void serverThatIsSilentOrAway_isUnreachable() {
    var silent =
        client(MINER)
            .call(target(), SynapseType.HEARTBEAT, "never", Duration.ofMillis(200))
            .toCompletableFuture()
            .join();
    var away =
        client(MINER)
            .call(
                new Target(new Endpoint("127.0.0.1", 1), VALIDATOR),
                SynapseType.HEARTBEAT,
                "hello",
                PATIENCE)
            .toCompletableFuture()
            .join();

    assertThat(silent).isInstanceOf(Unreachable.class);
    assertThat(away).isInstanceOf(Unreachable.class);
  }

  /// Header names must come back in lower case: the existing client looks them up so.
  @Test
  void requestOfTheExistingClient_isAnsweredInItsForm() throws IOException {
    String body =
        "{\"name\": \"SessionInitSynapse\", \"timeout\": 12.0, \"total_size\": 3115,"
            + " \"header_size\": 0, \"dendrite\": {\"ip\": \"127.0.0.9\", \"version\": 9010000,"
            + " \"nonce\": 1795475275334970797, \"hotkey\": \""
            + MINER
            + "\"}, \"axon\": {\"ip\": \"127.0.0.1\", \"port\": 18090},"
            + " \"computed_body_hash\": \"\", \"request\": \"hi\", \"response\": null}";

    String answer = raw("SessionInitSynapse", MINER.value(), body);

    assertThat(answer).startsWith("HTTP/1.1 200 OK");
    assertThat(answer)
        .contains("\r\nname: SessionInitSynapse\r\n")
        .contains("\r\ntimeout: 12.0\r\n")
        .contains("\r\nbt_header_axon_status_code: 200\r\n")
        .contains("\r\nbt_header_dendrite_nonce: 1795475275334970797\r\n")
        .contains("\r\nbt_header_dendrite_hotkey: " + MINER + "\r\n");
    assertThat(answer)
        .contains("\"status_code\":200,\"status_message\":\"Success\"")
        .contains("\"nonce\":1795475275334970797")
        .contains("\"response\":\"" + MINER + " says hi by SESSION_INIT\"");
  }

  @Test
  void badRequests_areNamed() throws IOException {
    assertThat(raw("HeartbeatSynapse", MINER.value(), "{\"request\":")).startsWith("HTTP/1.1 422");
    assertThat(raw("HeartbeatSynapse", "", "{}"))
        .startsWith("HTTP/1.1 403")
        .contains("missing_hotkey");
    assertThat(raw("NoSuchSynapse", MINER.value(), "{}"))
        .startsWith("HTTP/1.1 404")
        .contains("Synapse name 'NoSuchSynapse' not found. Available synapses");
    assertThat(raw("HeartbeatSynapse", MINER.value(), "{\"dendrite\":{\"hotkey\":\"5Other\"}}"))
        .startsWith("HTTP/1.1 401")
        .contains("claims another hotkey");
  }

  private SynapseClient client(Hotkey own) {
    return new SynapseClient(testKit.system(), own, "127.0.0.1", InstantSource.system());
  }

  private Result call(SynapseClient client, String request) {
    return client
        .call(target(), SynapseType.HEARTBEAT, request, PATIENCE)
        .toCompletableFuture()
        .join();
  }

  private Target target() {
    return new Target(new Endpoint("127.0.0.1", binding.localAddress().getPort()), VALIDATOR);
  }

  private String raw(String synapse, String hotkey, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String request =
        "POST /"
            + synapse
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nname: "
            + synapse
            + "\r\ntimeout: 12.0\r\nbt_header_dendrite_nonce: 1795475275334970797\r\n"
            + (hotkey.isEmpty() ? "" : "bt_header_dendrite_hotkey: " + hotkey + "\r\n")
            + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + length
            + "\r\n\r\n"
            + body;
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), binding.localAddress().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
