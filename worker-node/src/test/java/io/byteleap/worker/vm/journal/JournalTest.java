package io.byteleap.worker.vm.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.config.Secret;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.MachinePhase;
import io.byteleap.domain.vm.MachinePhase.Cause;
import io.byteleap.domain.vm.MachinePhase.Clearing;
import io.byteleap.domain.vm.MachinePhase.MakeStep;
import io.byteleap.domain.vm.MachinePhase.Making;
import io.byteleap.domain.vm.MachinePhase.Seed;
import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Reservation;
import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import io.byteleap.worker.vm.Machine;
import io.byteleap.worker.vm.VmProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  private static final Instant T0 = Instant.parse("2026-11-26T12:00:00Z");
  private static final VmName NAME = new VmName("one");
  private static final Reservation RESERVATION =
      new Reservation(
          NAME,
          MachineId.parse("6f1c2b1e-8a50-4a0e-9f1d-0c7a6f5e4d3c"),
          new VmSize(1_024, 2, 10, 1),
          List.of(PciAddress.parse("0001:41:00.0"), PciAddress.parse("0001:41:00.1")),
          1);

  @TempDir private Path folder;

  @Test
  void machine_isReadAsItWasWritten_inEveryPhase() throws Exception {
    var journal = new MachineJournal(folder);
    for (MachinePhase phase :
        List.of(
            new Making(new VmTaskId("t"), MakeStep.DISK_MADE),
            new Standing(Seed.REMOVED),
            new Clearing(Cause.ORDERED))) {
      journal.write(new Machine(RESERVATION, T0, phase, journal), phase);

      var read = journal.machines().getFirst();

      assertThat(read.reservation()).isEqualTo(RESERVATION);
      assertThat(read.since()).isEqualTo(T0);
      assertThat(read.phase()).isEqualTo(phase);
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("one.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void machineThatIsForgotten_isNotRead() throws Exception {
    var journal = new MachineJournal(folder);
    var phase = new Standing(Seed.REMOVED);
    journal.write(new Machine(RESERVATION, T0, phase, journal), phase);
    journal.forget(NAME);
    journal.forget(NAME);

    assertThat(journal.machines()).isEmpty();
  }

  @Test
  void fileThatIsCutOff_isNamed() throws Exception {
    var journal = new MachineJournal(folder);
    var phase = new Standing(Seed.REMOVED);
    journal.write(new Machine(RESERVATION, T0, phase, journal), phase);
    Path file = folder.resolve("one.json");
    String text = Files.readString(file);
    for (int length : new int[] {0, 1, text.length() / 2, text.length() - 3}) {
      Files.writeString(file, text.substring(0, length));

      assertThatThrownBy(journal::machines)
          .isInstanceOf(VmProblem.class)
          .hasMessageContaining("one.json cannot be read");
    }
  }

  @Test
  void order_isReadAsItWasWritten_withoutItsSecret() throws Exception {
    var book = new OrderBook(folder);
    var join =
        new VmOperation.ConnectHeadscale(
            new VmId("one"), SecureUrl.https("https://head.example"), Secret.of("tskey-abc"));
    var open = KnownOrder.taken(order("t1", join), NAME, T0);
    var failed = KnownOrder.taken(order("t2", join), NAME, T0.plusSeconds(1));
    var done =
        KnownOrder.taken(
            order("t3", new VmOperation.Destroy(new VmId("one"))), NAME, T0.plusSeconds(2));
    var handover =
        new Handover(new VmId("one"), NAME, T0, true, true, true, true, RESERVATION.functions());
    var ended =
        List.of(
            open,
            failed.ended(new Failed(Label.of("why")), Optional.empty()),
            done.ended(new Done(new Changed(VmStatus.DESTROYED), 12.5), Optional.of(handover)));
    for (KnownOrder order : ended) {
      book.write(order);
    }

    assertThat(book.orders()).isEqualTo(ended);
    assertThat(Files.readString(folder.resolve("t1.json"))).doesNotContain("tskey-abc");
  }

  @Test
  void mark_tellsOrdersApart() {
    var one = new VmOperation.TurnOn(new VmId("one"));
    var two = new VmOperation.TurnOn(new VmId("two"));
    var off = new VmOperation.TurnOff(new VmId("one"));

    assertThat(List.of(OrderMark.of(one), OrderMark.of(two), OrderMark.of(off)))
        .doesNotHaveDuplicates();
    assertThat(OrderMark.of(one)).isEqualTo(OrderMark.of(new VmOperation.TurnOn(new VmId("one"))));
  }

  private static VmOrder order(String task, VmOperation operation) {
    return new VmOrder(new VmTaskId(task), new WorkerId("worker-1"), operation);
  }

  @Test
  void writeThatWasCutOff_isSweptByTheNextWorker_andOneUnderWayIsNot() throws Exception {
    Path orders = Files.createDirectories(folder.resolve("orders"));
    for (Path each : List.of(folder, orders)) {
      Path old = Files.writeString(each.resolve(".one.json17.tmp"), "{");
      Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
      Files.writeString(each.resolve(".two.json18.tmp"), "{");
    }

    assertThat(new MachineJournal(folder).machines()).isEmpty();
    assertThat(new OrderBook(orders).orders()).isEmpty();

    for (Path each : List.of(folder, orders)) {
      assertThat(each.resolve(".one.json17.tmp")).doesNotExist();
      assertThat(each.resolve(".two.json18.tmp")).exists();
    }
  }
}
