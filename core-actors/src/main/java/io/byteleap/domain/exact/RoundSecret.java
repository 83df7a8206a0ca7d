package io.byteleap.domain.exact;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What the keys of all matrices of one round follow from: 32 bytes that never leave the validator
/// and are never printed. A key says nothing about another key.
public final class RoundSecret {
  private static final int LENGTH = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String KEY_OF_A = "byteleap exact key A 2";
  private static final String KEY_OF_B = "byteleap exact key B 2";

  private final Bytes bytes;

  private RoundSecret(Bytes bytes) {
    this.bytes = bytes;
  }

  /// `random` must be cryptographically secure outside tests.
  public static RoundSecret draw(RandomGenerator random) {
    var bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new RoundSecret(Bytes.adopting(bytes));
  }

  /// Refused: anything but 32 bytes.
  public static RoundSecret of(Bytes bytes) {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("a round secret has " + LENGTH + " bytes");
    }
    return new RoundSecret(bytes);
  }

  /// The key of B, the same for all units of the round whose matrices are `size` x `size`.
  public MatrixKey keyOfB(int size) {
    return key(KEY_OF_B, Integer.toString(size));
  }

  /// The key of A, for this unit in this challenge and no other.
  public MatrixKey keyOfA(Hotkey hotkey, WorkerId worker, UnitId unit, ChallengeId challenge) {
    return key(KEY_OF_A, hotkey.value(), worker.value(), unit.value(), challenge.value());
  }

  private MatrixKey key(String... texts) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes.toArray(), ALGORITHM));
      return new MatrixKey(Bytes.adopting(mac.doFinal(Texts.of(texts).toArray())));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("BUG: every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "RoundSecret[***]";
  }
}
