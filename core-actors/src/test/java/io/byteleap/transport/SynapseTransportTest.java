package io.byteleap.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Signers;
import io.byteleap.keys.Signer;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Client and server over real HTTP on loopback, and a request as the existing software sends it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SynapseTransportTest {
  private static final Signer SIGNER = Signers.BOB;
  private static final Hotkey MINER = SIGNER.hotkey();
  private static final Hotkey VALIDATOR = Signers.ALICE.hotkey();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorTestKit testKit = ActorTestKit.create();
  private ServerBinding binding;

  @BeforeAll
  void bind() {
    Membership membership =
        caller -> caller.equals(MINER) ? Optional.empty() : Optional.of("hotkey_not_in_metagraph");
    binding =
        new SynapseServer(
                testKit.system(), Signers.ALICE, membership, new Handler(), InstantSource.system())
            .bind("127.0.0.1", 0)
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  void unbind() {
    testKit.shutdownTestKit();
  }

  private final AtomicReference<Optional<Duration>> away = new AtomicReference<>(Optional.empty());

  private final class Handler implements SynapseHandler {
    @Override
    public CompletionStage<String> handle(SynapseCall call) {
      return answer(call);
    }

    @Override
    public Optional<Duration> away() {
      return away.get();
    }
  }

  private static CompletionStage<String> answer(SynapseCall call) {
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
    assertThat(call(client(SIGNER), "hello"))
        .isEqualTo(new Answered(MINER + " says hello by HEARTBEAT"));
  }

  @Test
  void answer_repeatsTheRequest_unlessTheCallerWantsItBrief() throws IOException {
    String body = "{\"request\":\"the text\"}";

    assertThat(raw("HeartbeatSynapse", signed("HeartbeatSynapse"), body))
        .contains("\"request\":\"the text\"");
    assertThat(
            raw(
                "HeartbeatSynapse",
                signed("HeartbeatSynapse") + "Prefer: return=minimal\r\n",
                body))
        .contains("\"request\":null")
        .contains("says the text by HEARTBEAT");
  }

  @Test
  void strangers_areForbidden() {
    assertThat(call(client(Signers.of("stranger")), "hello"))
        .isEqualTo(new Rejected(403, "Forbidden. Key is blacklisted: hotkey_not_in_metagraph."));
  }

  @Test
  void whileTheHandlerIsAway_membersHearWhenToComeAgain_andStrangersAreForbidden()
      throws IOException {
    away.set(Optional.of(Duration.ofSeconds(7)));
    try {
      assertThat(raw("TaskSynapse", signed("TaskSynapse"), "{}"))
          .startsWith("HTTP/1.1 503")
          .contains("\r\nRetry-After: 7\r\n")
          .contains("bt_header_axon_status_code: 503");
      assertThat(call(client(SIGNER), "hello"))
          .isEqualTo(new Rejected(503, "Temporarily unable to process requests"));
      assertThat(call(client(Signers.of("stranger")), "hello"))
          .isInstanceOfSatisfying(
              Rejected.class, rejected -> assertThat(rejected.status()).isEqualTo(403));
    } finally {
      away.set(Optional.empty());
    }
  }

  @Test
  void failure_isAnsweredWithoutItsCause() {
    assertThat(call(client(SIGNER), "fail"))
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
        client(SIGNER)
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
        client(SIGNER)
            .call(target(), SynapseType.HEARTBEAT, "never", Duration.ofMillis(200))
            .toCompletableFuture()
            .join();
    var away =
        client(SIGNER)
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

  @Test
  void ping_isEchoed() throws IOException {
    assertThat(raw("Synapse", signed("Synapse"), "{\"name\":\"Synapse\",\"timeout\":12.0}"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("\r\nbt_header_axon_status_code: 200\r\n")
        .contains("{\"name\":\"Synapse\",\"timeout\":12.0,");
  }

  @Test
  void badRequests_areNamed() throws IOException {
    assertThat(raw("HeartbeatSynapse", signed("HeartbeatSynapse"), "{\"request\":"))
        .startsWith("HTTP/1.1 422");
    assertThat(raw("HeartbeatSynapse", "", "{}"))
        .startsWith("HTTP/1.1 403")
        .contains("missing_hotkey");
    assertThat(raw("NoSuchSynapse", "", "{}"))
        .startsWith("HTTP/1.1 404")
        .contains("Synapse name 'NoSuchSynapse' not found. Available synapses ['Synapse', '");
    assertThat(
            raw(
                "HeartbeatSynapse",
                signed("HeartbeatSynapse"),
                "{\"dendrite\":{\"hotkey\":\"5Other\"}}"))
        .startsWith("HTTP/1.1 401")
        .contains("claims another hotkey");
    assertThat(raw("HeartbeatSynapse", "bt_header_dendrite_hotkey: " + MINER + "\r\n", "{}"))
        .startsWith("HTTP/1.1 401")
        .contains("Missing Nonce");
  }

  /// The headers of a request of the miner's, signed now.
  private static String signed(String synapse) {
    return RawRequest.headers(SIGNER, VALIDATOR, synapse, Instant.now());
  }

  private SynapseClient client(Signer signer) {
    return new SynapseClient(testKit.system(), signer, "127.0.0.1", InstantSource.system());
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

  private String raw(String synapse, String headers, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String request =
        "POST /"
            + synapse
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + headers
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
