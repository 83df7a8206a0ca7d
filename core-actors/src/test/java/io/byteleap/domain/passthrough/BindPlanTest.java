package io.byteleap.domain.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.passthrough.HostInventory.ReleaseHook;
import io.byteleap.domain.passthrough.PciDevice.Group;
import io.byteleap.domain.passthrough.PciDevice.InGroup;
import io.byteleap.domain.passthrough.PciDevice.NoGroup;
import io.byteleap.domain.passthrough.Processor.Extension;
import io.byteleap.domain.passthrough.Processor.Vendor;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.fixture.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BindPlanTest {
  private static final PciId GPU = PciId.parse("10de:2684");
  private static final PciId SOUND = PciId.parse("10de:22ba");
  private static final PciId CARD = PciId.parse("8086:15f3");

  /// Whatever the host is made of: nothing is taken that it needs, whatever is taken is whole, and
  /// whatever is not is named.
  @Test
  void plan_neverTakesWhatTheHostNeeds() {
    Seeds.check(
        5_000,
        random -> {
          var host = host(random);
          var wish =
              random.nextBoolean() ? new BindWish.All() : new BindWish.First(1 + random.nextInt(4));

          switch (BindPlan.of(host, wish)) {
            case BindPlan plan -> {
              assertThat(plan.cards()).isNotEmpty();
              check(host, wish, plan);
            }
            case BindDecision.Refused(var why) -> {
              assertThat(why).isNotEmpty();
              assertThat(why).allSatisfy(each -> assertThat(each.remedy()).isNotBlank());
            }
          }
        });
  }

  private static void check(HostInventory host, BindWish wish, BindPlan plan) {
    var taken = plan.addresses();
    for (PciDevice device : host.pci().readable()) {
      boolean isTaken = taken.contains(device.address());
      if (device.isBootDisplay() || device.id().equals(CARD)) {
        assertThat(isTaken).as("%s", device).isFalse();
      }
      if (!isTaken && !device.kind().isPciBridge()) {
        assertThat(plan.cards()).noneMatch(card -> card.gpu().isGroupedWith(device));
        assertThat(plan.cards()).noneMatch(card -> card.gpu().isOnCardOf(device));
      }
    }
    assertThat(host.pci().unreadable())
        .noneMatch(
            each ->
                plan.cards().stream().anyMatch(card -> card.gpu().group().equals(each.group())));
    if (wish instanceof BindWish.First(int count)) {
      assertThat(plan.cards()).hasSizeLessThanOrEqualTo(count);
    } else {
      assertThat(plan.cards().size() + plan.leftOut().size())
          .isEqualTo(host.pci().nvidiaGpus().size());
    }
  }

  private static HostInventory host(RandomGenerator random) {
    List<PciDevice> devices = new ArrayList<>();
    for (int slot = 0; slot < 1 + random.nextInt(6); slot++) {
      Group group = new InGroup(random.nextInt(5));
      devices.add(device(slot, 0, GPU, 0x030000, group, random.nextInt(8) == 0));
      devices.add(device(slot, 1, SOUND, 0x040300, group, false));
    }
    for (int slot = 10; slot < 10 + random.nextInt(3); slot++) {
      var group = new InGroup(random.nextInt(8));
      boolean isBridge = random.nextBoolean();
      devices.add(device(slot, 0, CARD, isBridge ? 0x060400 : 0x020000, group, false));
    }
    List<PciDevices.Unreadable> unreadable =
        random.nextInt(4) == 0
            ? List.of(
                new PciDevices.Unreadable(
                    Label.of("0000:0f:00.0"), new InGroup(random.nextInt(8)), Label.of("odd")))
            : List.of();
    return host(devices, unreadable);
  }

  private static HostInventory host(
      List<PciDevice> devices, List<PciDevices.Unreadable> unreadable) {
    return new HostInventory(
        new Containment.BareMetal(),
        Kernel.read("Linux version 6.8.0 (x)", "quiet"),
        new Processor(Vendor.INTEL, Label.of("CPU"), Extension.PRESENT, 8, 16),
        devices.getFirst().group() instanceof NoGroup ? 0 : 9,
        ReleaseHook.POSSIBLE,
        new PciDevices(devices, unreadable));
  }

  private static PciDevice device(
      int slot, int function, PciId id, int kind, Group group, boolean isBootDisplay) {
    return new PciDevice(
        new PciAddress(0, 1, slot, function),
        id,
        new PciClass(kind),
        Label.of("device"),
        Label.NONE,
        group,
        isBootDisplay);
  }

  @Test
  void everythingThatIsWrongWithAHost_isNamedAtOnce() {
    var host =
        new HostInventory(
            new Containment.VirtualMachine(Label.of("KVM")),
            Kernel.read("Linux version 5.15.0 (x)", ""),
            new Processor(Vendor.AMD, Label.of("CPU"), Extension.ABSENT, 8, 16),
            0,
            ReleaseHook.POSSIBLE,
            new PciDevices(List.of(), List.of()));

    assertThat(BindPlan.of(host, new BindWish.All()))
        .isInstanceOfSatisfying(
            BindDecision.Refused.class,
            refused ->
                assertThat(refused.why())
                    .extracting(Object::getClass)
                    .containsExactly(
                        Refusal.NotBareMetal.class,
                        Refusal.KernelTooOld.class,
                        Refusal.NoVirtualization.class,
                        Refusal.NoNvidiaGpu.class));
  }

  /// Without a hook, the display would go with the GPU of its model.
  @Test
  void displayOfAChosenModel_refusesTheHost_onlyWhereNothingCanLetGoOfIt() {
    var display = device(1, 0, GPU, 0x030000, new InGroup(1), true);
    var other = device(2, 0, GPU, 0x030000, new InGroup(2), false);
    var with = host(List.of(display, other), List.of());
    var without =
        new HostInventory(
            with.containment(),
            with.kernel(),
            with.processor(),
            with.iommuGroups(),
            ReleaseHook.IMPOSSIBLE,
            with.pci());

    assertThat(BindPlan.of(without, new BindWish.All()))
        .isEqualTo(new BindDecision.Refused(List.of(new Refusal.DisplayOfSameModel(display))));
    assertThat(BindPlan.of(with, new BindWish.All()))
        .isInstanceOfSatisfying(
            BindPlan.class,
            plan ->
                assertThat(plan.notices())
                    .contains(new Notice.SameModel(ReleaseHook.POSSIBLE, List.of(display))));
  }

  @Test
  void unreadableKernel_isNotNewEnough() {
    assertThat(Kernel.read("Linux version six", "").isNewEnough()).isFalse();
    assertThat(Kernel.read("", "").isNewEnough()).isFalse();
    assertThat(Kernel.read("Linux version 99999.1.2 x", "").isNewEnough()).isFalse();
  }
}
