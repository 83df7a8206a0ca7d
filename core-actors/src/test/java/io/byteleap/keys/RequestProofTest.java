package io.byteleap.keys;

import static io.byteleap.keys.Sr25519VectorTest.development;
import static io.byteleap.keys.Sr25519VectorTest.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests as the network's own software sent and answered them, Bob asking Alice.
final class RequestProofTest {
  private static final String CAPTURE = Vectors.text("bittensor/http_capture.txt");
  private static final Hotkey ALICE = development("//Alice").publicKey().address();
  private static final PublicKey BOB = development("//Bob").publicKey();
  private static final Pattern MISMATCH =
      Pattern.compile("Signature mismatch with ([\\w.-]+) and (0x[0-9a-f]+)\"");

  @ParameterizedTest
  @MethodSource("requests")
  void capturedRequest_isProvenToItsRecipientOnly(Map<String, String> headers) {
    var proof = read(headers, ALICE);

    assertThat(proof.caller()).isEqualTo(BOB);
    assertThat(proof.timeout()).hasSeconds(12);
    assertThat(proof.check(verifier(BOB))).isEqualTo(SignatureCheck.GOOD);
    assertThat(read(headers, BOB.address()).check(verifier(BOB))).isEqualTo(SignatureCheck.WRONG);
  }

  @Test
  void captured_areFiveRequests() {
    assertThat(requests()).hasSize(5);
  }

  /// The axon signs what it refuses, without a body hash; nobody checks that, but it can be.
  @Test
  void capturedRefusal_isSignedByTheAxon() {
    var headers = section(CAPTURE, "HTTP/1.1 403 Forbidden");
    var message =
        String.join(
            ".",
            headers.get("bt_header_axon_nonce"),
            headers.get("bt_header_dendrite_hotkey"),
            headers.get("bt_header_axon_hotkey"),
            headers.get("bt_header_axon_uuid"));
    var signature =
        Signature.ofHex(headers.getOrDefault("bt_header_axon_signature", "")).orElseThrow();

    assertThat(
            verifier(development("//Alice").publicKey())
                .check(message.getBytes(StandardCharsets.UTF_8), signature))
        .isEqualTo(SignatureCheck.GOOD);
  }

  /// The axon names what it took for signed: a made-up signature, and one of the true body hash.
  @Test
  void capturedMismatches_areWrongHereToo() {
    var mismatches = MISMATCH.matcher(CAPTURE).results().toList();
    assertThat(mismatches).hasSize(2);

    for (var mismatch : mismatches) {
      var signature = Signature.ofHex(mismatch.group(2)).orElseThrow();
      byte[] message = mismatch.group(1).getBytes(StandardCharsets.UTF_8);
      assertThat(verifier(BOB).checkAlsoWrapped(message, signature))
          .isNotEqualTo(SignatureCheck.GOOD);
    }
    var truth =
        mismatches.get(1).group(1).replaceAll("\\.00$", "." + SignedRequest.EMPTY_BODY_HASH);
    assertThat(
            verifier(BOB)
                .check(
                    truth.getBytes(StandardCharsets.UTF_8),
                    Signature.ofHex(mismatches.get(1).group(2)).orElseThrow()))
        .isEqualTo(SignatureCheck.GOOD);
  }

