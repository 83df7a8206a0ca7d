package io.byteleap.worker.vm;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.CauseLog;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.MachinePhase.Seed;
import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome;
import io.byteleap.wire.vm.VmOutcome.Failed;
import io.byteleap.worker.vm.MachineWork.End;
import io.byteleap.worker.vm.MachineWork.Finished;
import io.byteleap.worker.vm.MachineWork.State;
import io.byteleap.worker.vm.journal.KnownOrder;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// One machine from its reservation to its end: carries out its orders one after another, looks
/// after its seed, and clears what is left of it until nothing is.
final class VmErrand {
  private static final int QUEUE_MAX = 16;
  private static final int WATCHES_MAX = 4;

  sealed interface Command {}

  /// Carry out an order when those before it have ended.
  record Carry(VmOrder order, KnownOrder known) implements Command {}

  /// Say how the machine is; needs not wait for orders.
  record Watch(VmOrder order) implements Command {}

  /// The order's time is over.
  record GiveUp(VmTaskId task, Label why) implements Command {}

  /// Nobody gives this machine orders any more, because it is gone.
  record Leave() implements Command {}

  private record WorkDone(Finished finished) implements Command {}

  private record WorkFailed(Label why) implements Command {}

  private record Watched(VmTaskId task, VmOutcome outcome) implements Command {}

  private record Again() implements Command {}

  private record SeedDue() implements Command {}

  private record SeedLooked(boolean isGone) implements Command {}

  /// What a machine is looked after with. `open` are orders that a former worker did not end.
  record Parts(
      MachineWork work,
      List<KnownOrder> open,
      VmSettings.Timing timing,
      ActorRef<VmKeeper.Command> keeper,
      Executor blocking,
      InstantSource clock,
      RandomGenerator random) {}

  /// What is being done now.
  private sealed interface Doing {}

  private record Nothing() implements Doing {}

  private record Order(KnownOrder known, Pulse pulse) implements Doing {}

  /// Something of the machine's own: recovery, clearing, its seed.
  private record Chore(Pulse pulse) implements Doing {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Parts parts;
  private final MachineWork work;
  private final CauseLog notes;
  private final Elsewhere<Command> elsewhere;
  private final Deque<Carry> queue = new ArrayDeque<>();
  private final Map<VmTaskId, Pulse> watches = new HashMap<>();

  /// Orders that wait for the recovery; whoever takes one out ends it.
  private final Map<VmTaskId, KnownOrder> open = new ConcurrentHashMap<>();

  private Doing doing = new Nothing();
  private Step next;
  private Backoff backoff;

  /// What has to be done before the next order.
  private enum Step {
    RECOVER,
    CARRY,
    CLEAR
  }

  private VmErrand(
      ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts, Step first) {
    context.setLoggerName(VmErrand.class);
    this.context = context;
    this.timers = timers;
    this.parts = parts;
    this.work = parts.work();
    this.notes = new CauseLog(context.getLog());
    this.elsewhere = new Elsewhere<>(context, parts.blocking());
    this.next = first;
    parts.open().forEach(order -> open.put(order.task(), order));
    var pause = parts.timing().retryPause();
    this.backoff = Backoff.from(pause.first(), pause.last());
  }

  /// A machine that is to be made: its first order makes it.
  static Behavior<Command> ofNew(Parts parts) {
    return create(parts, Step.CARRY);
  }

  /// A machine that a former worker knew.
  static Behavior<Command> ofKnown(Parts parts) {
    return create(parts, Step.RECOVER);
  }

