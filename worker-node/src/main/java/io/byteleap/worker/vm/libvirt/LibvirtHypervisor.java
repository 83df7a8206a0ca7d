package io.byteleap.worker.vm.libvirt;

import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.host.HostRoot;
import io.byteleap.worker.vm.DomainPlan;
import io.byteleap.worker.vm.Hypervisor;
import io.byteleap.worker.vm.VmProblem;
import io.byteleap.worker.vm.libvirt.DomainXml.Accelerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.MemoryStatistic;

/// Libvirt as the hypervisor of this host, over one connection, which is opened when it is first
/// needed and again when it is lost.
public final class LibvirtHypervisor implements Hypervisor {
  private static final int XML_SECURE_NOT = 0;
  private static final int AFFECT_LIVE = 1;
  private static final int AFFECT_CONFIG = 2;
  private static final int UNDEFINE_ALL = 1 | 2 | 4; // saved state, snapshots' data, firmware's
  private static final int MEMORY_UNUSED = 4;
  private static final int MEMORY_USABLE = 8;
  private static final int MEMORY_STATS_MAX = 16;
  private static final int KIB_PER_MIB = 1_024;
  private static final String DISK = "vda";
  private static final String UNPACKED = "jna.tmpdir";

  /// Whether the processors of machines are emulated, which is slow: where there is no KVM, or
  /// always.
  public enum Emulation {
    WHERE_NEEDED,
    ALWAYS;

    public static Emulation of(boolean isAlways) {
      return isAlways ? ALWAYS : WHERE_NEEDED;
    }
  }

  private final Accelerator accelerator;
  private final Connection connection;

  private LibvirtHypervisor(String uri, Accelerator accelerator) {
    this.connection = new Connection(uri);
    this.accelerator = accelerator;
  }

  /// That of this host, which listens at `socket`. `unpacked` is a folder for the native code that
  /// calls it: the usual one, in the home directory, is not to be written by a service.
  public static LibvirtHypervisor at(
      Path socket, HostRoot host, Path unpacked, Emulation emulation) {
    if (System.getProperty(UNPACKED) == null) {
      System.setProperty(UNPACKED, unpacked.toAbsolutePath().toString());
    }
    String uri =
        "qemu+unix:///system?socket="
            + URLEncoder.encode(socket.toAbsolutePath().toString(), StandardCharsets.UTF_8);
    return new LibvirtHypervisor(uri, accelerator(host, emulation));
  }

  private static Accelerator accelerator(HostRoot host, Emulation emulation) {
    if (emulation == Emulation.ALWAYS || !Files.exists(host.path("/dev/kvm"))) {
      return Accelerator.EMULATED;
    }
    return host.text("/proc/cpuinfo").filter(said -> said.contains("AuthenticAMD")).isPresent()
        ? Accelerator.KVM_ON_AMD
        : Accelerator.KVM;
  }

  /// Libvirt's driver for tests, which lives in this process and runs nothing.
  public static LibvirtHypervisor ofTests() {
    return new LibvirtHypervisor("test:///default", Accelerator.NONE);
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(Domain domain) throws LibvirtException, VmProblem;
  }

  private <T> T with(MachineId machine, Use<T> use) throws VmProblem {
    return connection.use(
        connect -> {
          var domain = connect.domainLookupByUUIDString(machine.toString());
          try {
            return use.of(domain);
          } finally {
            domain.free();
          }
        });
  }

  @FunctionalInterface
  private interface Deed {
    void on(Domain domain) throws LibvirtException, VmProblem;
  }

  private void on(MachineId machine, Deed deed) throws VmProblem {
    with(
        machine,
        domain -> {
          deed.on(domain);
          return "";
        });
  }

  @Override
  public List<Defined> machines() throws VmProblem {
    return connection.use(
        connect -> {
          List<Defined> machines = new ArrayList<>();
          for (Domain domain : connect.listAllDomains(0)) {
            try {
              machines.add(describe(domain));
            } catch (LibvirtException e) {
              if (!isAbsent(e)) { // it went while it was looked at
                throw e;
              }
            } finally {
              domain.free();
            }
          }
          return machines;
        });
  }

  private static Defined describe(Domain domain) throws LibvirtException, VmProblem {
    var info = domain.getInfo();
    return new Defined(
        MachineId.parse(domain.getUUIDString()),
        domain.getName(),
        sighting(domain),
        info.nrVirtCpu,
        info.maxMem / KIB_PER_MIB,
        DomainReader.functions(domain.getXMLDesc(XML_SECURE_NOT)));
  }

