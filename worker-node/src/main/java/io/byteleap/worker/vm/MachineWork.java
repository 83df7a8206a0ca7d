package io.byteleap.worker.vm;

import io.byteleap.domain.vm.Deed;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.MachinePhase;
import io.byteleap.domain.vm.MachinePhase.Cause;
import io.byteleap.domain.vm.MachinePhase.Clearing;
import io.byteleap.domain.vm.MachinePhase.Making;
import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.Recovery;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Created;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import io.byteleap.wire.vm.VmOutcome.Result;
import io.byteleap.worker.vm.journal.KnownOrder;
import io.byteleap.worker.vm.journal.OrderBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that is done to one machine, a thing at a time, on a thread that may block. What it does is
/// on the disk before it is done, and how it ended before anybody hears of it.
final class MachineWork {
  private static final Logger LOG = LoggerFactory.getLogger(MachineWork.class);

  private final Machine machine;
  private final VmTools tools;
  private final OrderBook book;

  MachineWork(Machine machine, VmTools tools, OrderBook book) {
    this.machine = machine;
    this.tools = tools;
    this.book = book;
  }

  Machine machine() {
    return machine;
  }

  /// How an order ended.
  record End(KnownOrder order, VmOutcome outcome, Optional<Handover> handover) {}

  /// What is left of the machine after something was done.
  enum State {
    STANDS,
    TO_BE_CLEARED,
    GONE
  }

  /// What came of a piece of work.
  record Finished(List<End> ends, State state) {
    Finished {
      ends = List.copyOf(ends);
    }
  }

  /// Carries an order out. Never fails: a failure is its end.
  Finished carry(VmOrder order, KnownOrder known, Pulse pulse) {
    var since = tools.clock().instant();
    try {
      begin(known);
      var gone = new Gone();
      var result = result(order, pulse, gone);
      double millis = Duration.between(since, tools.clock().instant()).toNanos() / 1e6;
      var end = new End(known, new Done(result, Math.max(0, millis)), gone.handover);
      return new Finished(List.of(written(end)), gone.state(machine));
    } catch (VmProblem e) {
      return failed(known, e, pulse);
    }
  }

  /// A destruction is carried out even if it cannot be written down: the disk may be full, and it
  /// makes room.
  private void begin(KnownOrder known) throws VmProblem {
    try {
      book.write(known);
    } catch (VmProblem e) {
      if (known.deed() != Deed.DESTROY) {
        throw e;
      }
      LOG.warn("a destruction is not written down, why={}", e.why());
    }
  }

  /// A machine that was not made is cleared before anybody hears of it, if that can be done now.
  private Finished failed(KnownOrder known, VmProblem why, Pulse pulse) {
    var state = known.deed() == Deed.CREATE ? clearedIfPossible() : state();
    try {
      pulse.commit();
    } catch (VmProblem.GivenUp e) {
      return new Finished(List.of(), state); // whoever gave it up has said so
    }
    var end = new End(known, new Failed(why.why()), Optional.empty());
    return new Finished(List.of(written(end)), state);
  }

  private State clearedIfPossible() {
    try {
      return clearRest().state();
    } catch (VmProblem e) {
      LOG.warn("a machine that was not made is not cleared yet, why={}", e.why());
      return State.TO_BE_CLEARED;
    }
  }

  /// What a destruction leaves behind: its facts.
  private static final class Gone {
    private Optional<Handover> handover = Optional.empty();

    State state(Machine machine) {
      return handover.isPresent() ? State.GONE : stateOf(machine.phase());
    }
  }

  private State state() {
    return stateOf(machine.phase());
  }

  private static State stateOf(MachinePhase phase) {
    return switch (phase) {
      case Standing _ -> State.STANDS;
      case Making _, Clearing _ -> State.TO_BE_CLEARED;
    };
  }

  /// An end that cannot be written down is still the end.
  private End written(End end) {
    try {
      book.write(end.order().ended(end.outcome(), end.handover()));
    } catch (VmProblem e) {
      LOG.warn("the end of an order is not written down, why={}", e.why());
    }
    return end;
  }

