package io.byteleap.validator;

import static io.byteleap.validator.RunningValidator.MINER;
import static io.byteleap.validator.RunningValidator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.hub.HubSide;
import io.byteleap.validator.hub.TestHub;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReport.Ack;
import io.byteleap.wire.hub.HubReport.Full;
import io.byteleap.wire.hub.HubReport.MinerScores;
import io.byteleap.wire.hub.HubReport.ResourceReport;
import io.byteleap.wire.hub.HubReport.WorkerScores;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.PolicyKey;
import io.byteleap.wire.hub.PolicySetting.Fraction;
import io.byteleap.wire.hub.PublishedLease;
import io.byteleap.wire.hub.WorkerKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole validator in this process with a hub of the test's: from what the hub says to the
/// ledger, the policy and the database, and from there to what the hub is told.
final class HubNodeTest {
  private static final Hotkey HUB = new Hotkey("5HubOfThisTest");
  private static final WorkerKey W1 = new WorkerKey(MINER, new WorkerId("w-1"));

  @TempDir private Path folder;
  private final TestHub hub = TestHub.create();
  private RunningValidator validator;

  @BeforeEach
  void found() throws Exception {
    validator =
        RunningValidator.found(
            folder,
            RunningValidator.SAMPLE,
            Map.of("BYTELEAP_MESHHUB__ACCESS_TOKEN", "a-token-of-this-test"),
            "meshhub.ws_url=" + hub.url(),
            "meshhub.hub_hotkey=" + HUB,
            "meshhub.reconnect_delay_seconds=200ms",
            "meshhub.resource_report_interval_seconds=5s",
            "weight_management.score_interval=1s",
            "weight_management.availability.serving_minimum=1s");
  }

  @AfterEach
  void stop() throws Exception {
    validator.close();
    hub.close();
  }

  @Test
  void whatTheHubSays_isKept_andShowsInScores_andTheHubIsToldOfThem() throws Exception {
    validator.miner().session().heartbeat("w-1");
    var side = HubSide.shaken(hub.connected(), HUB);
    patiently().until(() -> hubDetail().startsWith(HUB.value()));
    var report = side.next(ResourceReport.class);
    assertThat(report.scope()).isEqualTo(new Full());
    assertThat(report.miners().getFirst().workers().getFirst().key()).isEqualTo(W1);

    side.say(
        new LeasePublish(
            Coverage.DELTA, List.of(new PublishedLease(W1, LeaseScore.of(0.5))), List.of()),
        "");
    side.say(weights(0.6, 0.3), "m-unfit");
    side.say(weights(0.7, 0.3), "m-policy");
    side.say(new TaskPublish(task()), "m-task");

    assertThat(side.next(Ack.class).status()).isEqualTo(HubReport.Status.FAILED);
    assertThat(side.next(Ack.class).status()).isEqualTo(HubReport.Status.ACCEPTED);
    assertThat(side.next(Ack.class).status()).isEqualTo(HubReport.Status.ACCEPTED);
    patiently()
        .until(() -> validator.get("/api/v1/workers").objects("workers").getFirst().flag("leased"));
    patiently().until(() -> challengeParts() == 3);
    assertThat(side.next(MinerScores.class).miners())
        .singleElement()
        .satisfies(miner -> assertThat(miner.weight().value()).isEqualTo(1));
    var worker = side.next(WorkerScores.class).workers().getFirst();
    assertThat(worker.key()).isEqualTo(W1);
    assertThat(worker.lease()).isEqualTo(LeaseScore.of(0.5));

    validator.stop();
    validator.start();

    var again = HubSide.shaken(hub.connected(), HUB);
    long rounds = newestRound();
    patiently().until(() -> newestRound() > rounds + 1);
    assertThat(challengeParts()).isEqualTo(3);
    assertThat(validator.get("/api/v1/leases").objects("leases"))
        .singleElement()
        .satisfies(
            lease -> {
              assertThat(lease.text("source")).isEqualTo("meshhub");
              assertThat(lease.flag("active")).isTrue();
            });
    again.say(new TaskPublish(task()), "m-again");
    assertThat(again.next(Ack.class).status()).isEqualTo(HubReport.Status.ACCEPTED);
  }

  private static ConfigUpdate weights(double lease, double challenge) {
    return new ConfigUpdate(
        List.of(
            new Fraction(PolicyKey.LEASE_WEIGHT, lease),
            new Fraction(PolicyKey.CHALLENGE_WEIGHT, challenge)));
  }

  private static HubTask task() {
    return new HubTask(
        "task-1",
        HubTask.VM_CREATION,
        new HubTask.OneWorker(W1),
        JsonObject.builder().put("cpu", 2).build(),
        1,
        Duration.ofHours(1));
  }

  private String hubDetail() throws Exception {
    return validator.get("/ready").objects("dependencies").stream()
        .filter(each -> each.text("name").equals("hub"))
        .map(each -> each.text("detail"))
        .findFirst()
        .orElse("");
  }

  private long newestRound() throws Exception {
    return validator.get("/api/v1/explain/" + MINER).integer("round");
  }

  private long challengeParts() throws Exception {
    return validator.get("/api/v1/explain/" + MINER).object("policy").integer("challenge_parts");
  }
}