  private static Sighting sighting(Domain domain) throws LibvirtException {
    return switch (domain.getInfo().state) {
      case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_SHUTDOWN -> Sighting.RUNNING;
      case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> Sighting.PAUSED;
      case VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_CRASHED, VIR_DOMAIN_NOSTATE -> Sighting.OFF;
    };
  }

  @Override
  public Sighting look(MachineId machine) throws VmProblem {
    try {
      return with(machine, LibvirtHypervisor::sighting);
    } catch (Connection.Absent e) {
      return Sighting.ABSENT;
    }
  }

  @Override
  public void define(DomainPlan plan) throws VmProblem {
    connection.use(
        connect -> {
          startNetwork(connect, plan.network());
          connect.domainDefineXML(DomainXml.write(plan, accelerator)).free();
          return "";
        });
  }

  private static void startNetwork(Connect connect, String name) throws LibvirtException {
    var network = connect.networkLookupByName(name);
    try {
      if (network.isActive() == 0) {
        network.create();
      }
    } finally {
      network.free();
    }
  }

  @Override
  public void start(MachineId machine) throws VmProblem {
    on(
        machine,
        domain -> {
          if (domain.isActive() == 0) {
            domain.create();
          }
        });
  }

  @Override
  public void askToStop(MachineId machine) throws VmProblem {
    on(machine, Domain::shutdown);
  }

  @Override
  public void askToReboot(MachineId machine) throws VmProblem {
    on(machine, domain -> domain.reboot(0));
  }

  @Override
  public void forceOff(MachineId machine) throws VmProblem {
    on(
        machine,
        domain -> {
          if (domain.isActive() != 0) {
            domain.destroy();
          }
        });
  }

  @Override
  public void ejectSeed(MachineId machine) throws VmProblem {
    on(
        machine,
        domain -> {
          int flags = domain.isActive() == 0 ? AFFECT_CONFIG : AFFECT_CONFIG | AFFECT_LIVE;
          domain.updateDeviceFlags(DomainXml.emptySeed(), flags);
        });
  }

  @Override
  public void undefine(MachineId machine) throws VmProblem {
    try {
      on(machine, domain -> domain.undefine(accelerator == Accelerator.NONE ? 0 : UNDEFINE_ALL));
    } catch (Connection.Absent e) {
      // it is as it should be
    }
  }

  @Override
  public Usage usage(MachineId machine) throws VmProblem {
    return with(
        machine,
        domain -> {
          var info = domain.getInfo();
          var disk = domain.isActive() == 0 ? new Disk(Usage.UNKNOWN, Usage.UNKNOWN) : disk(domain);
          return new Usage(
              info.nrVirtCpu,
              Duration.ofNanos(info.cpuTime),
              info.maxMem / KIB_PER_MIB,
              domain.isActive() == 0 ? Usage.UNKNOWN : unused(domain),
              disk.size(),
              disk.written());
        });
  }

  private record Disk(long size, long written) {}

  private static Disk disk(Domain domain) {
    try {
      var info = domain.blockInfo(DISK);
      return new Disk(info.getCapacity(), info.getAllocation());
    } catch (LibvirtException e) {
      return new Disk(Usage.UNKNOWN, Usage.UNKNOWN); // the driver does not tell
    }
  }

  /// MiB that the machine's system could still use; it tells so itself, or does not.
  private static long unused(Domain domain) {
    long unused = Usage.UNKNOWN;
    try {
      for (MemoryStatistic figure : domain.memoryStats(MEMORY_STATS_MAX)) {
        boolean isBest = figure.getTag() == MEMORY_USABLE;
        if (isBest || (figure.getTag() == MEMORY_UNUSED && unused == Usage.UNKNOWN)) {
          unused = figure.getValue() / KIB_PER_MIB;
        }
      }
    } catch (LibvirtException e) {
      return Usage.UNKNOWN;
    }
    return unused;
  }

  @Override
  public String askGuest(MachineId machine, String command, Duration patience) throws VmProblem {
    return with(
        machine,
        domain -> domain.qemuAgentCommand(command, (int) Math.max(1, patience.toSeconds()), 0));
  }

  static boolean isAbsent(LibvirtException e) {
    return e.getError() != null && e.getError().getCode() == ErrorNumber.VIR_ERR_NO_DOMAIN;
  }

  @Override
  public void close() {
    connection.close();
  }
}
