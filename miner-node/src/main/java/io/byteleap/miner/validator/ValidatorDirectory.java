package io.byteleap.miner.validator;

import io.byteleap.actor.Questions;
import io.byteleap.chain.ChainWatcher;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.node.HealthNote;
import io.byteleap.transport.SynapseCaller;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.validator.Payload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The validators that this miner works with: chosen anew from each metagraph, each with a link of
/// its own that stays as long as its endpoint does. Says good day to those that were not heard of
/// lately, and knows how each of them fares.
public final class ValidatorDirectory {
  /// Name of the dependency in the node's health.
  public static final String DEPENDENCY = "validators";

  /// A validator that we heard nothing good of for so long does not count as there.
  private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(3);

  /// Every call has its result in time, unless its link crashed.
  private static final Duration CRASH_MARGIN = Duration.ofSeconds(5);

  public sealed interface Command {}

  public record GetStandings(ActorRef<Standings> replyTo) implements Command {}

  private record Seen(Metagraph metagraph) implements Command {}

  /// What a link experienced.
  record Told(ActorRef<ValidatorLink.Command> link, Contact contact) implements Command {}

  private record NobodyAnswered() implements Command {}

  public record Standings(List<Standing> validators) {
    public Standings {
      validators = List.copyOf(validators);
    }
  }

  /// A validator, and whom to tell what it shall be asked.
  public record Validator(Target target, ActorRef<ValidatorLink.Command> link) {
    /// Makes a call for another actor, which hears the result as a message of its own, soon after
    /// `timeout` at the latest.
    public <C> void call(
        ActorContext<C> caller,
        Payload payload,
        Duration timeout,
        Function<CallResult, C> message) {
      Questions.<C, ValidatorLink.Command, CallResult>ask(
          caller,
          link,
          timeout.plus(CRASH_MARGIN),
          replyTo -> new ValidatorLink.Call(payload, timeout, replyTo),
          (result, failure) ->
              message.apply(
                  failure == null ? result : new CallResult.Unreachable("the link was closed")));
    }
  }

  /// Who we are, whom we choose, who hears of the choice after each metagraph, and who of what
  /// happens with the validators.
  public record Settings(
      Handshakes handshakes,
      ValidatorPolicy policy,
      Blacklist blacklist,
      SynapseCaller client,
      Consumer<List<Validator>> listener,
      Consumer<MinerEvent> events,
      HealthNote health,
      InstantSource clock,
      RandomGenerator random) {}

  private record Member(Validator validator, Standing standing) {
    Member after(Contact contact) {
      return new Member(validator, standing.after(contact));
    }
  }

  private record State(SequencedMap<Hotkey, Member> members, Blacklist blacklist, String summary) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;

