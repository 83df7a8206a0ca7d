package io.byteleap.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// An sr25519 key pair: signs, and derives further pairs. Shows its public key only; closing wipes
/// the secret half.
///
/// The secret half is a scalar and 32 bytes of nonce, which make the witnesses of two signatures
/// differ should the source of chance be bad. Source: schnorrkel 0.11, `keys.rs`, `sign.rs`,
/// `derive.rs`.
public final class Keypair implements AutoCloseable {
  public static final int SEED_SIZE = 32;
  public static final int PRIVATE_KEY_SIZE = 64;

  private static final int NONCE_SIZE = 32;
  private static final int ENTROPY_SIZE = 32;

  private final SecretBytes scalar;
  private final SecretBytes nonce;
  private final PublicKey publicKey;

  private Keypair(byte[] scalar, byte[] nonce) {
    this.scalar = SecretBytes.taking(scalar);
    this.nonce = SecretBytes.taking(nonce);
    this.publicKey = PublicKey.of(Ristretto.timesGenerator(scalar));
  }

  /// The pair of a seed of 32 bytes, expanded as for Ed25519: SHA-512, whose first half loses its
  /// factor 8 and whose second half is the nonce.
  public static Keypair ofSeed(SecretBytes seed) {
    if (seed.length() != SEED_SIZE) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length());
    }
    byte[] hash = sha512(seed.reveal());
    byte[] scalar = Arrays.copyOf(hash, Ristretto.SCALAR_BYTES);
    scalar[0] &= (byte) 0b1111_1000;
    scalar[31] &= 0b0011_1111;
    scalar[31] |= 0b0100_0000;
    divideByCofactor(scalar);
    var pair = new Keypair(scalar, Arrays.copyOfRange(hash, NONCE_SIZE, hash.length));
    Arrays.fill(hash, (byte) 0);
    return pair;
  }

  /// The pair of a private key of 64 bytes, scalar and nonce; empty when the scalar is zero or not
  /// canonical.
  public static Optional<Keypair> ofPrivateKey(SecretBytes privateKey) {
    if (privateKey.length() != PRIVATE_KEY_SIZE) {
      throw new IllegalArgumentException("a private key has 64 bytes, not " + privateKey.length());
    }
    byte[] bytes = privateKey.reveal();
    byte[] scalar = Arrays.copyOf(bytes, Ristretto.SCALAR_BYTES);
    boolean zero = Arrays.equals(scalar, new byte[Ristretto.SCALAR_BYTES]);
    return zero || !Ristretto.isCanonical(scalar)
        ? Optional.empty()
        : Optional.of(new Keypair(scalar, Arrays.copyOfRange(bytes, scalar.length, bytes.length)));
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  /// Scalar and nonce, as wallets keep them.
  public SecretBytes privateKey() {
    byte[] bytes = Arrays.copyOf(scalar.reveal(), PRIVATE_KEY_SIZE);
    System.arraycopy(nonce.reveal(), 0, bytes, scalar.length(), NONCE_SIZE);
    return SecretBytes.taking(bytes);
  }

  /// Signs `message`. Chance makes each signature another one; where it fails, the nonce still
  /// keeps the key safe.
  public Signature sign(byte[] message, RandomGenerator chance) {
    var signing = Schnorrkel.signing(message, publicKey.bytes().toArray());
    byte[] entropy = new byte[ENTROPY_SIZE];
    chance.nextBytes(entropy);
    byte[] witness =
        Ristretto.reduced(
            signing.witness("signing", Ristretto.WIDE_BYTES, nonce.reveal(), entropy));
    byte[] r = Ristretto.timesGenerator(witness);
    byte[] k = Schnorrkel.challenge(signing, r);
    byte[] s = Ristretto.productPlus(k, scalar.reveal(), witness);
    Arrays.fill(witness, (byte) 0);
    return Signature.of(r, s);
  }

  /// The pair of one step of a derivation. A soft step can be taken with the public key alone, a
  /// hard one cannot. The nonce of a soft step is drawn from the same transcript and the parent's
  /// secret, so that the same step always gives the same pair.
  Keypair derived(Junction junction) {
    var transcript =
        Transcript.of("SchnorrRistrettoHDKD")
            .append("sign-bytes", new byte[0])
            .append("chain-code", junction.chainCode().toArray());
    return switch (junction.kind()) {
      case HARD -> {
        transcript.append("secret-key", scalar.reveal());
        try (var seed = SecretBytes.taking(transcript.challenge("HDKD-hard", SEED_SIZE))) {
          yield ofSeed(seed);
        }
      }
      case SOFT -> {
        transcript.append("public-key", publicKey.bytes().toArray());
        byte[] step = Ristretto.reduced(transcript.challenge("HDKD-scalar", Ristretto.WIDE_BYTES));
        byte[] next = transcript.witness("HDKD-nonce", NONCE_SIZE, nonce.reveal(), scalar.reveal());
        yield new Keypair(Ristretto.sum(scalar.reveal(), step), next);
      }
    };
  }

  @Override
  public void close() {
    scalar.close();
    nonce.close();
  }

  @Override
  public String toString() {
    return "Keypair[" + publicKey + "]";
  }

  /// Shifts a little-endian number right by three bits, in place.
  private static void divideByCofactor(byte[] number) {
    int carried = 0;
    for (int i = number.length - 1; i >= 0; i--) {
      int value = number[i] & 0xff;
      number[i] = (byte) (value >>> 3 | carried);
      carried = (value & 0b111) << 5;
    }
  }

  private static byte[] sha512(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-512", e);
    }
  }
}