  @Test
  void requestOfOurs_isProven() {
    Seeds.check(
        20,
        random -> {
          var headers = new HashMap<>(requests().findFirst().orElseThrow());
          var request =
              new SignedRequest(
                  random.nextLong(1, Long.MAX_VALUE),
                  BOB.address(),
                  ALICE,
                  "b765ddce-e792-11f1-a74b-02fc00000001",
                  SignedRequest.EMPTY_BODY_HASH);
          headers.put("bt_header_dendrite_nonce", Long.toString(request.nonce()));
          headers.put(
              "bt_header_dendrite_signature", request.signed(development("//Bob"), random).hex());

          var proof = read(headers, ALICE);

          assertThat(proof.request()).isEqualTo(request);
          assertThat(proof.check(verifier(BOB))).isEqualTo(SignatureCheck.GOOD);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "bt_header_dendrite_hotkey, '', MISSING_HOTKEY",
    "bt_header_dendrite_hotkey, 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694tz, BAD_HOTKEY",
    "bt_header_dendrite_nonce, '', MISSING_NONCE",
    "bt_header_dendrite_nonce, 0, BAD_NONCE",
    "bt_header_dendrite_nonce, -1, BAD_NONCE",
    "bt_header_dendrite_nonce, 1e18, BAD_NONCE",
    "bt_header_dendrite_nonce, ' 17', BAD_NONCE",
    "bt_header_dendrite_nonce, 9223372036854775808, BAD_NONCE",
    "bt_header_dendrite_uuid, '', BAD_UUID",
    "bt_header_dendrite_uuid, a.b, BAD_UUID",
    "computed_body_hash, '', OTHER_BODY_HASH",
    "computed_body_hash, 00, OTHER_BODY_HASH",
    "bt_header_dendrite_signature, '', MISSING_SIGNATURE",
    "bt_header_dendrite_signature, 0x00, BAD_SIGNATURE",
    "timeout, NaN, BAD_TIMEOUT",
    "timeout, -1, BAD_TIMEOUT",
    "timeout, 1e9, BAD_TIMEOUT"
  })
  void badHeader_isRefusedByName(String name, String value, RequestProof.Why why) {
    var headers = new HashMap<>(requests().findFirst().orElseThrow());
    headers.put(name, value);

    assertThat(RequestProof.read(headers, ALICE)).isEqualTo(new RequestProof.Refused(why));
  }

  /// As captured: the network's software answers 200 to a request without a signature.
  @Test
  void absentHeader_isRefused_exceptTheTimeout() {
    for (String name : List.of("hotkey", "nonce", "uuid", "signature")) {
      var headers = new HashMap<>(requests().findFirst().orElseThrow());
      headers.remove("bt_header_dendrite_" + name);
      assertThat(RequestProof.read(headers, ALICE)).isInstanceOf(RequestProof.Refused.class);
    }
    var headers = new HashMap<>(requests().findFirst().orElseThrow());
    headers.remove("timeout");
    assertThat(read(headers, ALICE).timeout()).hasSeconds(12);
  }

  @Test
  void mutantsOfHeaders_areRefusedOrTheSameRequest() {
    var good = requests().findFirst().orElseThrow();
    var text = new StringBuilder();
    good.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    var verifier = verifier(BOB);
    var request = read(good, ALICE).request();

    Fuzz.texts(
        List.of(text.toString()),
        mutant -> {
          if (RequestProof.read(headers(mutant), ALICE) instanceof RequestProof.Proof(var proof)
              && !proof.request().equals(request)) {
            assertThat(proof.caller().equals(BOB) ? proof.check(verifier) : SignatureCheck.WRONG)
                .isNotEqualTo(SignatureCheck.GOOD);
          }
        });
  }

  static Stream<Map<String, String>> requests() {
    List<Map<String, String>> requests = new ArrayList<>();
    for (String part : CAPTURE.split("---- request\n", -1)) {
      if (part.startsWith("POST ")) {
        requests.add(headers(part));
      }
    }
    return requests.stream();
  }

  private static Map<String, String> section(String capture, String begin) {
    return headers(capture.substring(capture.indexOf(begin)));
  }

  /// The lines up to the first empty one.
  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      if (line.isBlank()) {
        break;
      }
      int colon = line.indexOf(": ");
      if (colon > 0) {
        headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return headers;
  }

  private static RequestProof read(Map<String, String> headers, Hotkey own) {
    return ((RequestProof.Proof) RequestProof.read(headers, own)).proof();
  }
}