  private Result result(VmOrder order, Pulse pulse, Gone gone) throws VmProblem {
    return switch (order.operation()) {
      case VmOperation.Create create -> {
        new MachineMaker(tools).make(machine, order.task(), create, pulse);
        yield created(pulse);
      }
      case VmOperation.TurnOn _ -> new MachinePower(tools).start(machine, pulse);
      case VmOperation.TurnOff _ -> new MachinePower(tools).stop(machine, pulse);
      case VmOperation.Reboot _ -> new MachinePower(tools).reboot(machine, pulse);
      case VmOperation.Destroy _ -> {
        gone.handover = Optional.of(clear(new Clearing(Cause.ORDERED), pulse));
        yield new Changed(VmStatus.DESTROYED);
      }
      case VmOperation.MonitorStats _ -> new MachineStats(tools).of(machine, pulse);
      case VmOperation.AddLoginKey add -> new MachineInside(tools).add(machine, add, pulse);
      case VmOperation.MakeKey make ->
          new MachineInside(tools).make(machine, make, order.task(), pulse);
      case VmOperation.RevokeLoginKey revoke ->
          new MachineInside(tools).revoke(machine, revoke, pulse);
      case VmOperation.RevokeMadeKey revoke ->
          new MachineInside(tools).revoke(machine, revoke, pulse);
      case VmOperation.ConnectHeadscale join ->
          new MachineInside(tools).connect(machine, join, pulse);
    };
  }

  private Created created(Pulse pulse) {
    return new Created(
        machine.id().asVmId(), machine.name(), new MachineStats(tools).atFirst(machine, pulse));
  }

  private Handover clear(Clearing phase, Pulse pulse) throws VmProblem {
    return new MachineClearer(tools).clear(machine, phase, pulse);
  }

  /// Looks at the machine and says how it is; changes nothing, so it is not written down.
  VmOutcome watch(Pulse pulse) {
    var since = tools.clock().instant();
    try {
      var stats = new MachineStats(tools).of(machine, pulse);
      var millis = Duration.between(since, tools.clock().instant()).toNanos() / 1e6;
      return new Done(stats, Math.max(0, millis));
    } catch (VmProblem e) {
      return new Failed(e.why());
    }
  }

  /// Makes of what a former worker left what it should be, and says how its orders ended: those
  /// that are still in `open`, which it takes out.
  Finished recover(Map<VmTaskId, KnownOrder> open) throws VmProblem {
    var seen = tools.hypervisor().look(machine.id());
    return switch (Recovery.of(machine.phase(), seen)) {
      case Recovery.Keep(var phase) -> {
        if (!phase.equals(machine.phase())) {
          machine.enter(phase);
        }
        if (seen == Sighting.ABSENT) {
          LOG.warn("libvirt does not know a machine any more, vm={}", machine.name());
        }
        yield new Finished(ends(open, seen, Optional.empty()), State.STANDS);
      }
      case Recovery.Clear(var phase) -> {
        var handover = clear(phase, Pulse.unheard(tools.clock()));
        yield new Finished(ends(open, Sighting.ABSENT, Optional.of(handover)), State.GONE);
      }
    };
  }

  private List<End> ends(
      Map<VmTaskId, KnownOrder> open, Sighting seen, Optional<Handover> handover) {
    List<End> ends = new ArrayList<>();
    for (VmTaskId task : List.copyOf(open.keySet())) {
      var order = open.remove(task);
      if (order == null) {
        continue; // it was given up
      }
      var proof = order.deed() == Deed.DESTROY ? handover : Optional.<Handover>empty();
      ends.add(written(new End(order, outcome(order.deed(), seen), proof)));
    }
    return ends;
  }

  private VmOutcome outcome(Deed deed, Sighting seen) {
    return switch (Recovery.endOf(deed, seen)) {
      case Recovery.Missed(var why) -> new Failed(why);
      case Recovery.Reached() ->
          new Done(
              switch (deed) {
                case CREATE -> created(Pulse.unheard(tools.clock()));
                case START, REBOOT, INSIDE -> new Changed(VmStatus.RUNNING);
                case STOP -> new Changed(VmStatus.STOPPED);
                case DESTROY -> new Changed(VmStatus.DESTROYED);
              },
              0);
    };
  }

  /// Clears what is left of the machine; whether nothing is.
  Finished clearRest() throws VmProblem {
    var phase =
        machine.phase() instanceof Clearing clearing ? clearing : new Clearing(Cause.NOT_MADE);
    clear(phase, Pulse.unheard(tools.clock()));
    return new Finished(List.of(), State.GONE);
  }

  /// Whether the seed is gone.
  boolean removeSeed(Pulse pulse) throws VmProblem {
    return new MachineInside(tools).removeSeed(machine, pulse);
  }

  /// An order that ends without anything being done.
  End refused(KnownOrder order, VmOutcome outcome) {
    return written(new End(order, outcome, Optional.empty()));
  }
}
