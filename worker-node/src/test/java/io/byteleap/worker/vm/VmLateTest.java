package io.byteleap.worker.vm;

import static io.byteleap.worker.vm.VmSite.PATIENCE;
import static io.byteleap.worker.vm.VmSite.end;
import static io.byteleap.worker.vm.VmSite.order;
import static io.byteleap.worker.vm.VmSite.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when libvirt hangs, and nothing comes back.
final class VmLateTest {
  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final CountDownLatch hold = new CountDownLatch(1);

  @TempDir private Path folder;
  private VmSite site;

  @BeforeEach
  void open() throws Exception {
    site = VmSite.in(folder, kit);
  }

  @AfterEach
  void close() {
    hold.countDown();
    kit.shutdownTestKit();
  }

  private static void awaitStep(TestProbe<VmReport> probe, String step) {
    var wanted = new VmReport.Progress(new VmTaskId("t"), Label.of(step));
    await().atMost(PATIENCE).until(() -> probe.receiveMessage(PATIENCE).equals(wanted));
  }

  private static String why(VmReport.Ended ended) {
    return ((Failed) ended.outcome()).error().value();
  }

  @Test
  void orderThatTakesLong_isHeardOfEveryFourSeconds() {
    site.hypervisor.holds.put("define", hold);
    var probe = site.give(order("t", VmSite.create("one", 0)));
    awaitStep(probe, "defines the machine");

    time.timePasses(Duration.ofSeconds(4));

    awaitStep(probe, "defines the machine");
  }

  @Test
  void creationThatHangs_isAnsweredInTime_onceOnly_andClearedWhenItComesBack() throws Exception {
    site.hypervisor.holds.put("define", hold);
    var order = order("t", VmSite.create("one", 0));
    var heard = site.listen(order);
    awaitStep(site.give(order), "defines the machine");

    time.timePasses(Duration.ofMinutes(3));

    await().atMost(PATIENCE).until(() -> ends(heard) == 1);
    site.hypervisor.holds.clear();
    hold.countDown();
    await().atMost(PATIENCE).until(() -> site.leftovers().isEmpty());
    assertThat(why(site.carry(order)))
        .isEqualTo("not done in time, it was at: defines the machine");
    assertThat(ends(heard)).isEqualTo(1);
  }

  private static long ends(List<VmReport> heard) {
    return heard.stream().filter(VmReport.Ended.class::isInstance).count();
  }

  @Test
  void hostThatCannotBeLookedAt_isAnsweredForInTime() {
    site.hypervisor.holds.put("machines", hold);
    var probe = site.give(order("t", VmSite.create("one", 0)));
    awaitStep(probe, "taken");

    time.timePasses(Duration.ofMinutes(3));

    assertThat(why(end(probe))).isEqualTo("not done in time, it was at: taken");
  }

  @Test
  void orderBehindOneThatHangs_isAnsweredInTime_andIsNotCarriedOut() {
    assertThat(site.carry(order("c", VmSite.create("one", 0))).outcome()).isInstanceOf(Done.class);
    site.hypervisor.holds.put("forceOff", hold);
    site.hypervisor.obedient = false;
    var destroy = site.give(order("d", new VmOperation.Destroy(vm("one"))));
    var behind = site.give(order("t", new VmOperation.TurnOff(vm("one"))));
    awaitStep(behind, "taken");

    time.timePasses(Duration.ofMinutes(2));

    assertThat(why(end(behind))).isEqualTo("not done in time, it was at: taken");
    hold.countDown();
    assertThat(end(destroy).outcome()).isInstanceOf(Done.class);
    assertThat(site.hypervisor.domains).isEmpty();
  }

  @Test
  void lookThatHangs_isAnsweredInTime() {
    assertThat(site.carry(order("c", VmSite.create("one", 0))).outcome()).isInstanceOf(Done.class);
    site.hypervisor.holds.put("usage", hold);
    var probe = site.give(order("t", new VmOperation.MonitorStats(vm("one"))));
    awaitStep(probe, "looks at the machine");

    time.timePasses(Duration.ofSeconds(30));

    assertThat(why(end(probe))).startsWith("not done in time");
  }
}
