package io.byteleap.domain.rental;

import java.util.Locale;

/// What a tenant, or the end of a rental, orders.
public enum OrderKind {
  CREATE,
  START,
  STOP,
  REBOOT,
  DESTROY;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
