package io.byteleap.worker.vm;

import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Sighting;
import java.time.Duration;
import java.util.List;

/// What runs the machines of this host. Every call blocks, may fail, and may be repeated: what is
/// so already is no failure. For any number of threads.
public interface Hypervisor extends AutoCloseable {
  /// A machine that is defined here, whoever made it.
  record Defined(
      MachineId id,
      String name,
      Sighting sighting,
      int processors,
      long memoryMiB,
      List<PciAddress> functions) {
    public Defined {
      functions = List.copyOf(functions);
    }
  }

  /// What a machine has used: a figure that is not known is [#UNKNOWN].
  record Usage(
      int processors,
      Duration processorTime,
      long memoryMiB,
      long memoryUnusedMiB,
      long diskBytes,
      long diskBytesWritten) {
    public static final long UNKNOWN = -1;
  }

  List<Defined> machines() throws VmProblem;

  Sighting look(MachineId machine) throws VmProblem;

  /// Defines a machine, which is off then. The network that it needs is started if it was not.
  void define(DomainPlan plan) throws VmProblem;

  void start(MachineId machine) throws VmProblem;

  /// Asks the machine's system to end; it may or may not.
  void askToStop(MachineId machine) throws VmProblem;

  /// Asks the machine's system to start anew; it may or may not.
  void askToReboot(MachineId machine) throws VmProblem;

  void forceOff(MachineId machine) throws VmProblem;

  /// Takes the seed's disk out of the machine, now and for all its starts.
  void ejectSeed(MachineId machine) throws VmProblem;

  /// Forgets a machine that is off, or not there.
  void undefine(MachineId machine) throws VmProblem;

  Usage usage(MachineId machine) throws VmProblem;

  /// Gives the machine's agent one command, a JSON text, and gives back what it answers, which is
  /// the machine's word and nothing more.
  String askGuest(MachineId machine, String command, Duration patience) throws VmProblem;

  @Override
  void close();
}
