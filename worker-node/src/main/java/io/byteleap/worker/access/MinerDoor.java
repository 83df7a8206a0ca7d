package io.byteleap.worker.access;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.identity.Hotkey;

/// What this worker knows of its miner before it connects.
public sealed interface MinerDoor {
  /// Nothing: it has never joined one and has no token.
  record Unknown() implements MinerDoor {}

  /// The miner that it has joined: its hotkey, the certificate that is pinned (or none), and where
  /// it was.
  record Joined(Hotkey miner, Channel pinned, String address) implements MinerDoor {}

  /// The miner of a token with which it may still have to join.
  record Invited(JoinToken token) implements MinerDoor {
    Joined joined() {
      return new Joined(token.miner(), token.channel(), token.address());
    }
  }

  /// The certificate that the miner must show; none when machines trust it by themselves.
  default Channel pinned() {
    return switch (this) {
      case Unknown() -> new Channel.Plain();
      case Joined joined -> joined.pinned();
      case Invited(var token) -> token.channel();
    };
  }

  /// Where the miner is said to be; empty when nobody said so.
  default String address() {
    return switch (this) {
      case Unknown() -> "";
      case Joined joined -> joined.address();
      case Invited(var token) -> token.address();
    };
  }
}
