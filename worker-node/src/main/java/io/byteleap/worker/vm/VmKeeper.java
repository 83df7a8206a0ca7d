package io.byteleap.worker.vm;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Admission;
import io.byteleap.domain.vm.Deed;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.MachinePhase.MakeStep;
import io.byteleap.domain.vm.MachinePhase.Making;
import io.byteleap.domain.vm.Reservation;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.host.HostRoot;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.vm.DeviceFrame.Metrics;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOperation.Create;
import io.byteleap.wire.vm.VmOutcome;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import io.byteleap.worker.program.Commands;
import io.byteleap.worker.vm.OrderDesk.Arrival;
import io.byteleap.worker.vm.OrderDesk.Memory;
import io.byteleap.worker.vm.VmCommand.Carry;
import io.byteleap.worker.vm.VmCommand.Survey;
import io.byteleap.worker.vm.journal.KnownOrder;
import io.byteleap.worker.vm.journal.MachineJournal;
import io.byteleap.worker.vm.journal.OrderBook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this host's virtual machines: says what room there is, promises it, and leads each order
/// to the machine that it is for. Every order has one end, which its reporters hear, at the latest
/// when the order's time is over.
public final class VmKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(VmKeeper.class);
  private static final int WAITING_MAX = 100;

  /// Is written of an order that names no machine of ours.
  private static final VmName NOBODY = new VmName("_");

  /// Whatever the keeper is told: orders from outside, and what its machines say.
  sealed interface Command
      permits VmCommand,
          StepHeard,
          EndHeard,
          MachineGone,
          Read,
          NotRead,
          Looked,
          NotLooked,
          Counted,
          Late,
          ProgressDue {}

  record StepHeard(VmTaskId task, Label step) implements Command {}

  record EndHeard(VmTaskId task, VmOutcome outcome, Optional<Handover> handover)
      implements Command {}

  record MachineGone(VmName name) implements Command {}

  private record Read(List<Machine> machines, List<KnownOrder> orders) implements Command {}

  private record NotRead(Label why) implements Command {}

  private record Looked(Wish wish, AdmissionDesk.Look look) implements Command {}

  private record NotLooked(Wish wish, Label why) implements Command {}

  private record Counted(ActorRef<Metrics> asker, int running) implements Command {}

  private record Late(VmTaskId task) implements Command {}

  private record ProgressDue() implements Command {}

  /// The world that machines are in.
  public record Doors(Hypervisor hypervisor, HostRoot host, Commands commands, GpuLoan gpus) {}

  /// What the keeper needs.
  ///
  /// @param blocking threads for what blocks, as many as there is work at once
  /// @param systemInfo how the host is, as its heartbeats say it
  public record Parts(
      VmSettings settings,
      Doors doors,
      Executor blocking,
      Supplier<JsonObject> systemInfo,
      InstantSource clock,
      RandomGenerator random) {}

  /// An order for a new machine.
  private record Wish(VmOrder order, Create create, KnownOrder known) {}

  /// A machine and who looks after it.
  private record Kept(Machine machine, ActorRef<VmErrand.Command> errand) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final StashBuffer<Command> waiting;
  private final Parts parts;
  private final VmTools tools;
  private final MachineJournal journal;
  private final OrderBook book;
  private final OrderDesk desk = new OrderDesk();
  private final AdmissionDesk admissions;
  private final Elsewhere<Command> elsewhere;
  private final Map<VmName, Kept> machines = new HashMap<>();
  private int running;

  private VmKeeper(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StashBuffer<Command> waiting,
      Parts parts) {
    context.setLoggerName(VmKeeper.class);
    this.context = context;
    this.timers = timers;
    this.waiting = waiting;
    this.parts = parts;
    this.tools = VmTools.of(parts.settings(), parts.doors(), parts.clock());
    this.admissions = new AdmissionDesk(tools, parts.random());
    this.elsewhere = new Elsewhere<>(context, parts.blocking());
    this.journal = new MachineJournal(parts.settings().journal());
    this.book = new OrderBook(parts.settings().journal().resolve("orders"));
  }

  public static Behavior<VmCommand> create(Parts parts) {
    return Behaviors.<Command>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        Behaviors.withStash(
                            WAITING_MAX,
                            waiting -> new VmKeeper(context, timers, waiting, parts).reading())))
        .narrow();
  }

  // ---- beginning

  private Behavior<Command> reading() {
    elsewhere.run(() -> new Read(journal.machines(), book.orders()), NotRead::new);
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Read(var known, var taken) -> read(known, taken);
              case NotRead(var why) -> broken(why);
              case VmCommand asked -> later(asked);
              case StepHeard _,
                  EndHeard _,
                  MachineGone _,
                  Looked _,
                  NotLooked _,
                  Counted _,
                  Late _,
                  ProgressDue _ ->
                  Behaviors.same();
            });
  }

  private Behavior<Command> later(VmCommand asked) {
    if (!waiting.isFull()) {
      waiting.stash(asked);
    } else if (asked instanceof Carry(var order, var reporter)) {
      refuse(order.task(), Label.of("too many orders are waiting"), reporter);
    }
    return Behaviors.same();
  }

  /// What a former worker wrote down must not be overlooked: a person has to see to it.
  private Behavior<Command> broken(Label why) {
    context.getLog().error("no machines are kept, why={}", why);
    return waiting.unstashAll(
        Behaviors.receiveMessage(
            command -> {
              if (command instanceof Carry(var order, var reporter)) {
                refuse(order.task(), why, reporter);
              } else if (command instanceof Survey(var asker)) {
                asker.tell(metrics());
              }
              return Behaviors.same();
            }));
  }

  private static void refuse(VmTaskId task, Label why, ActorRef<VmReport> reporter) {
    reporter.tell(new VmReport.Ended(task, new Failed(why), Optional.empty()));
  }

  private Behavior<Command> read(List<Machine> known, List<KnownOrder> taken) {
    taken.forEach(desk::remember);
    forget();
    for (Machine machine : known) {
      keep(machine, OrderDesk.openOf(taken, machine.name()), VmErrand::ofKnown);
    }
    taken.stream()
        .filter(order -> order.fate() instanceof KnownOrder.Open)
        .filter(order -> !machines.containsKey(order.machine()))
        .forEach(this::endLost);
    context.getLog().info("keeps virtual machines, machines={}", known.size());
    timers.startTimerWithFixedDelay(
        ProgressDue.class, new ProgressDue(), parts.settings().timing().progressInterval());
    return waiting.unstashAll(keeping());
  }

  /// An order whose machine is not there: the last thing that was done to it was to forget it.
  private void endLost(KnownOrder order) {
    if (order.deed() == Deed.DESTROY) {
      end(order, new Done(new Changed(VmStatus.DESTROYED), 0));
    } else {
      end(order, new Failed(Label.of("the worker was restarted before this was done")));
    }
  }

  private void keep(
      Machine machine,
      List<KnownOrder> open,
      Function<VmErrand.Parts, Behavior<VmErrand.Command>> kind) {
    var errandParts =
        new VmErrand.Parts(
            new MachineWork(machine, tools, book),
            open,
            parts.settings().timing(),
            context.getSelf(),
            parts.blocking(),
            parts.clock(),
            parts.random());
    var errand = context.spawn(kind.apply(errandParts), "vm-" + machine.id());
    context.watch(errand); // its failure is the keeper's, who then begins anew with all of them
    machines.put(machine.name(), new Kept(machine, errand));
  }

  // ---- orders

  private Behavior<Command> keeping() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Carry(var order, var reporter) -> carry(order, reporter);
              case Survey(var asker) -> survey(asker);
              case StepHeard(var task, var step) -> stepHeard(task, step);
              case EndHeard(var task, var outcome, var handover) -> ended(task, outcome, handover);
              case MachineGone(var name) -> machineGone(name);
              case Looked(var wish, var look) -> looked(wish, look);
              case NotLooked(var wish, var why) -> refuse(wish, why);
              case Counted(var asker, var count) -> counted(asker, count);
              case Late(var task) -> late(task);
              case ProgressDue() -> progress();
              case Read _, NotRead _ -> Behaviors.same();
            });
  }

  private Behavior<Command> carry(VmOrder order, ActorRef<VmReport> reporter) {
    var target = target(order.operation());
    var known = KnownOrder.taken(order, machine(order.operation(), target), now());
    var memory =
        order.operation() instanceof VmOperation.MonitorStats ? Memory.PASSING : Memory.KEPT;
    var arrival = desk.arrive(known, memory, reporter);
    if (arrival == Arrival.ANSWERED) {
      return Behaviors.same();
    }
    if (!timers.isTimerActive(order.task())) {
      timers.startSingleTimer(order.task(), new Late(order.task()), order.type().timeout());
    }
    if (arrival == Arrival.NEW) {
      begin(order, known, target);
    }
    return Behaviors.same();
  }

  private static VmName machine(VmOperation operation, Optional<Kept> target) {
    return operation instanceof Create create
        ? create.name()
        : target.map(kept -> kept.machine().name()).orElse(NOBODY);
  }

  private void begin(VmOrder order, KnownOrder known, Optional<Kept> target) {
    if (order.operation() instanceof Create create) {
      admit(new Wish(order, create, known));
    } else if (target.isEmpty()) {
      end(known, new Failed(Label.of("Virtual machine not found: " + VmOperations.vm(order))));
    } else if (order.operation() instanceof VmOperation.MonitorStats) {
      target.get().errand().tell(new VmErrand.Watch(order));
    } else {
      target.get().errand().tell(new VmErrand.Carry(order, known));
    }
  }

  private Optional<Kept> target(VmOperation operation) {
    return VmOperations.target(operation)
        .flatMap(
            vm ->
                machines.values().stream()
                    .filter(kept -> kept.machine().reservation().isNamed(vm))
                    .findFirst());
  }

  /// Looks at the host first; what is decided then is decided here, one wish after another.
  private void admit(Wish wish) {
    var there = known();
    elsewhere.run(
        () -> new Looked(wish, admissions.look(wish.create(), there)),
        why -> new NotLooked(wish, why));
  }

  private List<Machine> known() {
    return machines.values().stream().map(Kept::machine).toList();
  }

  private Behavior<Command> looked(Wish wish, AdmissionDesk.Look look) {
    if (desk.open(wish.known().task()).isEmpty()) {
      return Behaviors.same(); // its time is over
    }
    return switch (admissions.decide(wish.create(), look, known())) {
      case Admission.Admitted(var reservation) -> make(wish, reservation);
      case Admission.Refused(var why) -> refuse(wish, why);
    };
  }

  private Behavior<Command> make(Wish wish, Reservation reservation) {
    var phase = new Making(wish.known().task(), MakeStep.RESERVED);
    var machine = new Machine(reservation, now(), phase, journal);
    keep(machine, List.of(), VmErrand::ofNew);
    kept(machine.name()).errand().tell(new VmErrand.Carry(wish.order(), wish.known()));
    return Behaviors.same();
  }

  private Kept kept(VmName name) {
    return Objects.requireNonNull(machines.get(name));
  }

  private Behavior<Command> refuse(Wish wish, Label why) {
    end(wish.known(), new Failed(why));
    return Behaviors.same();
  }

  /// Ends an order that no machine was told of; it is written down first.
  private void end(KnownOrder known, VmOutcome outcome) {
    elsewhere.run(
        () -> {
          book.write(known.ended(outcome, Optional.empty()));
          return new EndHeard(known.task(), outcome, Optional.empty());
        },
        _ -> new EndHeard(known.task(), outcome, Optional.empty()));
  }

  private Behavior<Command> stepHeard(VmTaskId task, Label step) {
    desk.step(task, step);
    return Behaviors.same();
  }

  private Behavior<Command> ended(VmTaskId task, VmOutcome outcome, Optional<Handover> handover) {
    timers.cancel(task);
    if (outcome instanceof Failed(var why) && desk.open(task).isPresent()) {
      context.getLog().warn("an order has failed, task={}, why={}", task, why);
    }
    desk.end(task, outcome, handover);
    forget();
    return Behaviors.same();
  }

  private void forget() {
    for (VmTaskId task : desk.tooMany()) {
      parts.blocking().execute(() -> forget(task));
    }
  }

  private void forget(VmTaskId task) {
    try {
      book.forget(task);
    } catch (VmProblem e) {
      LOG.warn("an old order is not forgotten, why={}", e.why());
    }
  }

  private Behavior<Command> late(VmTaskId task) {
    desk.open(task)
        .ifPresent(
            known -> {
              var why = Label.of("not done in time, it was at: " + desk.stepOf(task));
              var kept = machines.get(known.machine());
              if (kept != null) {
                kept.errand().tell(new VmErrand.GiveUp(task, why));
              } else {
                end(known, new Failed(why));
              }
            });
    return Behaviors.same();
  }

  private Behavior<Command> progress() {
    desk.tellProgress();
    return Behaviors.same();
  }

  private Behavior<Command> machineGone(VmName name) {
    var errand = kept(name).errand();
    context.unwatch(errand);
    errand.tell(new VmErrand.Leave());
    machines.remove(name);
    boolean anyGpu =
        machines.values().stream()
            .anyMatch(kept -> !kept.machine().reservation().functions().isEmpty());
    if (!anyGpu) {
      parts.doors().gpus().giveBack();
    }
    return Behaviors.same();
  }

  // ---- how busy the host is

  private Behavior<Command> survey(ActorRef<Metrics> asker) {
    var own = AdmissionDesk.ids(known());
    int before = running;
    elsewhere.run(() -> new Counted(asker, running(own)), _ -> new Counted(asker, before));
    return Behaviors.same();
  }

  private int running(Set<MachineId> own) throws VmProblem {
    return (int)
        tools.hypervisor().machines().stream()
            .filter(each -> own.contains(each.id()) && each.sighting() == Sighting.RUNNING)
            .count();
  }

  private Behavior<Command> counted(ActorRef<Metrics> asker, int count) {
    running = count;
    asker.tell(metrics());
    return Behaviors.same();
  }

  private Metrics metrics() {
    var info = parts.systemInfo().get();
    return new Metrics(info.numberOr("cpu_usage", 0), info.numberOr("memory_usage", 0), running);
  }

  private Instant now() {
    return parts.clock().instant();
  }
}
