package io.byteleap.validator;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.units.Label;
import io.byteleap.node.Health;
import io.byteleap.port.Chain;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Makes known on the chain where miners find us. Looks with every metagraph whether the chain has
/// it right, and tells the chain when it has not: so what did not work is tried again, and an entry
/// that was lost comes back.
final class AxonKeeper {
  static final String DEPENDENCY = "axon";

  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  sealed interface Command {}

  private record Seen(Metagraph metagraph) implements Command {}

  private record Served(Chain.Outcome outcome) implements Command {}

  /// Who we are, where miners find us, and where the newest metagraph is.
  record Settings(Hotkey own, Endpoint axon, SubnetView subnet) {}

  private final ActorContext<Command> context;
  private final Settings settings;
  private final ActorRef<ChainWatcher.Command> chain;
  private final Health health;
  private final CauseLog notes;

  private AxonKeeper(
      ActorContext<Command> context,
      Settings settings,
      ActorRef<ChainWatcher.Command> chain,
      Health health) {
    this.context = context;
    this.settings = settings;
    this.chain = chain;
    this.health = health;
    this.notes = new CauseLog(context.getLog());
  }

  static Behavior<Command> create(
      Settings settings, ActorRef<ChainWatcher.Command> chain, Health health) {
    return Behaviors.setup(
        context -> {
          ChainWatcher.subscribe(context, Seen::new);
          context.getSelf().tell(new Seen(settings.subnet().metagraph()));
          return new AxonKeeper(context, settings, chain, health).looking();
        });
  }

  private Behavior<Command> looking() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Seen(var metagraph) -> seen(metagraph);
              case Served _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> seen(Metagraph metagraph) {
    var neuron = metagraph.of(settings.own());
    if (metagraph.equals(Metagraph.EMPTY)) {
      return Behaviors.same(); // not read yet
    }
    if (neuron.isEmpty()) {
      health.down(DEPENDENCY, "hotkey " + settings.own() + " is not registered in the subnet");
      return Behaviors.same();
    }
    if (!settings.axon().isServing()) {
      keep(neuron.get().axon());
      return Behaviors.same();
    }
    if (neuron.get().axon().equals(settings.axon())) {
      health.up(DEPENDENCY, settings.axon().toString());
      return Behaviors.same();
    }
    serve();
    return serving();
  }

  /// We do not know at which address miners find us, and ask nobody: what the chain has stays, if
  /// it may be ours. That of the existing validator is, which found it out at its last start.
  private void keep(Endpoint shown) {
    if (shown.isServing() && shown.port() == settings.axon().port()) {
      health.up(DEPENDENCY, shown + ", which the chain has; external_ip is not set");
      return;
    }
    notes.warn("miners cannot find this validator", settings.own(), Label.of(unknown(shown)));
    health.down(DEPENDENCY, unknown(shown));
  }

  private String unknown(Endpoint shown) {
    String chain =
        shown.isServing()
            ? "the chain has " + shown + ", and the port is " + settings.axon().port()
            : "the chain has no address";
    return "external_ip is not set, and " + chain;
  }

  private void serve() {
    context.pipeToSelf(
        AskPattern.<ChainWatcher.Command, Chain.Outcome>ask(
            chain,
            replyTo -> new ChainWatcher.ServeAxon(settings.axon(), replyTo),
            ANSWER_MAX,
            context.getSystem().scheduler()),
        (outcome, failure) ->
            new Served(
                failure == null ? outcome : new Chain.Unreachable(FailureCause.text(failure))));
  }

  private Behavior<Command> serving() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Seen _ -> Behaviors.same();
              case Served(var outcome) -> served(outcome);
            });
  }

  private Behavior<Command> served(Chain.Outcome outcome) {
    switch (outcome) {
      case Chain.Included _, Chain.Unchanged _ -> health.up(DEPENDENCY, settings.axon().toString());
      case Chain.Refused(var why) -> notServed("the chain refuses our address: " + why);
      case Chain.TooEarly(var from, var why) ->
          notServed("the chain takes our address from block " + from + " on: " + why);
      case Chain.Unreachable(var cause) -> notServed("our address is not on the chain: " + cause);
    }
    return looking();
  }

  private void notServed(String why) {
    context.getLog().warn("{}, trying again with the next metagraph", why);
    health.down(DEPENDENCY, why);
  }
}
