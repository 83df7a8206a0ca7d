package io.byteleap.validator.policy;

import io.byteleap.domain.policy.PolicyChanges;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has this node's [PolicyView] show what the [PolicyKeeper] says. Asks at an interval, so that a
/// keeper that was started anew, or somewhere else, knows of it.
public final class PolicyFollower {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyFollower.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  public sealed interface Command {}

  private record Ask() implements Command {}

  private record Heard(PolicyChanges changes) implements Command {}

  private final Runnable ask;
  private final PolicyRules rules;
  private final PolicyView view;

  private PolicyFollower(Runnable ask, PolicyRules rules, PolicyView view) {
    this.ask = ask;
    this.rules = rules;
    this.view = view;
  }

  public static Behavior<Command> create(
      ActorRef<PolicyKeeper.Command> keeper, PolicyRules rules, PolicyView view) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var shown =
                      context.messageAdapter(
                          PolicyKeeper.Shown.class, shows -> new Heard(shows.changes()));
                  timers.startTimerWithFixedDelay(new Ask(), Duration.ZERO, INTERVAL);
                  Runnable ask = () -> keeper.tell(new PolicyKeeper.Follow(shown));
                  return new PolicyFollower(ask, rules, view).following(PolicyChanges.NONE);
                }));
  }

  private Behavior<Command> following(PolicyChanges known) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Ask() -> {
                ask.run();
                yield Behaviors.same();
              }
              case Heard(var changes) -> {
                if (!changes.equals(known)) {
                  show(changes);
                }
                yield following(changes);
              }
            });
  }

  private void show(PolicyChanges changes) {
    switch (rules.with(changes)) {
      case PolicyRules.Fit(var policy) -> view.show(policy);
      case PolicyRules.Unfit(var why) ->
          LOG.error(
              "what was changed of the policy does not fit this configuration, which holds alone:"
                  + " {}",
              why);
    }
  }
}
