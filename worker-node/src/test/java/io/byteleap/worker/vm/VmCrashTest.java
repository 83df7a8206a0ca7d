package io.byteleap.worker.vm;

import static io.byteleap.worker.vm.VmSite.PATIENCE;
import static io.byteleap.worker.vm.VmSite.order;
import static io.byteleap.worker.vm.VmSite.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Done;
import io.byteleap.wire.vm.VmOutcome.Failed;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker that is killed whenever it touches the world, and the next one that finds what it left.
final class VmCrashTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final VmOrder CREATE = order("make", VmSite.create("one", 1));
  private static final VmOrder DESTROY = order("destroy", new VmOperation.Destroy(vm("one")));

  /// More than an order has moments.
  private static final int MOMENTS_MAX = 100;

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    KIT.shutdownTestKit();
  }

  private VmSite site(int moment) throws Exception {
    return VmSite.in(Files.createDirectory(folder.resolve("at-" + moment)), KIT);
  }

  /// Gives an order to a worker that is doomed; whether it was killed before the order ended.
  private static boolean isKilled(VmSite site, VmOrder order, Doom doom) {
    site.doom(doom);
    var heard = site.listen(order);
    await()
        .atMost(PATIENCE)
        .until(() -> doom.hasStruck() || heard.stream().anyMatch(VmReport.Ended.class::isInstance));
    return doom.hasStruck();
  }

  @Test
  void killedWhileMaking_theMachineStandsOrNothingIsLeft() throws Exception {
    int kills = 0;
    for (int moment = 1; moment < MOMENTS_MAX; moment++) {
      var site = site(moment);
      boolean killed = isKilled(site, CREATE, new Doom(moment));
      site.restart();
      if (killed) {
        kills++;
      }

      var ended = site.carry(CREATE);
      if (ended.outcome() instanceof Failed) {
        await().atMost(PATIENCE).until(() -> site.leftovers().isEmpty());
      } else {
        assertThat(site.domain("one").sighting).isEqualTo(Sighting.RUNNING);
        assertThat(site.hypervisor.domains).hasSize(1);
      }
      assertThat(site.carry(CREATE).outcome()).isEqualTo(ended.outcome());
      if (!killed) {
        break;
      }
    }
    assertThat(kills).isGreaterThan(9).isLessThan(MOMENTS_MAX - 1);
  }

  @Test
  void killedWhileDestroying_theMachineStandsOrNothingIsLeft() throws Exception {
    int kills = 0;
    for (int moment = 1; moment < MOMENTS_MAX; moment++) {
      var site = site(moment);
      assertThat(site.carry(CREATE).outcome()).isInstanceOf(Done.class);
      boolean killed = isKilled(site, DESTROY, new Doom(moment));
      site.restart();
      if (killed) {
        kills++;
      }

      var ended = site.carry(DESTROY);
      if (ended.outcome() instanceof Done(var result, var _)) {
        assertThat(result).isEqualTo(new Changed(VmStatus.DESTROYED));
        assertThat(site.leftovers()).isEmpty();
      } else {
        assertThat(site.domain("one").sighting).isNotNull();
        var again = site.carry(order("again", DESTROY.operation()));
        assertThat(again.outcome()).isInstanceOf(Done.class);
      }
      await().atMost(PATIENCE).until(() -> site.leftovers().isEmpty());
      if (!killed) {
        break;
      }
    }
    assertThat(kills).isGreaterThan(5).isLessThan(MOMENTS_MAX - 1);
  }
}
