package io.byteleap.miner;

import io.byteleap.chain.ChainWatcher;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.node.HealthNote;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Says whether this miner is a member of the subnet. A miner that is none goes on, since it may
/// become one at any block; until then no validator listens to it.
final class RegistrationHealth {
  static final String DEPENDENCY = "registered";

  private enum Membership {
    UNKNOWN,
    MEMBER,
    STRANGER
  }

  private RegistrationHealth() {}

  static Behavior<Metagraph> create(HealthNote health, Hotkey own) {
    return Behaviors.setup(
        context -> {
          ChainWatcher.subscribe(context, metagraph -> metagraph);
          return watching(context, health, own, Membership.UNKNOWN);
        });
  }

  private static Behavior<Metagraph> watching(
      ActorContext<Metagraph> context, HealthNote health, Hotkey own, Membership before) {
    return Behaviors.receiveMessage(
        metagraph -> {
          var uid = metagraph.of(own).map(neuron -> neuron.uid().value());
          uid.ifPresentOrElse(
              value -> health.up("uid " + value),
              () -> health.down("hotkey " + own + " is not in the metagraph"));
          var now = uid.isPresent() ? Membership.MEMBER : Membership.STRANGER;
          if (now != before) {
            say(context, own, now);
          }
          return watching(context, health, own, now);
        });
  }

  private static void say(ActorContext<Metagraph> context, Hotkey own, Membership membership) {
    if (membership == Membership.MEMBER) {
      context.getLog().info("registered in the subnet, hotkey={}", own);
    } else {
      context.getLog().warn("not registered in the subnet, hotkey={}", own);
    }
  }
}
