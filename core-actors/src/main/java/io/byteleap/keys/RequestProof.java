package io.byteleap.keys;

import io.byteleap.domain.identity.Hotkey;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/// A signed request as its headers tell it, well-formed and not yet believed: next, see that the
/// caller is a member, [#check] the signature with its key, and show the nonce to its [NonceBook].
///
/// The receiver's own hotkey enters what was signed, not the one that the headers name. Unlike the
/// network's software, a request without a signature is refused.
public record RequestProof(
    SignedRequest request, PublicKey caller, Signature signature, Duration timeout) {
  private static final String DENDRITE = "bt_header_dendrite_";

  /// Nanoseconds; more digits than these are no time of this age.
  private static final Pattern NONCE = Pattern.compile("[0-9]{1,18}|[1-9][0-9]{18}");

  private static final Pattern TIMEOUT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{0,20})?");
  private static final String TIMEOUT_OF_SDK = "12.0";

  /// What the headers of a request are.
  public sealed interface Reading {}

  public record Proof(RequestProof proof) implements Reading {}

  public record Refused(Why why) implements Reading {}

  /// Why headers prove nothing.
  public enum Why {
    MISSING_HOTKEY,
    /// Not an address of this network, with a right checksum.
    BAD_HOTKEY,
    MISSING_NONCE,
    /// Not a positive integer of 63 bits.
    BAD_NONCE,
    BAD_UUID,
    MISSING_SIGNATURE,
    /// Not `0x` and 128 hex digits.
    BAD_SIGNATURE,
    /// Not a time in seconds.
    BAD_TIMEOUT,
    /// Signed for a body of declared fields; there are none in this subnet.
    OTHER_BODY_HASH
  }

  /// Reads headers whose names are in lower case, of a request to `own`.
  public static Reading read(Map<String, String> headers, Hotkey own) {
    String hotkey = headers.getOrDefault(DENDRITE + "hotkey", "");
    if (hotkey.isEmpty()) {
      return new Refused(Why.MISSING_HOTKEY);
    }
    return switch (Ss58.read(hotkey)) {
      case Ss58.Refused _ -> new Refused(Why.BAD_HOTKEY);
      case Ss58.Address(var key) -> read(headers, key, own);
    };
  }

  private static Reading read(Map<String, String> headers, PublicKey caller, Hotkey own) {
    String nonce = headers.getOrDefault(DENDRITE + "nonce", "");
    if (nonce.isEmpty()) {
      return new Refused(Why.MISSING_NONCE);
    }
    if (!isNonce(nonce)) {
      return new Refused(Why.BAD_NONCE);
    }
    String uuid = headers.getOrDefault(DENDRITE + "uuid", "");
    if (!SignedRequest.isUuid(uuid)) {
      return new Refused(Why.BAD_UUID);
    }
    String bodyHash = headers.getOrDefault("computed_body_hash", "");
    if (!bodyHash.equals(SignedRequest.EMPTY_BODY_HASH)) {
      return new Refused(Why.OTHER_BODY_HASH);
    }
    var request = new SignedRequest(Long.parseLong(nonce), caller.address(), own, uuid, bodyHash);
    return signed(headers, request, caller);
  }

  private static Reading signed(
      Map<String, String> headers, SignedRequest request, PublicKey caller) {
    String signature = headers.getOrDefault(DENDRITE + "signature", "");
    if (signature.isEmpty()) {
      return new Refused(Why.MISSING_SIGNATURE);
    }
    String timeout = headers.getOrDefault("timeout", TIMEOUT_OF_SDK);
    if (!TIMEOUT.matcher(timeout).matches()) {
      return new Refused(Why.BAD_TIMEOUT);
    }
    long millis = (long) (Double.parseDouble(timeout) * 1_000);
    return Signature.ofHex(signature)
        .<Reading>map(
            parsed ->
                new Proof(new RequestProof(request, caller, parsed, Duration.ofMillis(millis))))
        .orElseGet(() -> new Refused(Why.BAD_SIGNATURE));
  }

  /// Nothing above 2^63 - 1, and not zero.
  private static boolean isNonce(String text) {
    if (!NONCE.matcher(text).matches()) {
      return false;
    }
    try {
      return Long.parseLong(text) > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /// Checks the signature with the verifier of [#caller].
  public SignatureCheck check(Verifier verifier) {
    return verifier.checkAlsoWrapped(request.message(), signature);
  }
}
