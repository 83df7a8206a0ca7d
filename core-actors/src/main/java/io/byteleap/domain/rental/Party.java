package io.byteleap.domain.rental;

import java.util.Locale;

/// Who may keep a tenant from having what was promised.
public enum Party {
  WORKER,
  VALIDATOR;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
