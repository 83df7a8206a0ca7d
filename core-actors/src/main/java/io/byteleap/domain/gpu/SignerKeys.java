package io.byteleap.domain.gpu;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The keys whose signatures under a GPU's commitment count, at least one and at most 32.
///
/// The published key's private half is inside a binary that everybody has. So a signature shows
/// that a commitment has the right form and belongs to this challenge and GPU, not that a GPU made
/// it.
public record SignerKeys(List<SignerKey> keys) {
  /// The key of the GPU compute server that the network publishes.
  public static final SignerKey PUBLISHED =
      new SignerKey(
          "045db4dcfa2559220159eba6bb8b7f16e4c4962bb9d862a7df8a1ce4138c01e145"
              + "33213760877d4eaba3f84a7e1e1b29cb0f3320ff90f01dc206c22cffc0b09afb");

  private static final int COUNT_MAX = 32;

  public SignerKeys {
    if (keys.isEmpty() || keys.size() > COUNT_MAX) {
      throw new IllegalArgumentException("1 to " + COUNT_MAX + " keys must be trusted");
    }
    keys = List.copyOf(keys);
  }

  /// What a device signs: version, challenge seed, GPU UUID and root.
  public record Statement(int version, String seed, String gpu, String root) {
    String text() {
      return "0x" + Integer.toHexString(version) + "|" + seed + "|" + gpu + "|" + root;
    }
  }

  /// Whether `signature`, as the device wrote it, is one of `statement` by any of the keys.
  public boolean haveSigned(Statement statement, String signature) {
    byte[] message = statement.text().getBytes(StandardCharsets.UTF_8);
    return SignatureText.decoded(signature)
        .filter(bytes -> keys.stream().anyMatch(key -> key.verifies(message, bytes)))
        .isPresent();
  }
}
