package io.byteleap.transport;

import io.byteleap.domain.identity.Hotkey;
import java.util.Optional;

/// Who may make requests.
@FunctionalInterface
public interface Membership {
  /// Why `caller` is refused; empty when it is welcome.
  Optional<String> refusal(Hotkey caller);
}
