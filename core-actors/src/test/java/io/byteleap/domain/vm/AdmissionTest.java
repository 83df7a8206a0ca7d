package io.byteleap.domain.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Admission.Admitted;
import io.byteleap.domain.vm.Admission.Held;
import io.byteleap.domain.vm.Admission.Refused;
import io.byteleap.domain.vm.HostRoom.Kept;
import io.byteleap.domain.vm.HostRoom.Stranger;
import io.byteleap.fixture.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  private static final long GB = 1L << 30;
  private static final Kept KEPT = new Kept(1, 1_024, 10 * GB, 3);
  private static final VmSize SIZE = new VmSize(1_024, 2, 10, 0);

  @Test
  void machineThatFits_isPromisedItsPlace() {
    var decision = decide(room(List.of()), List.of(), SIZE);

    assertThat(decision).isInstanceOf(Admitted.class);
    assertThat(((Admitted) decision).reservation().size()).isEqualTo(SIZE);
  }

  @Test
  void processors_areNotPromisedTwice() {
    var held = List.of(held("a", new VmSize(1_024, 6, 10, 0), 0));

    assertThat(why(decide(room(List.of()), held, SIZE)))
        .isEqualTo("not enough processors: 2 wanted, 1 free");
  }

  @Test
  void memoryOfStrangers_isNotPromised() {
    var room = room(List.of(), new Stranger("theirs", 0, 14_500, List.of()));

    assertThat(why(decide(room, List.of(), SIZE)))
        .isEqualTo("not enough MiB of memory: 1024 wanted, 884 free");
  }

  @Test
  void diskThatOthersWillFill_isNotPromised() {
    var written = held("a", new VmSize(1_024, 1, 85, 0), 10 * GB);

    assertThat(why(decide(room(List.of()), List.of(written), new VmSize(1_024, 2, 26, 0))))
        .isEqualTo("not enough GB of disk: 26 wanted, 25 free");
    assertThat(decide(room(List.of()), List.of(written), new VmSize(1_024, 2, 25, 0)))
        .isInstanceOf(Admitted.class);
  }

  @Test
  void name_isTakenOnce() {
    assertThat(why(decide(room(List.of()), List.of(held("new", SIZE, 0)), SIZE)))
        .isEqualTo("a virtual machine named new exists");
    assertThat(why(decide(room(List.of(), new Stranger("new", 1, 1, List.of())), List.of(), SIZE)))
        .isEqualTo("a virtual machine named new exists");
  }

  @Test
  void machines_areLimited() {
    var small = new VmSize(128, 1, 1, 0);
    var held = List.of(held("a", small, 0), held("b", small, 0), held("c", small, 0));

    assertThat(why(decide(room(List.of()), held, small)))
        .isEqualTo("the host has 3 virtual machines, which is its limit");
  }

  @Test
  void twoGpus_areTakenFromOneNode_ofThoseWithTheFewestFree() {
    var units = List.of(unit(1, 0), unit(2, 0), unit(3, 0), unit(4, 1), unit(5, 1));

    var decision = (Admitted) decide(room(units), List.of(), new VmSize(1_024, 2, 10, 2));

    assertThat(decision.reservation().functions()).containsExactly(gpu(4), gpu(5));
    assertThat(decision.reservation().numaNode()).isEqualTo(1);
  }

  @Test
  void gpusOfTwoNodes_haveNoNode() {
    var units = List.of(unit(1, 0), unit(4, 1));

    var decision = (Admitted) decide(room(units), List.of(), new VmSize(1_024, 2, 10, 2));

    assertThat(decision.reservation().numaNode()).isEqualTo(GpuUnit.NO_NODE);
  }

  /// Whatever machines come and go, nothing is promised twice and a machine gets what it asked for.
  @Test
  void everyPromise_isKept() {
    Seeds.check(
        300,
        random -> {
          var units = units(random);
          var room = new HostRoom(64, 1 << 20, 10_000 * GB, units, List.of());
          List<Held> held = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            if (!held.isEmpty() && random.nextInt(3) == 0) {
              held.remove(random.nextInt(held.size()));
            }
            var size = new VmSize(1_024, 1, 1, random.nextInt(5));
            var decision =
                Admission.on(room, new Kept(0, 0, 0, 64), held)
                    .decide(new VmName("m" + i), id(i), size);
            if (decision instanceof Admitted(var reservation)) {
              held.add(new Held(reservation, 0));
              assertThat(gpus(units, reservation)).isEqualTo(size.gpus());
            }
            assertThat(doubles(held)).isEmpty();
          }
        });
  }

  private static List<GpuUnit> units(RandomGenerator random) {
    List<GpuUnit> units = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < 8; i++) {
      List<PciAddress> members = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(2); j++) {
        members.add(gpu(next++));
      }
      units.add(new GpuUnit(members, members, random.nextInt(-1, 2), Label.NONE));
    }
    return units;
  }

  private static long gpus(List<GpuUnit> units, Reservation reservation) {
    return units.stream()
        .filter(unit -> reservation.functions().containsAll(unit.functions()))
        .mapToLong(unit -> unit.gpus().size())
        .sum();
  }

  private static Set<PciAddress> doubles(List<Held> held) {
    Set<PciAddress> seen = new HashSet<>();
    Set<PciAddress> doubles = new HashSet<>();
    for (Held each : held) {
      for (PciAddress function : each.reservation().functions()) {
        if (!seen.add(function)) {
          doubles.add(function);
        }
      }
    }
    return doubles;
  }

  private static HostRoom room(List<GpuUnit> units, Stranger... others) {
    return new HostRoom(8, 16_384 + 24, 110 * GB, units, List.of(others));
  }

  private static GpuUnit unit(int bus, int node) {
    return new GpuUnit(List.of(gpu(bus)), List.of(gpu(bus)), node, Label.NONE);
  }

  private static PciAddress gpu(int bus) {
    return new PciAddress(0, bus, 0, 0);
  }

  private static Held held(String name, VmSize size, long written) {
    return new Held(
        new Reservation(new VmName(name), id(name.hashCode()), size, List.of(), -1), written);
  }

  private static MachineId id(int number) {
    return new MachineId(new UUID(0, number));
  }

  private static Admission.Decision decide(HostRoom room, List<Held> held, VmSize size) {
    return Admission.on(room, KEPT, held).decide(new VmName("new"), id(99), size);
  }

  private static String why(Admission.Decision decision) {
    assertThat(decision).isInstanceOf(Refused.class);
    return ((Refused) decision).why().value();
  }
}
