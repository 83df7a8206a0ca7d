package io.byteleap.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.keys.Signer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Which requests get through the door, over one connection to a real server whose clock the test
/// holds.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignedRequestsTest {
  private static final Signer MINER = Signers.BOB;
  private static final Hotkey VALIDATOR = Signers.ALICE.hotkey();
  private static final String NAME = "TaskSynapse";
  private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");

  /// What the signature covers, and the signature.
  private static final List<String> SIGNED =
      List.of(
          "bt_header_dendrite_nonce",
          "bt_header_dendrite_uuid",
          "bt_header_dendrite_hotkey",
          "bt_header_dendrite_signature",
          "computed_body_hash");

  private final ActorTestKit testKit = ActorTestKit.create();
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());
  private final AtomicInteger handled = new AtomicInteger();
  private ServerBinding binding;
  private RawRequest connection;

  @BeforeAll
  void bind() {
    binding = server(START);
  }

  private ServerBinding server(Instant start) {
    now.set(start);
    return new SynapseServer(
            testKit.system(), Signers.ALICE, _ -> refusal.get(), this::handle, now::get)
        .bind("127.0.0.1", 0)
        .toCompletableFuture()
        .join();
  }

  private CompletionStage<String> handle(SynapseCall call) {
    handled.incrementAndGet();
    return CompletableFuture.completedStage(call.caller() + " " + call.request());
  }

  @AfterAll
  void unbind() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void connect() throws IOException {
    now.set(now.get().plusSeconds(1_000));
    refusal.set(Optional.empty());
    handled.set(0);
    connection = new RawRequest(binding.localAddress().getPort());
  }

  @AfterEach
  void disconnect() throws IOException {
    connection.close();
  }

  private SequencedMap<String, String> fields() {
    return RawRequest.fields(MINER, VALIDATOR, NAME, now.get());
  }

  private RawRequest.Answer send(SequencedMap<String, String> fields) throws IOException {
    return connection.exchange(
        RawRequest.post(NAME, RawRequest.text(fields), "{\"request\":\"hello\"}"));
  }

  @Test
  void signedRequest_isTaken_once_andHandedOnInTheNameOfItsSigner() throws IOException {
    var fields = fields();

    assertThat(send(fields).body()).contains("\"response\":\"" + MINER.hotkey() + " hello\"");
    assertThat(send(fields))
        .isInstanceOfSatisfying(
            RawRequest.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(401);
              assertThat(answer.body())
                  .isEqualTo(
                      "{\"message\":\"Not Verified with error: Nonce is too old, a newer one was"
                          + " last processed\"}");
            });
    assertThat(handled).hasValue(1);
  }

  /// The two cases of a hex digit in the signature spell the same bit, so they are left out.
  @Test
  void requestWithOneBitFlipped_isRefused() {
    Seeds.check(
        250,
        random -> {
          var fields = fields();
          String name = SIGNED.get(random.nextInt(SIGNED.size()));
          fields.put(name, flipped(fields.getOrDefault(name, ""), random));

          assertThat(send(fields).status()).as(name + ": " + fields.get(name)).isIn(401, 403, 500);
          assertThat(handled).hasValue(0);
        });
  }

  /// A neighbour by one bit that can still stand in a header.
  private static String flipped(String value, RandomGenerator random) {
    while (true) {
      int place = random.nextInt(value.length());
      char changed = (char) (value.charAt(place) ^ 1 << random.nextInt(7));
      boolean caseOnly = (changed ^ value.charAt(place)) == 0x20;
      if (changed > ' ' && changed < 0x7f && !caseOnly) {
        return value.substring(0, place) + changed + value.substring(place + 1);
      }
    }
  }

  @Test
  void requestOfAnotherKeyOrForAnotherValidator_isRefused() throws IOException {
    var forged = fields();
    var other = RawRequest.fields(Signers.of("other"), VALIDATOR, NAME, now.get());
    forged.put(
        "bt_header_dendrite_signature", other.getOrDefault("bt_header_dendrite_signature", ""));
    var astray = RawRequest.fields(MINER, Signers.of("other").hotkey(), NAME, now.get());
    astray.put("bt_header_axon_hotkey", VALIDATOR.value());

    assertThat(send(forged).body()).contains("Not Verified with error: Signature mismatch with ");
    assertThat(send(astray).body()).contains("Signature mismatch with ");
    assertThat(handled).hasValue(0);
  }

  @Test
  void eachPartThatIsMissing_isNamed() throws IOException {
    assertThat(without("bt_header_dendrite_hotkey"))
        .isEqualTo("403 Forbidden. Key is blacklisted: missing_hotkey.");
    assertThat(without("bt_header_dendrite_nonce"))
        .isEqualTo("401 Not Verified with error: Missing Nonce");
    assertThat(without("bt_header_dendrite_signature"))
        .isEqualTo("401 Not Verified with error: Missing Signature");
    assertThat(without("bt_header_dendrite_uuid"))
        .isEqualTo("401 Not Verified with error: uuid is missing, or none");
    assertThat(without("computed_body_hash"))
        .isEqualTo("401 Not Verified with error: computed_body_hash is not that of no fields");
    var fields = fields();
    fields.put("timeout", "soon");
    assertThat(send(fields).body()).startsWith("{\"message\":\"Internal Server Error #");
    assertThat(handled).hasValue(0);
  }

  private String without(String name) throws IOException {
    var fields = fields();
    fields.remove(name);
    var answer = send(fields);
    return answer.status() + " " + answer.body().replaceAll("\\{\"message\":\"(.*)\"}", "$1");
  }

  @Test
  void nonces_areTakenWithinTheirTime() throws IOException {
    var sent = now.get();
    var fields = fields();
    now.set(sent.plus(Duration.ofMillis(17_030)));
    assertThat(send(fields).body())
        .isEqualTo(
            "{\"message\":\"Not Verified with error: Nonce is too old: acceptable delta is 16.00"
                + " seconds but request was 17.03 seconds old\"}");
    now.set(sent.plus(Duration.ofMillis(15_990)));
    assertThat(send(fields).status()).isEqualTo(200);

    var early = fields();
    now.set(now.get().minusSeconds(31));
    assertThat(send(early).body()).contains("Nonce is 31.00 seconds ahead of our time");
    now.set(now.get().plusSeconds(2));
    assertThat(send(early).status()).isEqualTo(200);
  }

  @Test
  void noncesOfBeforeTheStart_areRefused_sinceTheyMayHaveBeenUsed() throws IOException {
    var fields = fields();
    assertThat(send(fields).status()).isEqualTo(200);

    var restarted = server(now.get().plusMillis(1));
    try (var again = new RawRequest(restarted.localAddress().getPort())) {
      assertThat(again.exchange(RawRequest.post(NAME, RawRequest.text(fields), "{}")).status())
          .isEqualTo(401);
      assertThat(again.exchange(RawRequest.post(NAME, RawRequest.text(fields()), "{}")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void whoIsNoMember_isForbidden_whateverItSigned() throws IOException {
    refusal.set(Optional.of("hotkey_not_in_metagraph"));

    assertThat(send(fields()).body())
        .isEqualTo("{\"message\":\"Forbidden. Key is blacklisted: hotkey_not_in_metagraph.\"}");
  }
}
