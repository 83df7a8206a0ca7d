package io.byteleap.keys;

import io.byteleap.domain.identity.Hotkey;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// A node's hotkey at work: signs what the node says in its name. Used by many threads at once.
public final class Signer {
  private final Keypair keypair;
  private final RandomGenerator chance;
  private final Hotkey hotkey;

  /// `chance` must be cryptographically secure outside tests, and safe for many threads.
  public Signer(Keypair keypair, RandomGenerator chance) {
    this.keypair = keypair;
    this.chance = chance;
    this.hotkey = keypair.publicKey().address();
  }

  public Hotkey hotkey() {
    return hotkey;
  }

  public PublicKey publicKey() {
    return keypair.publicKey();
  }

  public Signature sign(byte[] message) {
    return keypair.sign(message, chance);
  }

  /// Signs the text's UTF-8 bytes.
  public Signature sign(String text) {
    return sign(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Signer[" + hotkey + "]";
  }
}