  private ValidatorDirectory(
      ActorContext<Command> context, TimerScheduler<Command> timers, Settings settings) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
  }

  public static Behavior<Command> create(Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ChainWatcher.subscribe(context, Seen::new);
                  return new ValidatorDirectory(context, timers, settings)
                      .running(
                          new State(
                              new LinkedHashMap<>(), settings.blacklist(), "no metagraph yet"));
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Seen(var metagraph) -> running(seen(metagraph, state));
              case Told(var link, var contact) -> running(told(link, contact, state));
              case NobodyAnswered() -> {
                showHealth(state);
                yield Behaviors.same();
              }
              case GetStandings(var replyTo) -> {
                replyTo.tell(
                    new Standings(
                        state.members().values().stream().map(Member::standing).toList()));
                yield Behaviors.same();
              }
            });
  }

  private State seen(Metagraph metagraph, State state) {
    var now = settings.clock().instant();
    var blacklist = state.blacklist().purged(now);
    var selection =
        settings
            .policy()
            .select(
                metagraph,
                settings.handshakes().own(),
                endpoint -> blacklist.excludes(endpoint, now));
    var members = new LinkedHashMap<Hotkey, Member>();
    selection.chosen().forEach(target -> members.put(target.hotkey(), member(target, state)));
    state.members().values().stream()
        .filter(member -> !members.containsValue(member))
        .forEach(this::drop);
    state.members().keySet().stream()
        .filter(hotkey -> !members.containsKey(hotkey))
        .map(MinerEvent.ValidatorDropped::new)
        .forEach(settings.events());
    var next = new State(members, blacklist, selection.summary());
    greet(next, now);
    settings.listener().accept(members.values().stream().map(Member::validator).toList());
    showHealth(next);
    return next;
  }

  /// The member as it was, or with a new link when it is new or has moved.
  private Member member(Target target, State state) {
    var known = state.members().get(target.hotkey());
    return known != null && known.standing().target().equals(target)
        ? known
        : new Member(new Validator(target, spawnLink(target)), Standing.of(target));
  }

  private ActorRef<ValidatorLink.Command> spawnLink(Target target) {
    context
        .getLog()
        .info("validator chosen, validator={}, endpoint={}", target.hotkey(), target.endpoint());
    settings
        .events()
        .accept(new MinerEvent.ValidatorChosen(target.hotkey(), target.endpoint().authority()));
    var self = context.getSelf();
    return context.spawnAnonymous(
        Behaviors.supervise(
                Behaviors.<ValidatorLink.Command>setup(
                    link ->
                        ValidatorLink.create(
                            new ValidatorLink.Settings(
                                settings.handshakes(),
                                target,
                                settings.client(),
                                contact -> self.tell(new Told(link.getSelf(), contact)),
                                settings.clock(),
                                settings.random()))))
            .onFailure(SupervisorStrategy.restart()));
  }

  private void drop(Member member) {
    var target = member.standing().target();
    context
        .getLog()
        .info("validator dropped, validator={}, endpoint={}", target.hotkey(), target.endpoint());
    context.stop(member.validator().link());
  }

  private static void greet(State state, Instant now) {
    state.members().values().stream()
        .filter(member -> member.standing().wantsGreeting(now))
        .forEach(member -> member.validator().link().tell(new ValidatorLink.Greet()));
  }

  private State told(ActorRef<ValidatorLink.Command> link, Contact contact, State state) {
    var members = new LinkedHashMap<>(state.members());
    var blacklist = state.blacklist();
    for (Map.Entry<Hotkey, Member> entry : state.members().entrySet()) {
      var member = entry.getValue();
      if (member.validator().link().equals(link)) {
        members.put(entry.getKey(), member.after(contact));
        ContactNews.of(entry.getKey(), contact).ifPresent(settings.events());
        blacklist = judged(blacklist, member.standing().target().endpoint(), contact);
      }
    }
    var next = new State(members, blacklist, state.summary());
    showHealth(next);
    return next;
  }

  private Blacklist judged(Blacklist blacklist, Endpoint endpoint, Contact contact) {
    return switch (contact) {
      case Contact.SessionOpened _, Contact.Answered _, Contact.Refused _ ->
          blacklist.succeeded(endpoint);
      case Contact.Missed(var at, _) -> {
        var next = blacklist.failed(endpoint, at);
        if (next.excludes(endpoint, at) && !blacklist.excludes(endpoint, at)) {
          context
              .getLog()
              .warn("validator blacklisted, endpoint={}, for={}", endpoint, blacklist.ttl());
        }
        yield next;
      }
      case Contact.GreetingMissed _, Contact.SessionLost _ -> blacklist;
    };
  }

  private void showHealth(State state) {
    var now = settings.clock().instant();
    var all = state.members().values();
    long good =
        all.stream().filter(member -> member.standing().isGood(now, ANSWER_PATIENCE)).count();
    if (all.isEmpty()) {
      settings.health().down("no validator to work with: " + state.summary());
    } else if (good == 0) {
      settings.health().down("none of " + all.size() + " answers");
    } else {
      settings.health().up(good + " of " + all.size() + " answer");
      timers.startSingleTimer(new NobodyAnswered(), ANSWER_PATIENCE);
    }
  }
}
