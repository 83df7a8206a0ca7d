package io.byteleap.wallet;

import io.byteleap.keys.SecretBytes;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// How the network's wallets make the key of an encrypted file from a password: Argon2i 1.3 with
/// one lane and one salt for all.
///
/// The cost is fixed by the format, 8 passes over 512 MiB; tests take less. Source: btwallet 4.0.0,
/// libsodium's `crypto_pwhash` at its "sensitive" limits.
record PasswordKey(int passes, int memoryKib) {
  static final PasswordKey OF_WALLETS = new PasswordKey(8, 512 << 10);

  private static final int KEY_BYTES = 32;
  private static final byte[] SALT = HexFormat.of().parseHex("137183dff15a09bc9c90b5518739e9b1");

  /// What else there must be: the blocks lie in the old generation, two thirds of a heap.
  private static final long HEAP_BESIDE = 384L << 20;

  /// Takes seconds. Empty when the heap is too small.
  Optional<SecretBytes> derived(Password password) {
    if (Runtime.getRuntime().maxMemory() < ((long) memoryKib << 10) + HEAP_BESIDE) {
      return Optional.empty();
    }
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_i)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withIterations(passes)
            .withMemoryAsKB(memoryKib)
            .withParallelism(1)
            .withSalt(SALT)
            .build());
    byte[] key = new byte[KEY_BYTES];
    generator.generateBytes(password.reveal(), key);
    return Optional.of(SecretBytes.taking(key));
  }
}
