package io.byteleap.chain;

import io.byteleap.port.Chain;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// A chain that is chosen, and not yet talked to.
@FunctionalInterface
public interface ChainSource {
  /// The chain for the actors of one node; whoever talks to it on the node's behalf is a child of
  /// `node`.
  Chain start(ActorContext<?> node);
}
