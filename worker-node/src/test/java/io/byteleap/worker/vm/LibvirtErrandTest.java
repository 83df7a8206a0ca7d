package io.byteleap.worker.vm;

import static io.byteleap.worker.vm.VmSite.order;
import static io.byteleap.worker.vm.VmSite.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.byteleap.domain.vm.VmStatus;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Created;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Result;
import io.byteleap.wire.vm.VmOutcome.Stats;
import io.byteleap.worker.vm.libvirt.LibvirtHypervisor;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Orders on libvirt's own driver for tests; skipped, saying so, where its library is
/// not installed.
final class LibvirtErrandTest {
  private static final String NAME = "errand";

  private final ActorTestKit kit = ActorTestKit.create();
  private final LibvirtHypervisor libvirt = LibvirtHypervisor.ofTests();

  @TempDir private Path folder;

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
    kit.shutdownTestKit();
    libvirt.close();
  }

  private static Result result(VmReport.Ended ended) {
    assertThat(ended.outcome()).isInstanceOf(Done.class);
    return ((Done) ended.outcome()).result();
  }

  @Test
  void everyOrder_isCarriedOut_fromTheFirstToTheLast() throws Exception {
    int before = libvirt.machines().size();
    var site = VmSite.with(libvirt, folder, kit);

    assertThat(result(site.carry(order("1", VmSite.create(NAME, 1))))).isInstanceOf(Created.class);
    assertThat(libvirt.machines()).hasSize(before + 1);
    assertThat(
            ((Stats) result(site.carry(order("2", new VmOperation.MonitorStats(vm(NAME))))))
                .status())
        .isEqualTo(VmStatus.RUNNING);
    assertThat(result(site.carry(order("3", new VmOperation.Reboot(vm(NAME))))))
        .isEqualTo(new Changed(VmStatus.RUNNING));
    assertThat(result(site.carry(order("4", new VmOperation.TurnOff(vm(NAME))))))
        .isEqualTo(new Changed(VmStatus.STOPPED));
    assertThat(result(site.carry(order("5", new VmOperation.TurnOn(vm(NAME))))))
        .isEqualTo(new Changed(VmStatus.RUNNING));
    var ended = site.carry(order("6", new VmOperation.Destroy(vm(NAME))));

    assertThat(result(ended)).isEqualTo(new Changed(VmStatus.DESTROYED));
    assertThat(ended.handover()).hasValueSatisfying(each -> assertThat(each.isClean()).isTrue());
    assertThat(libvirt.machines()).hasSize(before);
    assertThat(site.leftovers()).isEmpty();
  }
}
