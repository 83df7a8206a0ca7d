package io.byteleap.validator.api;

import io.byteleap.domain.access.Scope;

/// Who may do something.
sealed interface Access {
  record Anyone() implements Access {}

  /// Whoever shows a token with this scope; for reading, also whoever asks from this machine.
  record Needs(Scope scope) implements Access {}
}
