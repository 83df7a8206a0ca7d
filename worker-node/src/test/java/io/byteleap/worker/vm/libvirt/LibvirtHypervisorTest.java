package io.byteleap.worker.vm.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Reservation;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.host.HostRoot;
import io.byteleap.worker.vm.DomainPlan;
import io.byteleap.worker.vm.VmProblem;
import io.byteleap.worker.vm.libvirt.LibvirtHypervisor.Emulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against libvirt's own driver for tests; skipped, saying so, where its library is not installed.
final class LibvirtHypervisorTest {
  private final LibvirtHypervisor libvirt = LibvirtHypervisor.ofTests();
  private final MachineId id = MachineId.parse("6f1c2b1e-8a50-4a0e-9f1d-0c7a6f5e4d3c");

  @BeforeEach
  void look() {
    boolean isThere = true;
    try {
      libvirt.machines();
    } catch (VmProblem e) {
      isThere = false;
    }
    assumeTrue(isThere, "libvirt is not installed here");
  }

  @AfterEach
  void close() {
    libvirt.close();
  }

  private DomainPlan plan(List<PciAddress> functions) {
    return new DomainPlan(
        new Reservation(new VmName("one"), id, new VmSize(512, 2, 5, 0), functions, -1),
        Path.of("/nowhere/disk.qcow2"),
        Path.of("/nowhere/seed.iso"),
        "default",
        DomainPlan.Pages.USUAL,
        "");
  }

  @Test
  void machine_livesFromItsDefinitionToItsEnd() throws Exception {
    libvirt.define(plan(List.of()));
    assertThat(libvirt.look(id)).isEqualTo(Sighting.OFF);
    libvirt.start(id);
    libvirt.start(id);
    assertThat(libvirt.look(id)).isEqualTo(Sighting.RUNNING);
    assertThat(libvirt.usage(id).processors()).isEqualTo(2);
    assertThat(libvirt.usage(id).memoryMiB()).isEqualTo(512);
    libvirt.askToReboot(id);
    libvirt.forceOff(id);
    libvirt.forceOff(id);
    assertThat(libvirt.look(id)).isEqualTo(Sighting.OFF);
    libvirt.undefine(id);
    libvirt.undefine(id);

    assertThat(libvirt.look(id)).isEqualTo(Sighting.ABSENT);
  }

  @Test
  void machines_areListedWithWhatTheyTake() throws Exception {
    var functions = List.of(PciAddress.parse("0001:c3:00.0"), PciAddress.parse("0001:c3:00.1"));
    libvirt.define(plan(functions));

    var ours = libvirt.machines().stream().filter(each -> each.id().equals(id)).findFirst();

    assertThat(ours)
        .hasValueSatisfying(
            each -> {
              assertThat(each.functions()).isEqualTo(functions);
              assertThat(each.processors()).isEqualTo(2);
              assertThat(each.memoryMiB()).isEqualTo(512);
            });
    libvirt.undefine(id);
  }

  @Test
  void machineThatIsNotThere_isNamed() {
    assertThatThrownBy(() -> libvirt.start(id)).hasMessage("libvirt does not know the machine");
  }

  @Test
  void connectionThatIsClosed_isNotOpenedAgain() {
    libvirt.close();

    assertThatThrownBy(libvirt::machines).isInstanceOf(VmProblem.HypervisorGone.class);
  }

  @Test
  void libvirtThatDoesNotListen_isGone(@TempDir Path folder) {
    var socket = Path.of("/nowhere/libvirt-sock");
    try (var nobody = LibvirtHypervisor.at(socket, HostRoot.REAL, folder, Emulation.WHERE_NEEDED)) {
      assertThatThrownBy(nobody::machines).isInstanceOf(VmProblem.HypervisorGone.class);
    }
  }

  @Test
  void agentOfAMachineWithoutOne_isAProblem() throws Exception {
    libvirt.define(plan(List.of()));
    libvirt.start(id);

    assertThatThrownBy(() -> libvirt.askGuest(id, "{}", Duration.ofSeconds(1)))
        .isInstanceOf(VmProblem.class);
    libvirt.forceOff(id);
    libvirt.undefine(id);
  }
}
