package io.byteleap.chain;

import io.byteleap.port.ChainInspection;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// A chain that is chosen to be looked at, and not yet talked to.
@FunctionalInterface
public interface InspectionSource {
  /// Whoever talks to the chain on the program's behalf is a child of `program`.
  ChainInspection start(ActorContext<?> program);
}
