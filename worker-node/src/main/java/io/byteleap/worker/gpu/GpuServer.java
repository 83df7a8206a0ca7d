package io.byteleap.worker.gpu;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.gpu.GpuAnswer;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.worker.gpu.ServerLauncher.Child;
import io.byteleap.worker.gpu.ServerPhase.After;
import io.byteleap.worker.gpu.ServerPhase.Away;
import io.byteleap.worker.gpu.ServerPhase.Ending;
import io.byteleap.worker.gpu.ServerPhase.Launching;
import io.byteleap.worker.gpu.ServerPhase.Meeting;
import io.byteleap.worker.gpu.ServerPhase.Others;
import io.byteleap.worker.gpu.ServerPhase.Ours;
import io.byteleap.worker.gpu.ServerPhase.Owner;
import io.byteleap.worker.gpu.ServerPhase.Recalling;
import io.byteleap.worker.gpu.ServerPhase.Resting;
import io.byteleap.worker.gpu.ServerPhase.Seeking;
import io.byteleap.worker.gpu.ServerPhase.Starting;
import io.byteleap.worker.gpu.ServerPhase.Working;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// The one owner of the GPU server: finds one that runs or starts one, looks after it, starts it
/// again with growing pauses when it fails, and ends it when the GPU is wanted for something else.
/// What it knows it shows in a [GpuView].
public final class GpuServer {
  /// How long a server must have worked for its next failure to count as a first one.
  private static final Duration STEADY = Duration.ofMinutes(1);

  private static final Duration PAUSE_FIRST = Duration.ofSeconds(1);
  private static final Duration START_LOOK_INTERVAL = Duration.ofMillis(500);
  private static final Duration INFO_TIMEOUT = Duration.ofSeconds(20);

  public sealed interface Command {}

  /// Ends the server, and keeps it away until [Resume].
  public record Release(ActorRef<Released> replyTo) implements Command {}

  /// The GPU may be used again.
  public record Resume() implements Command {}

  /// Somebody got no good answer from the server.
  public record Suspect() implements Command {}

  /// What became of the wish to have the GPU.
  public enum Released {
    /// Nothing of this worker's is on it.
    FREE,
    /// A server that this worker did not start goes on; it is its owner's to stop.
    NOT_OURS
  }

  private record Try() implements Command {}

  private record Look() implements Command {}

  private record Heard(long question, GpuReply reply) implements Command {}

  private record Launched(Child child) implements Command {}

  private record NotLaunched(String why) implements Command {}

  private record Gone(Child child, int code) implements Command {}

  /// Whether a server that is not there is started.
  public enum Start {
    BY_WORKER,
    BY_OTHERS
  }

  /// How long the server may take to start, how often it is looked at, how old what is known of its
  /// GPUs may be, and the longest pause before it is started again.
  public record Timing(
      Duration startTimeout, Duration checkInterval, Duration infoAge, Duration pauseMax) {}

  /// What the owner works with.
  record Tools(
      GpuSocket socket,
      ServerLauncher launcher,
      GpuView view,
      InstantSource clock,
      RandomGenerator random) {}

  /// `question` is the number of the last one asked; answers to others are of no interest.
  private record State(ServerPhase phase, Backoff backoff, long question) {
    State with(ServerPhase next) {
      return new State(next, backoff, question);
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Start start;
  private final Timing timing;
  private final Tools tools;
  private final CauseLog notes;
  private final Executor blocking;

  private GpuServer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Start start,
      Timing timing,
      Tools tools) {
    context.setLoggerName(GpuServer.class);
    this.context = context;
    this.timers = timers;
    this.start = start;
    this.timing = timing;
    this.tools = tools;
    this.notes = new CauseLog(context.getLog());
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
  }

