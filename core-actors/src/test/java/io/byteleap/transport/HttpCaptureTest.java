package io.byteleap.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Signers;
import io.byteleap.fixture.Vectors;
import io.byteleap.keys.Signature;
import io.byteleap.keys.SignatureCheck;
import io.byteleap.keys.Verifier;
import io.byteleap.wire.synapse.SynapseHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The requests that the network's own software sent, byte for byte, to our server, and its answers
/// beside those that the network's own software gave.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpCaptureTest {
  private static final String CAPTURE = Vectors.text("bittensor/http_capture.txt");

  /// Captured headers that are the server's own affair, or another one each time.
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "date",
          "server",
          "content-length",
          "total_size", // of a Python object
          "bt_header_axon_process_time",
          "bt_header_axon_nonce",
          "bt_header_axon_uuid",
          "bt_header_axon_signature",
          "bt_header_dendrite_port"); // the caller's, of the connection

  private final ActorTestKit testKit = ActorTestKit.create();
  private volatile Instant now = Instant.parse("2026-11-23T23:07:00Z");
  private volatile Optional<String> refusal = Optional.empty();
  private volatile boolean failing;
  private ServerBinding binding;

  private record Exchange(String request, int status, Map<String, String> headers, String body) {}

  @BeforeAll
  void bind() {
    binding =
        new SynapseServer(testKit.system(), Signers.ALICE, _ -> refusal, this::handle, () -> now)
            .bind("127.0.0.1", 0)
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  void unbind() {
    testKit.shutdownTestKit();
  }

  private CompletionStage<String> handle(SynapseCall call) {
    if (failing) {
      return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
    }
    return CompletableFuture.completedStage(
        switch (call.type()) {
          case SESSION_INIT -> "{\"ok\":true}";
          case HEARTBEAT, TASK, CHALLENGE, CHALLENGE_PROOF, ENROL_TOKEN -> "cmVzcA==";
        });
  }

  @Test
  void capturedExchanges_areAnsweredHeaderForHeader_overOneConnection() throws IOException {
    try (var connection = new RawRequest(binding.localAddress().getPort())) {
      answeredAlike(connection, exchange("SessionInit OK"));
      answeredAlike(connection, exchange("Heartbeat OK"));
      refusal = Optional.of("Unrecognized hotkey");
      answeredAlike(connection, exchange("Blacklisted"));
      refusal = Optional.empty();
      failing = true;
      answeredAlike(connection, exchange("Handler raises"));
      failing = false;
      answeredAlike(connection, exchange("Unknown name"));
    }
  }

  private void answeredAlike(RawRequest connection, Exchange captured) throws IOException {
    now = sentAt(captured);
    var answer = connection.exchange(captured.request());

    assertThat(answer.status()).isEqualTo(captured.status());
    assertThat(shown(answer.body())).isEqualTo(shown(captured.body()));
    var headers = new LinkedHashMap<String, String>();
    answer
        .headers()
        .forEach(
            (name, value) ->
                headers.put(name.startsWith("C") ? name.toLowerCase(Locale.ROOT) : name, value));
    captured
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equals("date") && !name.equals("server")) {
                assertThat(headers).containsKey(name);
              }
              if (!NOT_COMPARED.contains(name)) {
                assertThat(shown(headers.getOrDefault(name, ""))).as(name).isEqualTo(shown(value));
              }
            });
    assertThat(ofSynapse(headers)).isEqualTo(ofSynapse(captured.headers()));
  }

  /// Names in their order: the existing client looks them up in lower case.
  private static List<String> ofSynapse(Map<String, String> headers) {
    return headers.keySet().stream().filter(name -> name.startsWith("bt_header_")).toList();
  }

  /// Without what differs each time: numbers of errors, times taken; and which kinds of request
  /// there are, which in the capture were two.
  private static String shown(String text) {
    return text.replaceAll("#[0-9a-f-]{36}", "#N")
        .replaceAll("\"process_time\":[0-9.eE-]+", "\"process_time\":T")
        .replaceAll("Available synapses \\[.*?]", "Available synapses []");
  }

  private static Instant sentAt(Exchange captured) {
    String nonce =
        captured.request().replaceAll("(?s).*bt_header_dendrite_nonce: ([0-9]+)\r\n.*", "$1");
    return Instant.EPOCH.plusNanos(Long.parseLong(nonce)).plusMillis(20);
  }

  /// Nobody checks what we sign when we refuse, but it can be.
  @Test
  void refusal_isSignedByTheServer() throws IOException {
    refusal = Optional.of("no");
    var captured = exchange("Blacklisted");
    now = sentAt(captured);
    RawRequest.Answer answer;
    try (var connection = new RawRequest(binding.localAddress().getPort())) {
      answer = connection.exchange(captured.request());
    }
    refusal = Optional.empty();

    var headers = SynapseHeaders.ofReceived(answer.headers()).fields();
    String text =
        String.join(
            ".",
            headers.get("bt_header_axon_nonce"),
            headers.get("bt_header_dendrite_hotkey"),
            headers.get("bt_header_axon_hotkey"),
            headers.get("bt_header_axon_uuid"));
    var signature =
        Signature.ofHex(headers.getOrDefault("bt_header_axon_signature", "")).orElseThrow();
    assertThat(
            Verifier.of(Signers.ALICE.hotkey())
                .orElseThrow()
                .check(text.getBytes(StandardCharsets.UTF_8), signature))
        .isEqualTo(SignatureCheck.GOOD);
  }

  private static Exchange exchange(String title) {
    String section =
        Arrays.stream(CAPTURE.split("(?m)^#### ", -1))
            .filter(part -> part.startsWith(title + "\n"))
            .findFirst()
            .orElseThrow();
    String[] parts = section.split("---- (request|response)\r?\n", -1);
    List<String> request = lines(parts[1]);
    List<String> response = lines(parts[2].replaceAll("(?s)\nRESULT .*", ""));
    var headers = new LinkedHashMap<String, String>();
    int end = response.indexOf("");
    for (String line : response.subList(1, end)) {
      headers.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
    }
    return new Exchange(
        String.join("\r\n", request),
        Integer.parseInt(response.getFirst().substring(9, 12)),
        headers,
        response.getLast());
  }

  private static List<String> lines(String text) {
    return new ArrayList<>(text.stripTrailing().lines().toList());
  }
}
