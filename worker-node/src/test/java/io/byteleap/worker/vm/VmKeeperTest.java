package io.byteleap.worker.vm;

import static io.byteleap.worker.vm.VmSite.PATIENCE;
import static io.byteleap.worker.vm.VmSite.end;
import static io.byteleap.worker.vm.VmSite.error;
import static io.byteleap.worker.vm.VmSite.order;
import static io.byteleap.worker.vm.VmSite.result;
import static io.byteleap.worker.vm.VmSite.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.DeviceFrame.Metrics;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Created;
import io.byteleap.wire.vm.VmOutcome.Result;
import io.byteleap.wire.vm.VmOutcome.Stats;
import io.byteleap.wire.vm.VmOutcome.Unchanged;
import io.byteleap.worker.gpu.GpuServer.Released;
import io.byteleap.worker.program.Commands.Exited;
import io.byteleap.worker.program.Folders;
import io.byteleap.worker.vm.FakeGuest.Manners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VmKeeperTest {
  private final ActorTestKit kit = ActorTestKit.create();

  @TempDir private Path folder;
  private VmSite site;

  @BeforeEach
  void open() throws Exception {
    site = VmSite.in(folder, kit);
  }

  @AfterAll
  void close() {
    kit.shutdownTestKit();
  }

  private Result make(String name, int gpus) {
    return result(site.carry(order("make-" + name, VmSite.create(name, gpus))));
  }

  // ---- create

  @Test
  void createdMachine_runs_inAFolderOfItsOwn() throws Exception {
    var created = (Created) make("one", 0);

    assertThat(created.name()).isEqualTo(new VmName("one"));
    assertThat(site.domain("one").sighting).isEqualTo(Sighting.RUNNING);
    var machines = folder.resolve("vm/machines/one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(machines)))
        .isEqualTo("rwx------");
    assertThat(machines.resolve("user-data")).doesNotExist();
    assertThat(created.systemInfo().integer("cpu_count")).isEqualTo(2);
  }

  @Test
  void order_isAcknowledgedAtOnce_andTellsItsSteps() {
    var probe = site.give(order("t", VmSite.create("one", 0)));

    assertThat(probe.receiveMessage(PATIENCE))
        .isEqualTo(new VmReport.Progress(new VmTaskId("t"), Label.of("taken")));
    assertThat(result(end(probe))).isInstanceOf(Created.class);
  }

  @Test
  void repeatedOrder_endsAsItDid_andIsNotCarriedOutAgain() {
    var first = site.carry(order("t", VmSite.create("one", 0)));
    var again = site.carry(order("t", VmSite.create("one", 0)));
    site.restart();
    var later = site.carry(order("t", VmSite.create("one", 0)));

    assertThat(again.outcome()).isEqualTo(first.outcome());
    assertThat(result(later)).isEqualTo(result(first));
    assertThat(site.domain("one").starts).hasValue(1);
  }

  @Test
  void orderThatIsStillCarriedOut_isJoined() {
    var hold = new CountDownLatch(1);
    site.hypervisor.holds.put("define", hold);
    var first = site.give(order("t", VmSite.create("one", 0)));
    var second = site.give(order("t", VmSite.create("one", 0)));
    hold.countDown();

    assertThat(end(first).outcome()).isEqualTo(end(second).outcome());
    assertThat(site.hypervisor.domains).hasSize(1);
  }

  @Test
  void otherOrder_underTheSameTask_isRefused() {
    make("one", 0);

    assertThat(error(site.carry(order("make-one", VmSite.create("two", 0)))))
        .isEqualTo("another order has this task_id");
  }

  @Test
  void sameName_isRefused() {
    make("one", 0);

    assertThat(error(site.carry(order("t", VmSite.create("one", 0)))))
        .isEqualTo("a virtual machine named one exists");
  }

  @Test
  void moreThanTheHostHas_isRefused_andLeavesNothing() throws Exception {
    var large =
        new VmOperation.Create(
            new VmName("large"),
            new ImageName(VmSite.IMAGE),
            new VmSize(1_024, 512, 10, 0),
            VmSite.create("x", 0).access(),
            VmDirectory.OWN);

    assertThat(error(site.carry(order("t", large))))
        .isEqualTo("not enough processors: 512 wanted, 15 free");
    assertThat(site.leftovers()).isEmpty();
  }

  @Test
  void otherFolder_isRefused() {
    var create = VmSite.create("one", 0);
    var elsewhere =
        new VmOperation.Create(
            create.name(), create.image(), create.size(), create.access(), new VmDirectory("/etc"));

    assertThat(error(site.carry(order("t", elsewhere))))
        .isEqualTo("cloud_init_dir is not the worker's vm.cloud_init_dir");
  }

  @Test
  void missingImage_isRefused() throws Exception {
    Files.delete(folder.resolve("vm/" + VmSite.IMAGE));

    assertThat(error(site.carry(order("t", VmSite.create("one", 0)))))
        .isEqualTo("there is no image debian.qcow2");
    assertThat(site.leftovers()).isEmpty();
  }

  @Test
  void imageWithAnotherDigest_isRefused() throws Exception {
    Files.writeString(folder.resolve("vm/" + VmSite.IMAGE), "another image");

    assertThat(error(site.carry(order("t", VmSite.create("one", 0)))))
        .isEqualTo("the image debian.qcow2 has another SHA-256 than it should have");
    assertThat(site.leftovers()).isEmpty();
  }

  @Test
  void imageWithoutADigest_isRefused() throws Exception {
    Files.delete(folder.resolve("vm/" + VmSite.IMAGE + ".sha256"));

    assertThat(error(site.carry(order("t", VmSite.create("one", 0)))))
        .isEqualTo("no SHA-256 is known of the image debian.qcow2");
  }

  @Test
  void imageThatIsLargerThanTheDisk_orRefersElsewhere_isRefused() throws Exception {
    site.programs.info = "{\"format\": \"qcow2\", \"virtual-size\": 21474836480}";
    assertThat(error(site.carry(order("t1", VmSite.create("one", 0)))))
        .isEqualTo("the disk must be at least as large as its image, 20 GB");
    site.programs.info =
        "{\"format\": \"qcow2\", \"virtual-size\": 1, \"backing-filename\": \"/etc/shadow\"}";
    assertThat(error(site.carry(order("t2", VmSite.create("one", 0)))))
        .isEqualTo("the image refers to another file");
    assertThat(site.leftovers()).isEmpty();
  }

  @Test
  void fullDisk_isSaid_andLeavesNothing() throws Exception {
    site.programs.results.put("create", new Exited(1, "No space left on device"));

    assertThat(error(site.carry(order("t", VmSite.create("one", 0)))))
        .isEqualTo("qemu-img create ended with 1: No space left on device");
    assertThat(site.leftovers()).isEmpty();
  }

  @Test
  void libvirtThatIsGone_isSaid_andWhatWasMadeGoesWhenItIsBack() throws Exception {
    site.hypervisor.failures.put("start", new VmProblem.HypervisorGone("no socket"));
    site.hypervisor.failures.put("undefine", new VmProblem.HypervisorGone("no socket"));

    assertThat(error(site.carry(order("t", VmSite.create("one", 0)))))
        .isEqualTo("libvirt cannot be reached: no socket");
    assertThat(site.leftovers()).isNotEmpty();
    site.hypervisor.failures.clear();

    await().atMost(PATIENCE).until(() -> site.leftovers().isEmpty());
  }

  @Test
  void libvirtThatIsGone_refusesAtTheDoor() throws Exception {
    site.hypervisor.failures.put("machines", new VmProblem.HypervisorGone("no socket"));

    assertThat(error(site.carry(order("t", VmSite.create("one", 0)))))
        .isEqualTo("libvirt cannot be reached: no socket");
    assertThat(site.leftovers()).isEmpty();
  }

  // ---- GPUs

  @Test
  void gpus_areTakenFromTheWorker_reset_andGivenBack() throws Exception {
    make("one", 1);
    var first = Path.of("sys/bus/pci/devices/0000:01:00.0/reset");

    assertThat(site.loan.taken).hasValue(1);
    assertThat(site.host.resolve(first)).hasContent("1");
    assertThat(site.domain("one").plan.reservation().functions())
        .containsExactly(PciAddress.parse("0000:01:00.0"), PciAddress.parse("0000:01:00.1"));

    Files.writeString(site.host.resolve(first), "");
    var ended = site.carry(order("d", new VmOperation.Destroy(vm("one"))));

    assertThat(site.host.resolve(first)).hasContent("1");
    assertThat(ended.handover())
        .hasValueSatisfying(
            handover -> {
              assertThat(handover.isClean()).isTrue();
              assertThat(handover.gpusReset()).containsExactly(PciAddress.parse("0000:01:00.0"));
            });
    await().atMost(PATIENCE).until(() -> site.loan.given.get() == 1);
  }

  @Test
  void gpuThatIsPromised_isNotPromisedAgain() {
    make("one", 1);
    make("two", 1);

    assertThat(error(site.carry(order("t", VmSite.create("three", 1)))))
        .isEqualTo("not enough GPUs: 1 wanted, 0 free");
  }

  @Test
  void gpuThatSomebodyElseComputesOn_isNotGiven() throws Exception {
    site.loan.answer = Released.NOT_OURS;

    assertThat(error(site.carry(order("t", VmSite.create("one", 1)))))
        .isEqualTo("a GPU server that this worker did not start uses the GPUs");
    assertThat(site.leftovers()).isEmpty();
  }

  // ---- power

  @Test
  void machine_stopsAndStarts() {
    make("one", 0);

    assertThat(result(site.carry(order("1", new VmOperation.TurnOff(vm("one"))))))
        .isEqualTo(new Changed(VmStatus.STOPPED));
    assertThat(result(site.carry(order("2", new VmOperation.TurnOff(vm("one"))))))
        .isEqualTo(new Unchanged());
    assertThat(result(site.carry(order("3", new VmOperation.TurnOn(vm("one"))))))
        .isEqualTo(new Changed(VmStatus.RUNNING));
    assertThat(result(site.carry(order("4", new VmOperation.TurnOn(vm("one"))))))
        .isEqualTo(new Unchanged());
  }

  @Test
  void machineThatDoesNotObey_isForcedOff() {
    make("one", 0);
    site.hypervisor.obedient = false;

    assertThat(result(site.carry(order("1", new VmOperation.TurnOff(vm("one"))))))
        .isEqualTo(new Changed(VmStatus.STOPPED));
  }

  @Test
  void reboot_isProvedByTheBootId() {
    make("one", 0);
    var domain = site.domain("one");

    assertThat(result(site.carry(order("1", new VmOperation.Reboot(vm("one"))))))
        .isEqualTo(new Changed(VmStatus.RUNNING));
    assertThat(domain.starts).hasValue(1);
  }

  @Test
  void machineThatDoesNotReboot_isTurnedOffAndOn() {
    make("one", 0);
    var domain = site.domain("one");
    site.hypervisor.obedient = false;
    result(site.carry(order("1", new VmOperation.Reboot(vm("one")))));
    domain.guest.manners = Manners.SILENT;
    result(site.carry(order("2", new VmOperation.Reboot(vm("one")))));

    assertThat(domain.starts).hasValue(3);
  }

  // ---- destroy

  @Test
  void destroyedMachine_leavesNothing() throws Exception {
    make("one", 0);
    var ended = site.carry(order("d", new VmOperation.Destroy(vm("one"))));

    assertThat(result(ended)).isEqualTo(new Changed(VmStatus.DESTROYED));
    assertThat(ended.handover()).isPresent();
    assertThat(site.leftovers()).isEmpty();
    assertThat(error(site.carry(order("e", new VmOperation.Destroy(vm("one"))))))
        .isEqualTo("Virtual machine not found: one");
  }

  @Test
  void destroyThatFails_isGoneOnWith_andCanBeOrderedAgain() throws Exception {
    make("one", 0);
    site.hypervisor.failures.put("undefine", new VmProblem("busy"));
    assertThat(error(site.carry(order("d", new VmOperation.Destroy(vm("one")))))).isEqualTo("busy");
    site.hypervisor.failures.clear();

    await().atMost(PATIENCE).until(() -> site.leftovers().isEmpty());
  }

  @Test
  void diskThatTakesNoMoreFiles_refusesNewMachines_butLetsOldOnesGo() throws Exception {
    make("one", 0);
    Folders.remove(folder.resolve("data/orders"));
    Files.writeString(folder.resolve("data/orders"), "where no folder can be");

    assertThat(error(site.carry(order("t", VmSite.create("two", 0)))))
        .startsWith("the order cannot be written down");
    assertThat(result(site.carry(order("d", new VmOperation.Destroy(vm("one"))))))
        .isEqualTo(new Changed(VmStatus.DESTROYED));
    assertThat(site.leftovers()).isEmpty();
  }

  @Test
  void machineOfNobody_isNotFound_andStrangersAreNotTouched() throws Exception {
    make("one", 0);
    var id = site.domain("one").plan.reservation().id();
    Files.delete(folder.resolve("data/one.json"));
    site.restart();

    assertThat(error(site.carry(order("d", new VmOperation.Destroy(vm(id.toString()))))))
        .isEqualTo("Virtual machine not found: " + id);
    assertThat(site.hypervisor.domains).containsKey(id);
  }

  @Test
  void machinesAreKnown_byNameAndId_afterARestart() {
    make("one", 0);
    var id = site.domain("one").plan.reservation().id();
    site.restart();

    var stats = (Stats) result(site.carry(order("s", new VmOperation.MonitorStats(vm("one")))));
    assertThat(stats.status()).isEqualTo(VmStatus.RUNNING);
    assertThat(stats.systemInfo().integer("memory_total")).isEqualTo(1_024);
    assertThat(stats.systemInfo().number("memory_usage")).isEqualTo(50.0);
    result(site.carry(order("d", new VmOperation.Destroy(vm(id.toString())))));
  }

  // ---- time and load

  @Test
  void orderOfAMachineThatHangs_doesNotHoldUpAnother() {
    make("one", 0);
    make("two", 0);
    var hold = new CountDownLatch(1);
    site.hypervisor.holds.put("forceOff", hold);
    var stuck = site.give(order("d", new VmOperation.Destroy(vm("one"))));

    result(site.carry(order("s", new VmOperation.MonitorStats(vm("two")))));
    result(site.carry(order("w", new VmOperation.MonitorStats(vm("one")))));
    hold.countDown();

    assertThat(result(end(stuck))).isEqualTo(new Changed(VmStatus.DESTROYED));
  }

  @Test
  void survey_countsWhatRuns() {
    make("one", 0);
    make("two", 0);
    result(site.carry(order("1", new VmOperation.TurnOff(vm("one")))));
    var probe = kit.<Metrics>createTestProbe();

    site.keeper.tell(new VmCommand.Survey(probe.getRef()));

    assertThat(probe.receiveMessage(PATIENCE)).isEqualTo(new Metrics(12.5, 0, 1));
  }

  @Test
  void journalThatCannotBeRead_refusesEverything() throws Exception {
    make("one", 0);
    Files.writeString(folder.resolve("data/one.json"), "{");
    site.restart();

    assertThat(error(site.carry(order("t", VmSite.create("two", 0))))).contains("cannot be read");
    assertThat(site.domain("one").sighting).isEqualTo(Sighting.RUNNING);
  }

  @Test
  void hostThatIsFull_refusesOneMore() throws Exception {
    for (int i = 0; i < 7; i++) {
      make("m" + i, 0);
    }

    assertThat(error(site.carry(order("t", VmSite.create("more", 0)))))
        .isEqualTo("not enough processors: 2 wanted, 1 free");
    assertThat(site.leftovers()).hasSize(7 * 3);
  }
}
