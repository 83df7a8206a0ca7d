package io.byteleap.chain;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.port.Chain;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The one actor of a node that talks to the chain: reads the metagraph at an interval, shows it in
/// the [SubnetView], publishes it on the system's event stream, and carries out submissions one
/// after another. While the chain is away the last metagraph stays, and reading is tried again with
/// back-off.
public final class ChainWatcher {
  private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
  private static final Duration RETRY_LAST = Duration.ofSeconds(60);
  private static final int WAITING_MAX = 16;

  public sealed interface Command {}

  public record SetWeights(Weights weights, ActorRef<Chain.Outcome> replyTo) implements Command {}

  public record ServeAxon(Endpoint endpoint, ActorRef<Chain.Outcome> replyTo) implements Command {}

  /// Reads now, without waiting for the interval.
  public record Refresh() implements Command {}

  private record Read(Chain.Reading reading) implements Command {}

  private record Done(Chain.Outcome outcome, ActorRef<Chain.Outcome> replyTo) implements Command {}

  /// Whose submissions these are, how often to read, and where the newest metagraph is shown.
  public record Settings(Hotkey own, Duration interval, SubnetView view, RandomGenerator random) {}

  /// What waits for its turn, and how the last readings went.
  private record State(List<Command> waiting, Backoff backoff) {
    static final State FIRST = new State(List.of(), Backoff.from(RETRY_FIRST, RETRY_LAST));

    State with(Command command) {
      return new State(Stream.concat(waiting.stream(), Stream.of(command)).toList(), backoff);
    }

    State with(Backoff next) {
      return new State(waiting, next);
    }

    State withoutFirst() {
      return new State(waiting.subList(1, waiting.size()), backoff);
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Chain chain;
  private final Settings settings;

  private ChainWatcher(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Chain chain,
      Settings settings) {
    this.context = context;
    this.timers = timers;
    this.chain = chain;
    this.settings = settings;
  }

  public static Behavior<Command> create(Chain chain, Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ChainWatcher(context, timers, chain, settings)
                        .calling(new Refresh(), State.FIRST)));
  }

  /// From now on the actor hears of every metagraph that is read on its node.
  public static <C> void subscribe(ActorContext<C> context, Function<Metagraph, C> message) {
    var listener = context.messageAdapter(Metagraph.class, message::apply);
    context.getSystem().eventStream().tell(new EventStream.Subscribe<>(Metagraph.class, listener));
  }

  /// Nothing is under way.
  private Behavior<Command> idle(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Refresh _, SetWeights _, ServeAxon _ -> calling(command, state);
              case Read _, Done _ -> Behaviors.unhandled();
            });
  }

  /// Waits for the chain's answer to `call`; what comes in between waits its turn.
  private Behavior<Command> calling(Command call, State first) {
    begin(call);
    return waiting(first);
  }

  private Behavior<Command> waiting(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Refresh _, SetWeights _, ServeAxon _ when state.waiting().size() < WAITING_MAX ->
                  waiting(state.with(command));
              case Refresh _, SetWeights _, ServeAxon _ -> refused(command);
              case Read(var reading) -> next(read(reading, state));
              case Done(var outcome, var replyTo) -> {
                replyTo.tell(outcome);
                yield next(state);
              }
            });
  }

  private Behavior<Command> next(State state) {
    return state.waiting().isEmpty()
        ? idle(state)
        : calling(state.waiting().getFirst(), state.withoutFirst());
  }

  private void begin(Command call) {
    switch (call) {
      case Refresh() -> context.pipeToSelf(chain.metagraph(), ChainWatcher::reading);
      case SetWeights(var weights, var replyTo) ->
          pipe(chain.setWeights(settings.own(), weights), replyTo);
      case ServeAxon(var endpoint, var replyTo) ->
          pipe(chain.serveAxon(settings.own(), endpoint), replyTo);
      case Read _, Done _ ->
          throw new IllegalStateException("BUG: not a call to the chain: " + call);
    }
  }

  private void pipe(CompletionStage<Chain.Outcome> stage, ActorRef<Chain.Outcome> replyTo) {
    context.pipeToSelf(
        stage,
        (outcome, failure) ->
            new Done(
                failure == null ? outcome : new Chain.Unreachable(FailureCause.text(failure)),
                replyTo));
  }

  private static Command reading(Chain.Reading reading, Throwable failure) {
    return new Read(failure == null ? reading : new Chain.Unseen(FailureCause.text(failure)));
  }

  private static Behavior<Command> refused(Command command) {
    var outcome = new Chain.Unreachable("too many submissions wait");
    switch (command) {
      case SetWeights(_, var replyTo) -> replyTo.tell(outcome);
      case ServeAxon(_, var replyTo) -> replyTo.tell(outcome);
      case Refresh _, Read _, Done _ -> {}
    }
    return Behaviors.same();
  }

  private State read(Chain.Reading reading, State state) {
    return switch (reading) {
      case Chain.Seen(var metagraph) -> {
        if (state.backoff().failures() > 0) {
          context.getLog().info("chain can be read again, block={}", metagraph.block());
        }
        settings.view().show(metagraph);
        context.getSystem().eventStream().tell(new EventStream.Publish<>(metagraph));
        timers.startSingleTimer(new Refresh(), settings.interval());
        yield state.with(state.backoff().succeeded());
      }
      case Chain.Unseen(var cause) -> {
        var failed = state.backoff().failed();
        var pause = failed.pause(settings.random());
        context.getLog().warn("chain cannot be read, cause={}, next try in {}", cause, pause);
        timers.startSingleTimer(new Refresh(), pause);
        yield state.with(failed);
      }
    };
  }
}
