package io.byteleap.worker.update;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.worker.program.Version;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Lets the version that runs prove itself when it is on trial, and otherwise looks for newer ones
/// at an interval. A version is only applied while the worker has its miner: one that is then taken
/// back was not taken back for a miner that was away before.
public final class UpdateKeeper {
  private static final Duration HEALTH_LOOK = Duration.ofMillis(500);
  private static final Duration FIRST_LOOK_MAX = Duration.ofMinutes(5);
  private static final double JITTER = 0.2;

  public sealed interface Command {}

  private record TrialKnown(Trialled trialled) implements Command {}

  private record HealthDue() implements Command {}

  private record HealthLate() implements Command {}

  private record Proved() implements Command {}

  private record TakenBack() implements Command {}

  private record LookDue() implements Command {}

  private record Looked(Outcome outcome) implements Command {}

  private record Failed(String why) implements Command {}

  private enum Trialled {
    ON_TRIAL,
    PROVED
  }

  /// What a look led to.
  private sealed interface Outcome {}

  private record Nothing(String why) implements Outcome {}

  private record Applied(Version version) implements Outcome {}

  /// What the keeper is told by and tells the node: whether it is ready, and that it must be
  /// started anew.
  public record Node(BooleanSupplier isReady, Restart restart) {}

  /// Ends the node so that it is started again.
  @FunctionalInterface
  public interface Restart {
    void because(String why);
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final UpdateConfig config;
  private final Updater updater;
  private final Node node;
  private final RandomGenerator random;
  private final Executor blocking;
  private final CauseLog notes;

  private UpdateKeeper(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      UpdateConfig config,
      Updater updater,
      Node node,
      RandomGenerator random) {
    context.setLoggerName(UpdateKeeper.class);
    this.context = context;
    this.timers = timers;
    this.config = config;
    this.updater = updater;
    this.node = node;
    this.random = random;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.notes = new CauseLog(context.getLog());
  }

  public static Behavior<Command> create(
      UpdateConfig config, Updater updater, Node node, RandomGenerator random) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new UpdateKeeper(context, timers, config, updater, node, random).starting()));
  }

  private Behavior<Command> starting() {
    run(() -> new TrialKnown(updater.isOnTrial() ? Trialled.ON_TRIAL : Trialled.PROVED));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case TrialKnown(var trialled) -> trialKnown(trialled);
              case HealthDue() -> checkHealth();
              case HealthLate() -> takeBack();
              case Proved() -> proved();
              case TakenBack() -> restart("the version did not reach its miner in time");
              case LookDue() -> look();
              case Looked(var outcome) -> looked(outcome);
              case Failed(var why) -> failed(why);
            });
  }

  private Behavior<Command> trialKnown(Trialled trialled) {
    switch (trialled) {
      case ON_TRIAL -> {
        context.getLog().info("this version is on trial, patience={}", config.healthTimeout());
        timers.startTimerWithFixedDelay(new HealthDue(), HEALTH_LOOK);
        timers.startSingleTimer(new HealthLate(), config.healthTimeout());
      }
      case PROVED -> {
        var most = config.checkInterval();
        plan(most.compareTo(FIRST_LOOK_MAX) < 0 ? most : FIRST_LOOK_MAX);
      }
    }
    return Behaviors.same();
  }

  private void plan(Duration interval) {
    if (config.isConfigured() && config.automatic()) {
      double factor = random.nextDouble(1 - JITTER, 1 + JITTER);
      timers.startSingleTimer(
          new LookDue(), Duration.ofMillis((long) (interval.toMillis() * factor)));
    }
  }

  private Behavior<Command> checkHealth() {
    if (node.isReady().getAsBoolean()) {
      timers.cancelAll();
      run(
          () -> {
            updater.prove();
            return new Proved();
          });
    }
    return Behaviors.same();
  }

  private Behavior<Command> takeBack() {
    timers.cancelAll();
    run(
        () -> {
          updater.takeBack();
          return new TakenBack();
        });
    return Behaviors.same();
  }

  private Behavior<Command> proved() {
    context.getLog().info("this version has proved itself");
    plan(config.checkInterval());
    return Behaviors.same();
  }

  private Behavior<Command> look() {
    boolean isReady = node.isReady().getAsBoolean();
    run(() -> new Looked(outcome(isReady)));
    return Behaviors.same();
  }

  private Outcome outcome(boolean isReady) throws UpdateProblem {
    return switch (updater.check()) {
      case Updater.UpToDate _ -> new Nothing("");
      case Updater.Newer(var manifest) when !isReady ->
          new Nothing(manifest.version() + " waits until the miner is there");
      case Updater.Newer(var manifest) when !updater.maySelfApply(manifest) ->
          new Nothing(manifest.version() + " was tried here and taken back");
      case Updater.Newer _ ->
          switch (updater.apply()) {
            case Updater.UpToDate _ -> new Nothing("");
            case Updater.Newer(var manifest) -> new Applied(manifest.version());
          };
    };
  }

  private Behavior<Command> looked(Outcome outcome) {
    return switch (outcome) {
      case Nothing(var why) -> {
        if (!why.isEmpty()) {
          notes.warn("no update", "update", Label.of(why));
        }
        plan(config.checkInterval());
        yield Behaviors.same();
      }
      case Applied(var version) -> restart("goes to version " + version);
    };
  }

  private Behavior<Command> failed(String why) {
    notes.warn("no update", "update", Label.of(why));
    plan(config.checkInterval());
    return Behaviors.same();
  }

  private Behavior<Command> restart(String why) {
    context.getLog().info("restarting, why={}", why);
    node.restart().because(why);
    return Behaviors.stopped();
  }

  /// Does what blocks elsewhere; what it gives, or why it failed, comes back as a command.
  private void run(Callable<Command> work) {
    var done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.call();
              } catch (UpdateProblem e) {
                return new Failed(e.layer() + ": " + e.why());
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            blocking);
    context.pipeToSelf(
        done,
        (command, failure) -> failure == null ? command : new Failed(FailureCause.text(failure)));
  }
}
