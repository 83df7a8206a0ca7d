package io.byteleap.domain.session;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.units.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One side's state of an encrypted session: keys, who is who, the next number to send and the
/// numbers taken. A value: sealing and opening give the state that follows.
///
/// INVARIANT: a sequence number is never used twice under one key, because each state seals at most
/// one box and the owner keeps only the state that follows.
public record SecureSession(
    SessionId id, Party self, SessionKeys keys, Instant expiresAt, Progress progress) {
  /// Sessions live this long from the handshake on, used or not.
  public static final Duration LIFE = Duration.ofHours(6);

  /// With less than this left, a session is replaced before it is used again.
  public static final Duration NEAR_EXPIRY = Duration.ofMinutes(5);

  /// Which side we are, and who the two are.
  public sealed interface Party {
    Hotkey own();

    Hotkey peer();
  }

  /// We opened the handshake.
  public record Client(Hotkey own, Hotkey peer) implements Party {}

  /// We answered the handshake.
  public record Server(Hotkey own, Hotkey peer) implements Party {}

  /// Numbers used: the last one sent (0 before the first) and those taken from the peer.
  public record Progress(long lastSent, SequenceWindow taken) {
    static final Progress NONE = new Progress(0, SequenceWindow.EMPTY);
  }

  public static SecureSession begin(SessionId id, Party self, SessionKeys keys, Instant expiresAt) {
    return new SecureSession(id, self, keys, expiresAt, Progress.NONE);
  }

  public boolean isOver(Instant now) {
    return !now.isBefore(expiresAt);
  }

  public boolean isNearExpiry(Instant now) {
    return !now.isBefore(expiresAt.minus(NEAR_EXPIRY));
  }

  /// A box for the peer and the state after it.
  public record Sealing(SecureSession next, SealedBox box) {}

  /// Seals `plaintext` under the next number; empty when the numbers (2^64 - 1 of them) are used up
  /// and a new session is needed.
  public Optional<Sealing> seal(MessageType type, Bytes plaintext) {
    if (progress.lastSent() == -1L) {
      return Optional.empty();
    }
    long sequence = progress.lastSent() + 1;
    var address = new SealedBox.Address(id, sequence, self.own(), self.peer(), type);
    var next = new Progress(sequence, progress.taken());
    return Optional.of(new Sealing(with(next), address.seal(outgoing(), plaintext)));
  }

  /// What came out of a box, and the state after it (unchanged when it was refused).
  public record Opened(SecureSession next, Opening opening) {}

  /// Opens `box`, which must come from the peer, be of kind `type` and carry a number not taken
  /// before. The number is looked at last, so that only who holds the key can use one up.
  public Opened open(SealedBox box, MessageType type, Instant now) {
    if (isOver(now)) {
      return refused(Opening.Why.EXPIRED);
    }
    if (!box.sender().equals(self.peer()) || !box.recipient().equals(self.own())) {
      return refused(Opening.Why.WRONG_PARTIES);
    }
    if (!box.type().equals(type)) {
      return refused(Opening.Why.WRONG_TYPE);
    }
    return switch (box.address().open(incoming(), box.ciphertext())) {
      case Opening.Refused refused -> new Opened(this, refused);
      case Opening.Plain plain ->
          progress
              .taken()
              .taking(box.sequence())
              .map(taken -> new Opened(with(new Progress(progress.lastSent(), taken)), plain))
              .orElseGet(() -> refused(Opening.Why.BAD_SEQUENCE));
    };
  }

  private Opened refused(Opening.Why why) {
    return new Opened(this, new Opening.Refused(why));
  }

  private SecureSession with(Progress next) {
    return new SecureSession(id, self, keys, expiresAt, next);
  }

  private SessionKey outgoing() {
    return switch (self) {
      case Client _ -> keys.clientToServer();
      case Server _ -> keys.serverToClient();
    };
  }

  private SessionKey incoming() {
    return switch (self) {
      case Client _ -> keys.serverToClient();
      case Server _ -> keys.clientToServer();
    };
  }
}
