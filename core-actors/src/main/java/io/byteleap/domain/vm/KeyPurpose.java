package io.byteleap.domain.vm;

/// What a key in a machine is for.
public enum KeyPurpose {
  /// Its owner logs in with it.
  LOGIN,
  /// The machine itself uses it, made inside.
  AUTHENTICATION
}
