package io.byteleap.worker.vm.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.passthrough.GpuUnits;
import io.byteleap.domain.vm.Admission;
import io.byteleap.domain.vm.Admission.Admitted;
import io.byteleap.domain.vm.Admission.Refused;
import io.byteleap.domain.vm.GpuUnit;
import io.byteleap.domain.vm.HostRoom;
import io.byteleap.domain.vm.HostRoom.Kept;
import io.byteleap.domain.vm.HostRoom.Stranger;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Reservation;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.host.HostRoot;
import io.byteleap.worker.setup.HostPci;
import io.byteleap.worker.setup.RecordedHost;
import io.byteleap.worker.vm.DomainPlan;
import io.byteleap.worker.vm.DomainPlan.Pages;
import io.byteleap.worker.vm.libvirt.DomainXml.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From a recorded host to the whole domain that libvirt is given.
final class DomainXmlTest {
  private static final MachineId ID = MachineId.parse("6f1c2b1e-8a50-4a0e-9f1d-0c7a6f5e4d3c");
  private static final VmName NAME = new VmName("vm_task-1");
  private static final Kept KEPT = new Kept(1, 2_048, 0, 20);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "vm-two-gpus, 0, none",
    "vm-two-gpus, 1, one-gpu",
    "vm-two-gpus, 2, two-gpus",
    "vm-eight-gpus, 4, four-near",
    "vm-eight-gpus, 8, eight-gpus",
    "vm-nvswitch, 8, nvswitch",
    "vm-shared-group, 1, alone",
    "vm-shared-group, 2, shared-group",
    "vm-gpus-in-use, 1, in-use",
  })
  void recordedHost_givesTheWholeDomain(String host, int gpus, String file) throws Exception {
    var room = room(host, List.of());

    var decision = decide(room, gpus, List.of());

    assertThat(decision).isInstanceOf(Admitted.class);
    String xml =
        DomainXml.write(plan(((Admitted) decision).reservation(), Pages.USUAL), Accelerator.KVM);
    check(file + ".xml", xml);
  }

  /// Compares with `hosts/vm/NAME`; with `-Dgolden=write` the file is written instead.
  private static void check(String name, String xml) throws IOException {
    Path file = Path.of("src/test/resources/hosts/vm").resolve(name);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(file, xml);
    }
    assertThat(xml).as(name).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vm-nvswitch | 1 | GPUs can be given only as whole groups, here of [8], not 1",
        "vm-two-gpus | 3 | not enough GPUs: 3 wanted, 2 free",
        "vm-gpus-in-use | 2 | not enough GPUs: 2 wanted, 1 free; "
            + "0000:01:00.0 is not with vfio-pci: its driver is nvidia",
        "no-iommu | 1 | not enough GPUs: 1 wanted, 0 free; 0000:01:00.0 is in no IOMMU group",
      })
  void recordedHost_refusesWhatItHasNot(String host, int gpus, String why) throws Exception {
    var decision = decide(room(host, List.of()), gpus, List.of());

    assertThat(decision).isInstanceOf(Refused.class);
    assertThat(((Refused) decision).why().value()).isEqualTo(why);
  }

  @Test
  void gpuOfAStranger_isNotGiven() throws Exception {
    var theirs = List.of(PciAddress.parse("0000:01:00.1"));
    var room = room("vm-two-gpus", List.of(new Stranger("theirs", 1, 512, theirs)));

    var decision = decide(room, 1, List.of());

    assertThat(((Admitted) decision).reservation().functions())
        .containsExactly(PciAddress.parse("0000:41:00.0"), PciAddress.parse("0000:41:00.1"));
  }

  @Test
  void hugePages_areAskedFor() throws Exception {
    var reservation =
        ((Admitted) decide(room("vm-two-gpus", List.of()), 1, List.of())).reservation();

    String xml = DomainXml.write(plan(reservation, Pages.HUGE), Accelerator.KVM);

    assertThat(xml).contains("<memoryBacking>\n    <hugepages/>\n  </memoryBacking>");
  }

  @Test
  void processorsOfAmd_areShownWithoutARegisterThatTheyDoNotHave() throws Exception {
    var reservation =
        ((Admitted) decide(room("vm-two-gpus", List.of()), 1, List.of())).reservation();

    assertThat(DomainXml.write(plan(reservation, Pages.USUAL), Accelerator.KVM_ON_AMD))
        .contains("<cpu mode=\"host-passthrough\" check=\"none\" migratable=\"off\">")
        .contains("<feature policy=\"disable\" name=\"arch-capabilities\"/>");
    assertThat(DomainXml.write(plan(reservation, Pages.USUAL), Accelerator.KVM))
        .doesNotContain("<feature ");
  }

  @Test
  void whatIsWritten_isReadAgain() throws Exception {
    var reservation =
        ((Admitted) decide(room("vm-nvswitch", List.of()), 8, List.of())).reservation();
    String xml = DomainXml.write(plan(reservation, Pages.USUAL), Accelerator.KVM);

    assertThat(DomainReader.functions(xml)).isEqualTo(reservation.functions());
  }

  @Test
  void path_isEscaped() {
    var reservation = new Reservation(NAME, ID, new VmSize(512, 1, 5, 0), List.of(), -1);
    var plan =
        new DomainPlan(
            reservation, Path.of("/a\"<b>&'/disk"), Path.of("/s"), "n\"<et>", Pages.USUAL, "");

    String xml = DomainXml.write(plan, Accelerator.EMULATED);

    assertThat(xml).contains("/a&quot;&lt;b&gt;&amp;'/disk").contains("n&quot;&lt;et&gt;");
  }

  private HostRoom room(String host, List<Stranger> others) throws Exception {
    var root = new HostRoot(RecordedHost.expand(host, folder));
    var units = GpuUnits.of(HostPci.read(root), function -> node(root, function));
    return new HostRoom(128, 1_000_000, 1L << 42, units, others);
  }

  private static int node(HostRoot root, PciAddress function) {
    return root.text("/sys/bus/pci/devices/" + function + "/numa_node")
        .map(Integer::parseInt)
        .orElse(GpuUnit.NO_NODE);
  }

  private static Admission.Decision decide(HostRoom room, int gpus, List<Admission.Held> held) {
    return Admission.on(room, KEPT, held).decide(NAME, ID, new VmSize(16_384, 8, 100, gpus));
  }

  private static DomainPlan plan(Reservation reservation, Pages pages) {
    return new DomainPlan(
        reservation,
        Path.of("/var/lib/vm/machines/vm_task-1/disk.qcow2"),
        Path.of("/var/lib/vm/machines/vm_task-1/seed.iso"),
        "default",
        pages,
        reservation.numaNode() == 0 ? "0-3,8-11" : "");
  }
}
