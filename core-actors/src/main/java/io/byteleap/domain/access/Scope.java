package io.byteleap.domain.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a token is good for. Who may change leases, or rent machines, may read; who is an admin may
/// do everything.
public enum Scope {
  READ,
  LEASE,
  VM,
  ADMIN;

  /// Refused: a word that names none.
  public static Scope of(String word) {
    return Arrays.stream(values())
        .filter(scope -> scope.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a scope is one of "
                        + Arrays.stream(values())
                            .map(Scope::word)
                            .collect(Collectors.joining(", "))));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean covers(Scope needed) {
    return this == ADMIN || this == needed || needed == READ;
  }
}
