package io.byteleap.actor;

import io.byteleap.domain.identity.Hotkey;
import org.apache.pekko.actor.typed.RecipientRef;

/// Finds the one entity that a hotkey has of a kind, wherever it runs.
@FunctionalInterface
public interface Entities<C> {
  RecipientRef<C> of(Hotkey hotkey);
}
