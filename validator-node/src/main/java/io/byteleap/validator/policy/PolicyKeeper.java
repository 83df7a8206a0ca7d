package io.byteleap.validator.policy;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Restarts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.policy.PolicyChanges;
import io.byteleap.domain.policy.PolicyChanges.Change;
import io.byteleap.domain.policy.PolicyChanges.PolicyChanged;
import io.byteleap.domain.policy.PolicyValue;
import io.byteleap.domain.units.Label;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/// Keeps what was changed of the policy from outside, and who changed it when from what to what:
/// every change is an event, stored before it holds and before whoever asked for it is answered.
/// Tells the nodes that follow it.
public final class PolicyKeeper
    extends EventSourcedBehavior<PolicyKeeper.Command, PolicyChanges.Event, PolicyChanges> {
  public static final PersistenceId ID = PersistenceId.ofUniqueId("policy");
  private static final int EVENTS_PER_SNAPSHOT = 100;
  private static final int SNAPSHOTS_KEPT = 2;

  /// Nodes that are told at once; others hear of it when they ask.
  private static final int FOLLOWERS_MAX = 64;

  public sealed interface Command extends CborSerializable {}

  /// Change these settings together.
  public record Alter(Hotkey by, SortedMap<String, PolicyValue> settings, ActorRef<Reply> replyTo)
      implements Command {
    public Alter {
      settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
  }

  /// Say what holds, now and whenever it changes.
  public record Follow(ActorRef<Shown> follower) implements Command {}

  public record Shown(PolicyChanges changes) implements CborSerializable {}

  public sealed interface Reply extends CborSerializable {}

  /// In effect; no changes when it all was as wished already.
  public record Altered(List<Change> changes) implements Reply {
    public Altered {
      changes = List.copyOf(changes);
    }
  }

  /// Nothing was changed.
  public record Refused(Label why) implements Reply {}

  private final ActorContext<Command> context;
  private final PolicyRules rules;
  private final InstantSource clock;

  /// Not stored: who follows asks again.
  private final Set<ActorRef<Shown>> followers = new HashSet<>();

  private PolicyKeeper(ActorContext<Command> context, PolicyRules rules, InstantSource clock) {
    super(ID, Restarts.afterAPause());
    this.context = context;
    this.rules = rules;
    this.clock = clock;
  }

  public static Behavior<Command> create(PolicyRules rules, InstantSource clock) {
    return Behaviors.setup(context -> new PolicyKeeper(context, rules, clock));
  }

  @Override
  public PolicyChanges emptyState() {
    return PolicyChanges.NONE;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, SNAPSHOTS_KEPT);
  }

  @Override
  public EventHandler<PolicyChanges, PolicyChanges.Event> eventHandler() {
    return PolicyChanges::evolve;
  }

  @Override
  public CommandHandler<Command, PolicyChanges.Event, PolicyChanges> commandHandler() {
    return (changes, command) ->
        switch (command) {
          case Follow(var follower) -> follow(changes, follower);
          case Alter alter -> alter(changes, alter);
        };
  }

  private Effect<PolicyChanges.Event, PolicyChanges> follow(
      PolicyChanges changes, ActorRef<Shown> follower) {
    if (followers.size() < FOLLOWERS_MAX) {
      followers.add(follower);
    }
    return Effect().reply(follower, new Shown(changes));
  }

  private Effect<PolicyChanges.Event, PolicyChanges> alter(PolicyChanges changes, Alter alter) {
    return switch (rules.with(changes.with(alter.settings()))) {
      case PolicyRules.Unfit(var why) -> Effect().reply(alter.replyTo(), new Refused(why));
      case PolicyRules.Fit(var after) -> alter(changes, after, alter);
    };
  }

  private Effect<PolicyChanges.Event, PolicyChanges> alter(
      PolicyChanges changes, RunningPolicy after, Alter alter) {
    var different = PolicyChanges.between(before(changes), after.settings());
    if (different.isEmpty()) {
      return Effect().reply(alter.replyTo(), new Altered(List.of()));
    }
    return Effect()
        .persist(new PolicyChanged(alter.by(), different, clock.instant()))
        .thenRun((PolicyChanges now) -> tell(alter.by(), different, now))
        .thenReply(alter.replyTo(), _ -> new Altered(different));
  }

  /// The settings that hold; the configuration's when the changes do not fit it any more.
  private SortedMap<String, PolicyValue> before(PolicyChanges changes) {
    return switch (rules.with(changes)) {
      case PolicyRules.Fit(var policy) -> policy.settings();
      case PolicyRules.Unfit _ ->
          switch (rules.with(PolicyChanges.NONE)) {
            case PolicyRules.Fit(var policy) -> policy.settings();
            case PolicyRules.Unfit(var why) ->
                throw new IllegalStateException("BUG: the configuration itself is unfit: " + why);
          };
    };
  }

  private void tell(Hotkey by, List<Change> different, PolicyChanges now) {
    for (Change change : different) {
      context
          .getLog()
          .info(
              "policy changed, by={}, key={}, before={}, after={}",
              by,
              change.key(),
              Label.of(change.before().toString()),
              Label.of(change.after().toString()));
    }
    followers.forEach(follower -> follower.tell(new Shown(now)));
  }
}
