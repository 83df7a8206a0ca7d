package io.byteleap.domain.session;

import javax.crypto.SecretKey;

/// The AES-256 key of one direction of a session. Prints nothing of itself and is never stored.
public final class SessionKey {
  private final SecretKey key;

  SessionKey(SecretKey key) {
    this.key = key;
  }

  SecretKey key() {
    return key;
  }

  @Override
  public String toString() {
    return "SessionKey[***]";
  }
}
