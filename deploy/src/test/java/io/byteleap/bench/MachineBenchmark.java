package io.byteleap.bench;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// What this machine does at most: multiply-adds on registers alone, bare AES-GCM, bare SHA-256.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MachineBenchmark {
  /// Steps in one call of [#multiplyAdds].
  private static final int STEPS = 1_000_000;

  /// Sums that grow side by side, enough to hide the time that one addition takes.
  private static final int CHAINS = 10;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /// Multiply-adds in one call of [#multiplyAdds].
  static final double LANE_STEPS = (double) STEPS * CHAINS * SPECIES.length();

  /// Bytes in one call of [#aesGcm].
  static final int CIPHER_BYTES = 213_000;

  /// Digests of 128 bytes in one call of [#sha256OfPairs]: the parents of a tree of 32,768 leaves.
  static final int PAIRS = 32_767;

  private static final int PAIR_BYTES = 128;
  private static final int TAG_BITS = 128;

  private final byte[] text = new byte[CIPHER_BYTES];
  private final byte[] pair = new byte[PAIR_BYTES];
  private MessageDigest digest;
  private long messages;

  @Setup
  public void prepare() throws GeneralSecurityException {
    digest = MessageDigest.getInstance("SHA-256");
  }

  @Benchmark
  @Threads(1)
  public float multiplyAdds() {
    return sum();
  }

  @Benchmark
  @Threads(Threads.MAX)
  public float multiplyAddsOfAllCores() {
    return sum();
  }

  private static float sum() {
    var factor = FloatVector.broadcast(SPECIES, 0.999f);
    var term = FloatVector.broadcast(SPECIES, 0.001f);
    var a = FloatVector.broadcast(SPECIES, 1);
    var b = FloatVector.broadcast(SPECIES, 2);
    var c = FloatVector.broadcast(SPECIES, 3);
    var d = FloatVector.broadcast(SPECIES, 4);
    var e = FloatVector.broadcast(SPECIES, 5);
    var f = FloatVector.broadcast(SPECIES, 6);
    var g = FloatVector.broadcast(SPECIES, 7);
    var h = FloatVector.broadcast(SPECIES, 8);
    var i = FloatVector.broadcast(SPECIES, 9);
    var j = FloatVector.broadcast(SPECIES, 10);
    for (int step = 0; step < STEPS; step++) {
      a = a.fma(factor, term);
      b = b.fma(factor, term);
      c = c.fma(factor, term);
      d = d.fma(factor, term);
      e = e.fma(factor, term);
      f = f.fma(factor, term);
      g = g.fma(factor, term);
      h = h.fma(factor, term);
      i = i.fma(factor, term);
      j = j.fma(factor, term);
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
  }

  @Benchmark
  @Threads(1)
  public byte[] aesGcm() throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    var nonce = java.nio.ByteBuffer.allocate(12).putLong(messages++).array();
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(new byte[32], "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    return cipher.doFinal(text);
  }

  @Benchmark
  @Threads(1)
  public byte[] sha256OfPairs() {
    byte[] hash = {};
    for (int i = 0; i < PAIRS; i++) {
      hash = digest.digest(pair);
    }
    return hash;
  }
}
