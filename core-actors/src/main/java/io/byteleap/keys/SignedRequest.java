package io.byteleap.keys;

import io.byteleap.domain.identity.Hotkey;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// What the caller of a synapse signs: when, who, whom, which request, and the hash of its body.
///
/// The nonce is the time in nanoseconds since 1970, the UUID the caller's own: hex digits and
/// hyphens, 64 characters at most. Source: Bittensor SDK 9.10.0, `dendrite.py`.
public record SignedRequest(long nonce, Hotkey from, Hotkey to, String uuid, String bodyHash) {
  /// SHA3-256 of nothing: no synapse of this subnet declares fields to hash, so that the signature
  /// does not cover the body.
  public static final String EMPTY_BODY_HASH =
      "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";

  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F-]{1,64}");

  public SignedRequest {
    if (nonce <= 0) {
      throw new IllegalArgumentException("a nonce is positive");
    }
    if (!isUuid(uuid)) {
      throw new IllegalArgumentException("not a UUID");
    }
  }

  static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  /// The bytes that are signed.
  public byte[] message() {
    return String.join(".", Long.toString(nonce), from.value(), to.value(), uuid, bodyHash)
        .getBytes(StandardCharsets.UTF_8);
  }

  public Signature signed(Keypair keypair, RandomGenerator chance) {
    return keypair.sign(message(), chance);
  }
}