  static Behavior<Command> create(Start start, Timing timing, Tools tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new GpuServer(context, timers, start, timing, tools).beginning()));
  }

  /// First of all a server is ended that a worker of before has left behind: it would answer, but
  /// nobody would be its owner.
  private Behavior<Command> beginning() {
    context.pipeToSelf(
        CompletableFuture.runAsync(this::endOrphan, blocking),
        (_, failure) -> failure == null ? new Try() : new NotLaunched(FailureCause.text(failure)));
    timers.startTimerWithFixedDelay(new Look(), timing.checkInterval());
    return running(new State(new Resting(), Backoff.from(PAUSE_FIRST, timing.pauseMax()), 0));
  }

  private void endOrphan() {
    if (start == Start.BY_WORKER) {
      try {
        tools.launcher().endOrphan();
      } catch (IOException e) {
        throw new IllegalStateException(
            "a GPU server that was left behind cannot be ended: " + FailureCause.text(e), e);
      }
    }
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> running(next(command, state)))
        .onSignal(
            PostStop.class,
            _ -> {
              state.phase().running().ifPresent(Child::stop);
              return Behaviors.same();
            })
        .build();
  }

  private State next(Command command, State state) {
    return switch (command) {
      case Try() -> state.phase() instanceof Resting ? asked(state.with(new Seeking())) : state;
      case Look() -> looked(state);
      case Suspect() -> suspected(state);
      case Heard(var question, var reply) when question == state.question() -> heard(reply, state);
      case Heard _ -> state;
      case Launched(var child) -> launched(child, state);
      case NotLaunched(var why) -> notLaunched(why, state);
      case Gone(var child, var code) -> gone(child, code, state);
      case Release(var replyTo) -> release(replyTo, state);
      case Resume() -> resumed(state);
    };
  }

  // ---- asking and hearing

  private State asked(State state) {
    return asked(new GpuCommand.Ping(), GpuCommand.PING_TIMEOUT, state);
  }

  private State asked(GpuCommand command, Duration timeout, State state) {
    long question = state.question() + 1;
    context.pipeToSelf(
        tools.socket().ask(command, timeout),
        (reply, failure) ->
            new Heard(
                question, failure == null ? reply : GpuReply.broken(FailureCause.text(failure))));
    return new State(state.phase(), state.backoff(), question);
  }

  private State askedInfo(State state) {
    return asked(new GpuCommand.GetInfo(), INFO_TIMEOUT, state);
  }

  private State heard(GpuReply reply, State state) {
    return switch (state.phase()) {
      case Seeking() -> isPong(reply) ? met(new Others(), state) : absent(reply, state);
      case Starting(var child, _) when isPong(reply) -> met(new Ours(child), state);
      case Starting starting -> stillStarting(starting, reply, state);
      case Meeting(var owner) -> known(owner, tools.clock().instant(), reply, state);
      case Working(var owner, var since, _) -> known(owner, since, reply, state);
      case Resting _, Launching _, Recalling _, Ending _, Away _ -> state;
    };
  }

  private static boolean isPong(GpuReply reply) {
    return reply.isBusy() || reply instanceof GpuReply.Answered(GpuAnswer.Pong _);
  }

  private State met(Owner owner, State state) {
    return askedInfo(state.with(new Meeting(owner)));
  }

  /// Nobody answers: a server is started, where that is this worker's business.
  private State absent(GpuReply reply, State state) {
    return switch (start) {
      case BY_OTHERS -> restingAfter("nobody answers on the socket: " + reply.fault(), state);
      case BY_WORKER -> {
        context.pipeToSelf(
            CompletableFuture.supplyAsync(this::launch, blocking),
            (child, failure) ->
                failure == null
                    ? new Launched(child)
                    : new NotLaunched(FailureCause.text(failure)));
        yield state.with(new Launching());
      }
    };
  }

  private Child launch() {
    try {
      return tools.launcher().launch();
    } catch (IOException e) {
      throw new IllegalStateException(FailureCause.text(e), e);
    }
  }

  private State launched(Child child, State state) {
    context.pipeToSelf(
        child.exit(), (code, failure) -> new Gone(child, failure == null ? code : -1));
    context.getLog().info("gpu server started, pid={}", child.pid());
    if (state.phase() instanceof Recalling(var after, var waiting)) {
      child.stop();
      return state.with(new Ending(child, after, waiting));
    }
    var deadline = tools.clock().instant().plus(timing.startTimeout());
    return asked(state.with(new Starting(child, deadline)));
  }

  private State notLaunched(String why, State state) {
    return switch (state.phase()) {
      case Launching _, Resting _ -> restingAfter(why, state);
      case Recalling(var after, var waiting) -> ended(after, waiting, state);
      case Seeking _, Starting _, Meeting _, Working _, Ending _, Away _ -> state;
    };
  }

  private State stillStarting(Starting starting, GpuReply reply, State state) {
    if (tools.clock().instant().isBefore(starting.deadline())) {
      timers.startSingleTimer("start", new Look(), START_LOOK_INTERVAL);
      return state;
    }
    String why =
        "it does not answer %d ms after its start: %s"
            .formatted(timing.startTimeout().toMillis(), reply.fault());
    return lost(why, new Ours(starting.child()), state);
  }

  private State looked(State state) {
    return switch (state.phase()) {
      case Starting _ -> asked(state);
      case Working(_, _, var sight) when !tools.socket().isComputing() ->
          isOld(sight) ? askedInfo(state) : asked(state);
      case Resting _, Seeking _, Launching _, Recalling _, Meeting _, Working _, Ending _, Away _ ->
          state;
    };
  }

  private boolean isOld(GpuSight.Working sight) {
    return !tools.clock().instant().isBefore(sight.at().plus(timing.infoAge()));
  }

  private State suspected(State state) {
    return state.phase() instanceof Working ? asked(state) : state;
  }

  private State known(Owner owner, Instant since, GpuReply reply, State state) {
    return switch (reply) {
      case GpuReply.Answered(GpuAnswer.Info info) -> working(owner, since, info, state);
      case GpuReply.Answered(GpuAnswer.Pong _) -> state;
      case GpuReply _ when reply.isBusy() && state.phase() instanceof Working -> state;
      case GpuReply _ -> lost(reply.fault().value(), owner, state);
    };
  }

  private State working(Owner owner, Instant since, GpuAnswer.Info info, State state) {
    var sight = new GpuSight.Working(info, tools.clock().instant());
    if (state.phase() instanceof Meeting) {
      context
          .getLog()
          .info("gpu server works, version={}, gpus={}", info.version(), info.gpus().size());
    }
    tools.view().show(sight);
    return state.with(new Working(owner, since, sight));
  }

  // ---- losing it

  private State gone(Child child, int code, State state) {
    String why = "its process ended with code " + code;
    return switch (state.phase()) {
      case Ending(var ending, var after, var waiting) when ending.equals(child) ->
          ended(after, waiting, state);
      case Starting(var current, _) when current.equals(child) -> restingAfter(why, state);
      case Meeting(Ours(var current)) when current.equals(child) -> restingAfter(why, state);
      case Working(Ours(var current), var since, _) when current.equals(child) ->
          restingAfter(why, rested(since, state));
      case Resting _,
          Seeking _,
          Launching _,
          Recalling _,
          Starting _,
          Meeting _,
          Working _,
          Ending _,
          Away _ ->
          state;
    };
  }

  private State ended(After after, List<ActorRef<Released>> waiting, State state) {
    return switch (after) {
      case TRY_LATER -> pausing(state);
      case STAY_AWAY -> away(waiting, state);
      case TRY_NOW -> {
        waiting.forEach(each -> each.tell(Released.FREE));
        yield resumed(state.with(new Away(Released.FREE)));
      }
    };
  }

  private State lost(String why, Owner owner, State state) {
    var rested = state.phase() instanceof Working(_, var since, _) ? rested(since, state) : state;
    return switch (owner) {
      case Others() -> restingAfter(why, rested);
      case Ours(var child) -> {
        say(why);
        tools.socket().abort(why);
        child.stop();
        yield rested.with(new Ending(child, After.TRY_LATER, List.of()));
      }
    };
  }

  private State rested(Instant since, State state) {
    if (tools.clock().instant().isBefore(since.plus(STEADY))) {
      return state;
    }
    notes.startOver();
    return new State(state.phase(), state.backoff().succeeded(), state.question());
  }

  private State restingAfter(String why, State state) {
    say(why);
    tools.socket().abort(why);
    return pausing(state);
  }

  private void say(String why) {
    notes.warn("no gpu server", "gpu", Label.of(why));
    tools.view().show(new GpuSight.Absent(why));
  }

  private State pausing(State state) {
    var backoff = state.backoff().failed();
    timers.startSingleTimer("try", new Try(), backoff.pause(tools.random()));
    return new State(new Resting(), backoff, state.question());
  }

  // ---- giving the GPU away

  private State release(ActorRef<Released> replyTo, State state) {
    String why = "the GPU is used for something else";
    tools.view().show(new GpuSight.Absent(why));
    timers.cancel("try");
    tools.socket().abort(why);
    return switch (state.phase()) {
      case Resting _, Seeking _ -> away(List.of(replyTo), state);
      case Away(var how) -> {
        replyTo.tell(how);
        yield state;
      }
      case Meeting(Others()), Working(Others(), _, _) -> {
        replyTo.tell(Released.NOT_OURS);
        yield state.with(new Away(Released.NOT_OURS));
      }
      case Launching _ -> state.with(new Recalling(After.STAY_AWAY, List.of(replyTo)));
      case Recalling(_, var waiting) ->
          state.with(new Recalling(After.STAY_AWAY, more(waiting, replyTo)));
      case Starting(var child, _) -> ending(child, replyTo, state);
      case Meeting(Ours(var child)) -> ending(child, replyTo, state);
      case Working(Ours(var child), _, _) -> ending(child, replyTo, state);
      case Ending(var child, _, var waiting) ->
          state.with(new Ending(child, After.STAY_AWAY, more(waiting, replyTo)));
    };
  }

  private static <T> List<T> more(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }

  private State ending(Child child, ActorRef<Released> replyTo, State state) {
    child.stop();
    return state.with(new Ending(child, After.STAY_AWAY, List.of(replyTo)));
  }

  private State away(List<ActorRef<Released>> waiting, State state) {
    context.getLog().info("gpu released");
    waiting.forEach(each -> each.tell(Released.FREE));
    return state.with(new Away(Released.FREE));
  }

  private State resumed(State state) {
    return switch (state.phase()) {
      case Away _ -> {
        tools.view().show(new GpuSight.Absent("it is being started"));
        yield asked(new State(new Seeking(), state.backoff().succeeded(), state.question()));
      }
      case Ending(var child, var after, var waiting) when after == After.STAY_AWAY ->
          state.with(new Ending(child, After.TRY_NOW, waiting));
      case Recalling(var after, var waiting) when after == After.STAY_AWAY ->
          state.with(new Recalling(After.TRY_NOW, waiting));
      case Resting _,
          Seeking _,
          Launching _,
          Recalling _,
          Starting _,
          Meeting _,
          Working _,
          Ending _ ->
          state;
    };
  }
}
