package io.byteleap.worker.vm;

import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.MachinePhase;
import io.byteleap.domain.vm.Reservation;
import io.byteleap.domain.vm.VmName;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A machine of this worker's, as it is written down. Its phase is changed by one order at a time,
/// and on the disk before it is changed here.
public final class Machine {
  private static final Logger LOG = LoggerFactory.getLogger(Machine.class);

  private final Reservation reservation;
  private final Instant since;
  private final MachineMemory memory;
  private volatile MachinePhase phase;

  public Machine(Reservation reservation, Instant since, MachinePhase phase, MachineMemory memory) {
    this.reservation = reservation;
    this.since = since;
    this.phase = phase;
    this.memory = memory;
  }

  /// Where machines are written down.
  public interface MachineMemory {
    void write(Machine machine, MachinePhase phase) throws VmProblem;

    void forget(VmName name) throws VmProblem;
  }

  public Reservation reservation() {
    return reservation;
  }

  public MachineId id() {
    return reservation.id();
  }

  public VmName name() {
    return reservation.name();
  }

  public Instant since() {
    return since;
  }

  public MachinePhase phase() {
    return phase;
  }

  void enter(MachinePhase next) throws VmProblem {
    memory.write(this, next);
    phase = next;
  }

  /// Enters a phase of which it does no harm if it is not written down: clearing goes the same way
  /// from every other, and frees the disk that may be full.
  void enterForClearing(MachinePhase.Clearing next) {
    try {
      memory.write(this, next);
    } catch (VmProblem e) {
      LOG.warn("it is not written down that a machine is cleared, vm={}, why={}", name(), e.why());
    }
    phase = next;
  }

  void forget() throws VmProblem {
    memory.forget(name());
  }
}
