package io.byteleap.worker.vm;

import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A hypervisor in memory, which outlives the worker as libvirt does.
final class FakeHypervisor implements Hypervisor {
  final Map<MachineId, Domain> domains = new ConcurrentHashMap<>();

  /// What the next calls of a name fail with, until it is taken out.
  final Map<String, VmProblem> failures = new ConcurrentHashMap<>();

  /// What calls of a name wait for, as calls to a libvirt that hangs do.
  final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();

  /// Whether machines end when they are asked to.
  volatile boolean obedient = true;

  volatile Doom doom = new Doom();

  /// A machine that is defined.
  static final class Domain {
    final DomainPlan plan;
    final FakeGuest guest = new FakeGuest();
    volatile Sighting sighting = Sighting.OFF;
    volatile boolean hasSeed = true;
    final AtomicInteger starts = new AtomicInteger();

    Domain(DomainPlan plan) {
      this.plan = plan;
    }
  }

  private void at(String call) throws VmProblem {
    doom.pass();
    var failure = failures.get(call);
    if (failure != null) {
      throw failure;
    }
    var hold = holds.get(call);
    if (hold != null) {
      try {
        hold.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new VmProblem("interrupted", e);
      }
    }
  }

  private Domain domain(MachineId machine) throws VmProblem {
    var domain = domains.get(machine);
    if (domain == null) {
      throw new VmProblem("Domain not found");
    }
    return domain;
  }

  @Override
  public List<Defined> machines() throws VmProblem {
    at("machines");
    return domains.entrySet().stream()
        .map(
            each -> {
              var reservation = each.getValue().plan.reservation();
              return new Defined(
                  each.getKey(),
                  reservation.name().value(),
                  each.getValue().sighting,
                  reservation.size().processors(),
                  reservation.size().memoryMiB(),
                  List.<PciAddress>copyOf(reservation.functions()));
            })
        .toList();
  }

  @Override
  public Sighting look(MachineId machine) throws VmProblem {
    at("look");
    var domain = domains.get(machine);
    return domain == null ? Sighting.ABSENT : domain.sighting;
  }

  @Override
  public void define(DomainPlan plan) throws VmProblem {
    at("define");
    domains.put(plan.reservation().id(), new Domain(plan));
    doom.pass();
  }

  @Override
  public void start(MachineId machine) throws VmProblem {
    at("start");
    var domain = domain(machine);
    domain.guest.boot();
    domain.starts.incrementAndGet();
    domain.sighting = Sighting.RUNNING;
    doom.pass();
  }

  @Override
  public void askToStop(MachineId machine) throws VmProblem {
    at("askToStop");
    if (obedient) {
      domain(machine).sighting = Sighting.OFF;
    }
  }

  @Override
  public void askToReboot(MachineId machine) throws VmProblem {
    at("askToReboot");
    if (obedient) {
      domain(machine).guest.boot();
    }
  }

  @Override
  public void forceOff(MachineId machine) throws VmProblem {
    at("forceOff");
    domain(machine).sighting = Sighting.OFF;
    doom.pass();
  }

  @Override
  public void ejectSeed(MachineId machine) throws VmProblem {
    at("ejectSeed");
    domain(machine).hasSeed = false;
  }

  @Override
  public void undefine(MachineId machine) throws VmProblem {
    at("undefine");
    domains.remove(machine);
    doom.pass();
  }

  @Override
  public Usage usage(MachineId machine) throws VmProblem {
    at("usage");
    int processors = domain(machine).plan.reservation().size().processors();
    return new Usage(processors, Duration.ofSeconds(3), 1_024, 512, 5L << 30, 1 << 20);
  }

  @Override
  public String askGuest(MachineId machine, String command, Duration patience) throws VmProblem {
    at("askGuest");
    return domain(machine).guest.ask(command);
  }

  @Override
  public void close() {}
}
