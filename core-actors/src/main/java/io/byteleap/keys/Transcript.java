package io.byteleap.keys;

import java.nio.charset.StandardCharsets;

/// A Merlin transcript: whatever both sides of a proof have said so far, from which challenges and
/// witnesses are drawn.
///
/// Merlin stands on STROBE-128: a sponge over [Keccak] that takes 166 bytes between permutations.
/// Each operation begins with the position at which the one before it began and with its own
/// flags; one that draws or keys starts on a fresh permutation. Of STROBE there is what Merlin
/// needs. Mutable, one thread. Sources: Merlin 1.0 (merlin.cool), STROBE 1.0.2.
final class Transcript {
  private static final int RATE = 166;

  private static final int INBOUND = 1;
  private static final int APPLICATION = 1 << 1;
  private static final int CIPHER = 1 << 2;
  private static final int META = 1 << 4;

  private static final int ABSORB = APPLICATION;
  private static final int ABSORB_META = META | APPLICATION;
  private static final int DRAW = INBOUND | APPLICATION | CIPHER;
  private static final int KEY = APPLICATION | CIPHER;

  private static final byte[] EMPTY_STATE = {1, (byte) (RATE + 2), 1, 0, 1, 96};

  private final long[] lanes;
  private int position;
  private int begun;

  private Transcript(long[] lanes, int position, int begun) {
    this.lanes = lanes;
    this.position = position;
    this.begun = begun;
  }

  /// The transcript of a protocol, in which nothing has been said.
  static Transcript of(String protocol) {
    var transcript = new Transcript(new long[Keccak.LANES], 0, 0);
    transcript.mix(0, EMPTY_STATE);
    transcript.mix(EMPTY_STATE.length, ascii("STROBEv1.0.2"));
    Keccak.permute(transcript.lanes);
    transcript.absorb(ABSORB_META, ascii("Merlin v1.0"));
    return transcript.append("dom-sep", ascii(protocol));
  }

  Transcript copy() {
    return new Transcript(lanes.clone(), position, begun);
  }

  Transcript append(String label, byte[] message) {
    label(label, message.length);
    absorb(ABSORB, message);
    return this;
  }

  /// `size` bytes that depend on everything said so far.
  byte[] challenge(String label, int size) {
    label(label, size);
    return drawn(size);
  }

  /// `size` bytes that nobody can tell who does not know `secret`; `entropy` keeps them apart
  /// should the secret be weak. The transcript itself stays as it is.
  byte[] witness(String label, int size, byte[] secret, byte[] entropy) {
    var fork = copy();
    fork.label(label, secret.length);
    fork.key(secret);
    fork.absorb(ABSORB_META, ascii("rng"));
    fork.key(entropy);
    fork.absorb(ABSORB_META, littleEndian(size));
    byte[] witness = fork.drawn(size);
    fork.wipe();
    return witness;
  }

  void wipe() {
    java.util.Arrays.fill(lanes, 0);
  }

  private void label(String label, int size) {
    absorb(ABSORB_META, ascii(label));
    absorbMore(littleEndian(size));
  }

  private void absorb(int flags, byte[] message) {
    begin(flags);
    absorbMore(message);
  }

  private void absorbMore(byte[] message) {
    for (byte next : message) {
      mix(next);
    }
  }

  private byte[] drawn(int size) {
    begin(DRAW);
    byte[] drawn = new byte[size];
    for (int i = 0; i < size; i++) {
      drawn[i] = overwrite((byte) 0);
    }
    return drawn;
  }

  private void key(byte[] secret) {
    begin(KEY);
    for (byte next : secret) {
      overwrite(next);
    }
  }

  private void begin(int flags) {
    int before = begun;
    begun = position + 1;
    mix((byte) before);
    mix((byte) flags);
    if ((flags & CIPHER) != 0 && position != 0) {
      permute();
    }
  }

  private void permute() {
    mixAt(position, (byte) begun);
    mixAt(position + 1, (byte) 0x04);
    mixAt(RATE + 1, (byte) 0x80);
    Keccak.permute(lanes);
    position = 0;
    begun = 0;
  }

  private void mix(byte next) {
    mixAt(position, next);
    advance();
  }

  private byte overwrite(byte next) {
    byte old = (byte) (lanes[position >> 3] >>> shift(position));
    mixAt(position, (byte) (old ^ next));
    advance();
    return old;
  }

  private void advance() {
    position++;
    if (position == RATE) {
      permute();
    }
  }

  private void mix(int from, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      mixAt(from + i, bytes[i]);
    }
  }

  private void mixAt(int at, byte value) {
    lanes[at >> 3] ^= (value & 0xffL) << shift(at);
  }

  private static int shift(int at) {
    return (at & 7) * Byte.SIZE;
  }

  private static byte[] littleEndian(int number) {
    return new byte[] {
      (byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