  private static Behavior<Command> create(Parts parts, Step first) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new VmErrand(context, timers, parts, first).starting()));
  }

  private Behavior<Command> starting() {
    proceed();
    return Behaviors.receive(
        (_, command) ->
            switch (command) {
              case Carry carry -> carry(carry);
              case Watch(var order) -> watch(order);
              case GiveUp(var task, var why) -> giveUp(task, why);
              case Leave() -> Behaviors.same(); // only said to one that is gone
              case WorkDone(var finished) -> done(finished);
              case WorkFailed(var why) -> failed(why);
              case Watched(var task, var outcome) -> watched(task, outcome);
              case Again() -> proceed();
              case SeedDue() -> lookAtSeed();
              case SeedLooked(var isGone) -> seedLooked(isGone);
            },
        (_, signal) -> signal instanceof PostStop ? stopped() : Behaviors.same());
  }

  /// The worker ends: what is being done ends at its next step, and is found by the next worker.
  private Behavior<Command> stopped() {
    switch (doing) {
      case Order(var _, var pulse) -> pulse.giveUp();
      case Chore(var pulse) -> pulse.giveUp();
      case Nothing() -> {}
    }
    watches.values().forEach(Pulse::giveUp);
    return Behaviors.same();
  }

  // ---- orders

  private Behavior<Command> carry(Carry carry) {
    if (queue.size() >= QUEUE_MAX) {
      end(carry.known(), "the machine has too many orders already");
      return Behaviors.same();
    }
    queue.addLast(carry);
    if (doing instanceof Chore(var pulse) && next == Step.CARRY) {
      pulse.giveUp(); // a look at the seed can wait
    }
    return doing instanceof Nothing ? proceed() : Behaviors.same();
  }

  /// Does what comes next, if nothing is being done.
  private Behavior<Command> proceed() {
    timers.cancel(Again.class);
    if (!(doing instanceof Nothing)) {
      return Behaviors.same();
    }
    switch (next) {
      case RECOVER -> chore(() -> work.recover(open));
      case CLEAR -> clear();
      case CARRY -> carryNext();
    }
    return Behaviors.same();
  }

  private void clear() {
    var first = queue.peekFirst();
    if (first != null && isDestroy(first)) {
      carry(queue.removeFirst().order(), first.known());
    } else {
      chore(work::clearRest);
    }
  }

  private static boolean isDestroy(Carry carry) {
    return carry.order().operation() instanceof VmOperation.Destroy;
  }

  private void carry(VmOrder order, KnownOrder known) {
    timers.cancel(SeedDue.class);
    var pulse = pulse(known.task());
    doing = new Order(known, pulse);
    elsewhere.run(() -> new WorkDone(work.carry(order, known, pulse)), WorkFailed::new);
  }

  private void carryNext() {
    var first = queue.pollFirst();
    if (first != null) {
      carry(first.order(), first.known());
    } else if (work.machine().phase() instanceof Standing(var seed) && seed == Seed.INSERTED) {
      timers.startSingleTimer(SeedDue.class, new SeedDue(), parts.timing().seedInterval());
    }
  }

  private Pulse pulse(VmTaskId task) {
    return new Pulse(
        parts.clock(), step -> parts.keeper().tell(new VmKeeper.StepHeard(task, step)));
  }

  private void chore(Callable<Finished> chore) {
    doing = new Chore(Pulse.unheard(parts.clock()));
    elsewhere.run(() -> new WorkDone(chore.call()), WorkFailed::new);
  }

  private Behavior<Command> done(Finished finished) {
    doing = new Nothing();
    backoff = backoff.succeeded();
    finished.ends().forEach(this::tell);
    next =
        switch (finished.state()) {
          case STANDS -> Step.CARRY;
          case TO_BE_CLEARED, GONE -> Step.CLEAR;
        };
    if (finished.state() == State.GONE) {
      return gone();
    }
    if (next == Step.CLEAR) {
      refuse(carry -> !isDestroy(carry), "the machine is being taken down");
    }
    return proceed();
  }

  /// Something that has to be done could not be: it is tried again, and who waits is told.
  private Behavior<Command> failed(Label why) {
    var before = doing;
    doing = new Nothing();
    if (before instanceof Order(var known, var pulse)) {
      if (!pulse.isGivenUp()) {
        end(known, why.value());
      }
      next = work.machine().phase() instanceof Standing ? Step.CARRY : Step.CLEAR;
    }
    if (next == Step.CARRY) {
      return proceed();
    }
    notes.warn("a machine is not as it should be", work.machine().name(), why);
    refuse(_ -> true, why.value());
    backoff = backoff.failed();
    timers.startSingleTimer(Again.class, new Again(), backoff.pause(parts.random()));
    return Behaviors.same();
  }

  private void refuse(Predicate<Carry> which, String why) {
    var refused = queue.stream().filter(which).toList();
    queue.removeAll(refused);
    refused.forEach(carry -> end(carry.known(), why));
  }

  private Behavior<Command> gone() {
    refuse(_ -> true, notFound().value());
    context.getLog().info("a machine is gone, vm={}", work.machine().name());
    parts.keeper().tell(new VmKeeper.MachineGone(work.machine().name()));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Carry(var _, var known) -> notFound(known.task());
              case Watch(var order) -> notFound(order.task());
              case Watched(var task, var _) -> notFound(task);
              case GiveUp(var task, var _) -> notFound(task);
              case Leave() -> leave();
              case WorkDone _, WorkFailed _, Again _, SeedDue _, SeedLooked _ -> Behaviors.same();
            });
  }

  /// An order that was on its way when the machine went.
  private Behavior<Command> notFound(VmTaskId task) {
    watches.remove(task);
    return told(task, new Failed(notFound()));
  }

  private Label notFound() {
    return Label.of("Virtual machine not found: " + work.machine().name());
  }

  private Behavior<Command> leave() {
    List.copyOf(watches.keySet()).forEach(this::notFound);
    return Behaviors.stopped();
  }

  private void tell(End end) {
    parts.keeper().tell(new VmKeeper.EndHeard(end.order().task(), end.outcome(), end.handover()));
  }

  /// Ends an order without having carried it out; it is written down first.
  private void end(KnownOrder known, String why) {
    var outcome = new Failed(Label.of(why));
    var keeper = parts.keeper();
    parts
        .blocking()
        .execute(
            () -> {
              var _ = work.refused(known, outcome);
              keeper.tell(new VmKeeper.EndHeard(known.task(), outcome, Optional.empty()));
            });
  }

  private Behavior<Command> giveUp(VmTaskId task, Label why) {
    var waiting = queue.stream().filter(carry -> carry.known().task().equals(task)).findFirst();
    if (waiting.isPresent()) {
      queue.remove(waiting.get());
      end(waiting.get().known(), why.value());
    } else if (doing instanceof Order(var known, var pulse) && known.task().equals(task)) {
      if (pulse.giveUp()) {
        end(known, why.value());
      }
    } else {
      giveUpUnbegun(task, why);
    }
    return Behaviors.same();
  }

  /// A look, or an order that waits for the recovery.
  private void giveUpUnbegun(VmTaskId task, Label why) {
    var waiting = open.remove(task);
    if (waiting != null) {
      end(waiting, why.value());
      return;
    }
    var pulse = watches.remove(task);
    if (pulse != null) {
      var _ = pulse.giveUp();
    }
    var _ = told(task, new Failed(why));
  }

  // ---- looking

  private Behavior<Command> watch(VmOrder order) {
    var task = order.task();
    if (watches.size() >= WATCHES_MAX) {
      return told(task, new Failed(Label.of("the machine is being looked at by others")));
    }
    var pulse = pulse(task);
    watches.put(task, pulse);
    elsewhere.run(
        () -> new Watched(task, work.watch(pulse)), why -> new Watched(task, new Failed(why)));
    return Behaviors.same();
  }

  private Behavior<Command> watched(VmTaskId task, VmOutcome outcome) {
    return watches.remove(task) == null ? Behaviors.same() : told(task, outcome);
  }

  private Behavior<Command> told(VmTaskId task, VmOutcome outcome) {
    parts.keeper().tell(new VmKeeper.EndHeard(task, outcome, Optional.empty()));
    return Behaviors.same();
  }

  // ---- the seed

  private Behavior<Command> lookAtSeed() {
    if (doing instanceof Nothing && next == Step.CARRY) {
      var pulse = Pulse.unheard(parts.clock());
      doing = new Chore(pulse);
      elsewhere.run(() -> new SeedLooked(isSeedGone(pulse)), _ -> new SeedLooked(false));
    }
    return Behaviors.same();
  }

  private boolean isSeedGone(Pulse pulse) {
    try {
      return work.removeSeed(pulse);
    } catch (VmProblem e) {
      return false; // it is looked again
    }
  }

  private Behavior<Command> seedLooked(boolean isGone) {
    doing = new Nothing();
    if (isGone) {
      context.getLog().info("a machine has read its seed, vm={}", work.machine().name());
    }
    return proceed();
  }
}
