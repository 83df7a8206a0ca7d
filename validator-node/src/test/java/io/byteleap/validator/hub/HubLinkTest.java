package io.byteleap.validator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Ratio;
import io.byteleap.durable.DurableFile;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.port.HubTasks;
import io.byteleap.port.TokenIssuer;
import io.byteleap.validator.hub.HubEffects.LeasesTaken;
import io.byteleap.validator.hub.HubEffects.PolicyInEffect;
import io.byteleap.validator.hub.HubEffects.PolicyRefused;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubMessage.TokenAnswer;
import io.byteleap.wire.hub.HubMessage.TokenGranted;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReport.Ack;
import io.byteleap.wire.hub.HubReport.Delta;
import io.byteleap.wire.hub.HubReport.Full;
import io.byteleap.wire.hub.HubReport.Heartbeat;
import io.byteleap.wire.hub.HubReport.MinerScores;
import io.byteleap.wire.hub.HubReport.MinerWeight;
import io.byteleap.wire.hub.HubReport.Presence;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.ResourceReport;
import io.byteleap.wire.hub.HubReport.TokenRequest;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.HubType;
import io.byteleap.wire.hub.MessageId;
import io.byteleap.wire.hub.PolicyKey;
import io.byteleap.wire.hub.PolicySetting;
import io.byteleap.wire.hub.PublishedLease;
import io.byteleap.wire.hub.ReportedWorker;
import io.byteleap.wire.hub.WorkerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A link in session with an honest hub: what is said in either direction, and what it leads to.
final class HubLinkTest {
  private static final WorkerKey W1 = new WorkerKey(FakeEffects.MINER, new WorkerId("w-1"));
  private static final HubTask TASK =
      new HubTask(
          "task-77",
          "vm_creation",
          new HubTask.OneWorker(W1),
          JsonObject.builder().put("cpu", 2).build(),
          3,
          Duration.ofMinutes(1));
  private static final ConfigUpdate UPDATE =
      new ConfigUpdate(List.of(new PolicySetting.Count(PolicyKey.CHALLENGE_INTERVAL, 300)));

  @TempDir private Path folder;
  private final HubWorld world = new HubWorld();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void handshake_isThePublishedOne_andBeginsASession() {
    var link = world.link();

    var hub = world.greeted();
    world.awaitConnected(link);

    assertThat(hub.init().validator()).isEqualTo(HubWorld.ANY_HUB.signer().hotkey());
    assertThat(hub.init().accessToken().reveal()).isEqualTo(HubWorld.TOKEN);
    assertThat(hub.init().clientVersion()).isEqualTo(Label.of("release-v0.0.5"));
    assertThat(hub.init().capabilities())
        .containsExactly("hardware_inspection", "challenge_validation");
    assertThat(world.status(link))
        .isInstanceOfSatisfying(
            HubLink.Connected.class,
            connected -> {
              assertThat(connected.hub()).isEqualTo(HubWorld.HUB);
              assertThat(connected.proof()).isEqualTo(HandshakeProof.UNSIGNED);
            });
    assertThat(world.health.isReady()).isTrue();
    assertThat(world.registry.get("byteleap.hub.connected").gauge().value()).isEqualTo(1);
    assertThat(world.count("byteleap.hub.sessions")).isEqualTo(1);
  }

  @Test
  void hub_isNotGreeted_beforeTheMembersOfTheSubnetAreKnown() {
    world.effects.members = List.of();
    var link = world.link();
    world.awaitAway(link, "waiting for the members of the subnet");
    world.pass(Duration.ofSeconds(5));
    assertThat(world.hub.connectedWithin(1)).isEmpty();

    world.effects.members = List.of(FakeEffects.MINER);

    world.greeted();
    world.awaitConnected(link);
  }

  @Test
  void heartbeat_comesAtOnce_andAtItsInterval() {
    world.link();
    var hub = world.greeted();

    var first = hub.next(Heartbeat.class);
    world.pass(HubWorld.HEARTBEAT);
    var second = hub.next(Heartbeat.class);

    assertThat(first).isEqualTo(new Heartbeat(Label.of("release-v0.0.5"), FakeEffects.STATISTICS));
    assertThat(second).isEqualTo(first);
  }

  @Test
  void workers_areAllReportedFirst_thenThoseThatChanged_thenAllAgain() {
    world.effects.miners = List.of(miner(worker("w-1", 0.1), worker("w-2", 0.2)));
    world.link();
    var hub = world.greeted();
    var full = hub.next(ResourceReport.class);

    world.effects.miners = List.of(miner(worker("w-1", 0.9), leased("w-2")));
    world.pass(HubWorld.REPORT);
    var delta = hub.next(ResourceReport.class);
    world.pass(HubWorld.REPORT);
    var again = hub.next(ResourceReport.class);

    assertThat(full.scope()).isEqualTo(new Full());
    assertThat(keys(full)).containsExactly("5MinerA:w-1", "5MinerA:w-2");
    assertThat(delta.scope()).isInstanceOf(Delta.class);
    assertThat(keys(delta)).containsExactly("5MinerA:w-2");
    assertThat(delta.miners().getFirst().workers().getFirst().hardware())
        .isEqualTo(JsonObject.EMPTY);
    assertThat(again.scope()).isEqualTo(new Full());
    assertThat(keys(again)).hasSize(2);
  }

  @Test
  void newSession_beginsWithAFullReport() {
    world.effects.miners = List.of(miner(worker("w-1", 0.1)));
    world.link();
    var hub = world.greeted();
    hub.next(ResourceReport.class);

    hub.connection().cut();
    var next = world.greeted();

    assertThat(next.next(ResourceReport.class).scope()).isEqualTo(new Full());
  }

  @Test
  void policy_isAcknowledgedOnceItIsInEffect_orWithTheReason() {
    world.link();
    var hub = world.greeted();

    hub.say(UPDATE, "m-1");
    var changing = HubWorld.next(world.effects.changings);
    changing.outcome().complete(new PolicyInEffect());
    hub.say(UPDATE, "m-2");
    HubWorld.next(world.effects.changings)
        .outcome()
        .complete(new PolicyRefused(Label.of("must add up to 1")));
    hub.say(UPDATE, "m-3");
    HubWorld.next(world.effects.changings)
        .outcome()
        .completeExceptionally(new IllegalStateException("nobody keeps it"));

    assertThat(changing.hub()).isEqualTo(HubWorld.HUB);
    assertThat(changing.settings()).isEqualTo(UPDATE.settings());
    assertThat(hub.next(Ack.class))
        .isEqualTo(Ack.accepted(new MessageId("m-1"), HubType.CONFIG_UPDATE));
    assertThat(hub.next(Ack.class))
        .isEqualTo(
            Ack.failed(new MessageId("m-2"), HubType.CONFIG_UPDATE, Label.of("must add up to 1")));
    assertThat(hub.next(Ack.class))
        .isEqualTo(
            Ack.failed(
                new MessageId("m-3"),
                HubType.CONFIG_UPDATE,
                Label.of("IllegalStateException: nobody keeps it")));
  }

  @Test
  void policyOutOfBounds_isRefusedAsAWhole_byKey() {
    world.link();
    var hub = world.greeted();

    hub.sayText(
        "MESH_CONFIG_UPDATE_V1",
        """
        {"payload":{"validation":{"challenge_interval":0,"challenge_timeout":30}}}\
        """,
        "m-1");
    var ack = hub.next(Ack.class);

    assertThat(ack.status()).isEqualTo(HubReport.Status.FAILED);
    assertThat(ack.details().objects("refused_keys"))
        .singleElement()
        .satisfies(
            refused -> assertThat(refused.text("key")).isEqualTo("validation.challenge_interval"));
    assertThat(world.effects.changings).isEmpty();
  }

  @Test
  void task_isAcknowledgedTruthfully() {
    world.link();
    var hub = world.greeted();

    for (var stored : HubTasks.Stored.values()) {
      hub.say(new TaskPublish(TASK), "m-" + stored);
      HubWorld.next(world.effects.storings).outcome().complete(stored);
    }
    hub.say(new TaskPublish(TASK), "m-away");
    HubWorld.next(world.effects.storings)
        .outcome()
        .completeExceptionally(new IllegalStateException("the database is away"));

    assertThat(List.of(hub.next(Ack.class), hub.next(Ack.class)))
        .containsExactly(
            Ack.accepted(new MessageId("m-NEW"), HubType.TASK_PUBLISH),
            Ack.accepted(new MessageId("m-SAME"), HubType.TASK_PUBLISH));
    for (int i = 0; i < 3; i++) {
      assertThat(hub.next(Ack.class).status()).isEqualTo(HubReport.Status.FAILED);
    }
  }

  /// One after the other: what follows a task is not read before the task is stored.
  @Test
  void nothingIsRead_whileATaskIsStored_andWhatWantsNoAcknowledgementGetsNone() {
    world.link();
    var hub = world.greeted();

    hub.say(new TaskPublish(TASK), "");
    hub.say(UPDATE, "m-2");
    var storing = HubWorld.next(world.effects.storings);
    assertThat(world.effects.changings).isEmpty();
    storing.outcome().complete(HubTasks.Stored.NEW);
    HubWorld.next(world.effects.changings).outcome().complete(new PolicyInEffect());

    assertThat(hub.next(Ack.class).messageId()).isEqualTo(new MessageId("m-2"));
  }

  @Test
  void leases_goToTheLedger_andAgainUntilItTakesThem_evenWithoutAHub() {
    var link = world.link();
    var hub = world.greeted();

    hub.say(published(Coverage.DELTA, 0.5), "");
    var first = HubWorld.next(world.effects.takings);
    hub.connection().cut();
    world.awaitAway(link, "");
    first.outcome().completeExceptionally(new IllegalStateException("away"));
    world.pass(Duration.ZERO);
    var again = nextTaking();
    again.outcome().complete(new LeasesTaken(1, 0, 0, 0));

    assertThat(first.miner()).isEqualTo(FakeEffects.MINER);
    assertThat(first.publication().leased())
        .singleElement()
        .satisfies(
            terms -> {
              assertThat(terms.score()).isEqualTo(LeaseScore.of(0.5));
              assertThat(terms.source()).isEqualTo(PublishedLease.SOURCE);
            });
    assertThat(again.publication()).isEqualTo(first.publication());
    world.awaitCount(1, "byteleap.hub.leases", "change", "opened");
  }

  private FakeEffects.Taking nextTaking() {
    for (int i = 0; i < 200 && world.effects.takings.isEmpty(); i++) {
      world.pass(Duration.ofSeconds(1));
      world.hub.connectedWithin(10);
    }
    return HubWorld.next(world.effects.takings);
  }

  @Test
  void badLeases_areLeftOut_andTheOthersCount() {
    world.link();
    var hub = world.greeted();

    hub.sayText(
        "MESH_LEASE_PUBLISH_V1",
        """
        {"workerScores":[{"workerKey":"5MinerA:w-1","score":-1},
         {"workerKey":"5MinerA:w-2","score":1e300},{"workerKey":"5MinerA:w-3","score":NaN},
         {"workerKey":"5Stranger:w-1","score":1},{"workerKey":"5MinerA:w-4","score":0.75}]}\
        """,
        "");
    var taking = HubWorld.next(world.effects.takings);

    assertThat(taking.publication().leased().stream().map(terms -> terms.worker().value()))
        .containsExactly("w-4");
    assertThat(world.count("byteleap.hub.leases", "change", "stranger")).isEqualTo(1);
  }

  @Test
  void scores_areSentWhileTheHubIsThere_andDroppedElse() {
    var link = world.link();
    var scores =
        new MinerScores(
            List.of(new MinerWeight(FakeEffects.MINER, Ratio.WHOLE)), JsonObject.EMPTY, Samples.T0);
    link.tell(HubLink.Publish.of(scores));
    world.awaitCount(1, "byteleap.hub.reports.dropped");
    var hub = world.greeted();
    world.awaitConnected(link);

    link.tell(HubLink.Publish.of(scores));

    assertThat(hub.next(MinerScores.class)).isEqualTo(scores);
  }

  @Test
  void tokens_areAskedOfTheHub_whileItIsThere() {
    var link = world.link();
    var hub = world.greeted();
    world.awaitConnected(link);
    var grant = new EnrolGrant(new EnrolToken("a-token"), "2026-01-01T00:05:00Z", "https://g/");
    var order = new TokenIssuer.Order(W1.miner(), W1.worker());

    var issued = world.tokens.line.issue(order).toCompletableFuture();
    var request = hub.next(TokenRequest.class);
    hub.say(new TokenAnswer(request.requestId(), new TokenGranted(grant)), "");
    var lost = world.tokens.line;
    assertThat(issued.join()).isEqualTo(new TokenIssuer.Issued(grant));
    var open = lost.issue(order).toCompletableFuture();
    hub.next(TokenRequest.class);
    hub.connection().cut();

    assertThat(request.worker()).isEqualTo(W1);
    assertThat(open.join()).isEqualTo(new TokenIssuer.NotConnected());
    world.awaitAway(link, "");
    assertThat(world.tokens.line).isSameAs(TokenIssuer.NONE);
    assertThat(lost.issue(order).toCompletableFuture().join())
        .isEqualTo(new TokenIssuer.NotConnected());
  }

  @Test
  void tokenFile_isReadForEachConnection() throws IOException {
    var file = folder.resolve("token");
    DurableFile.write(file, "first\n", DurableFile.Readers.OWNER);
    var link = world.link(new AccessToken.InFile(file));
    var hub = world.greeted();
    assertThat(hub.init().accessToken().reveal()).isEqualTo("first");

    Files.writeString(file, "second");
    hub.complain(4_001);
    var next = world.greeted();
    world.awaitConnected(link);

    assertThat(next.init().accessToken().reveal()).isEqualTo("second");
  }

  @Test
  void tokenFileThatOthersCanRead_isNotUsed() throws IOException {
    var file = folder.resolve("token");
    DurableFile.write(file, "everybody's", DurableFile.Readers.EVERYBODY);

    assertThatThrownBy(new AccessToken.InFile(file)::read)
        .hasMessageContaining("meshhub.access_token_file " + file + " cannot be used")
        .hasMessageContaining("can be read or written by others: chmod 600 " + file);
  }

  @Test
  void tokenFileThatIsNotThere_isNamed_andTriedAgain() throws IOException {
    var file = folder.resolve("later");
    var link = world.link(new AccessToken.InFile(file));
    world.awaitAway(link, "access_token_file " + folder.toString().substring(0, 5));

    DurableFile.write(file, "there-now", DurableFile.Readers.OWNER);

    assertThat(world.greeted().init().accessToken().reveal()).isEqualTo("there-now");
  }

  private static LeasePublish published(Coverage coverage, double score) {
    return new LeasePublish(
        coverage, List.of(new PublishedLease(W1, LeaseScore.of(score))), List.of());
  }

  private static List<String> keys(ResourceReport report) {
    return report.miners().stream()
        .flatMap(miner -> miner.workers().stream())
        .map(worker -> worker.key().text())
        .toList();
  }

  private static ReportedMiner miner(ReportedWorker... workers) {
    return new ReportedMiner(FakeEffects.MINER, Presence.ACTIVE, Label.NONE, List.of(workers));
  }

  private static ReportedWorker worker(String id, double load) {
    return worker(id, LeaseScore.NONE, load);
  }

  private static ReportedWorker leased(String id) {
    return worker(id, LeaseScore.of(1), 0.3);
  }

  private static ReportedWorker worker(String id, LeaseScore lease, double load) {
    return new ReportedWorker(
        new WorkerKey(new Hotkey("5MinerA"), new WorkerId(id)),
        new ReportedWorker.Standing(
            Presence.ACTIVE,
            Label.of(id),
            Label.of("1"),
            new TreeSet<>(List.of("cpu_matrix")),
            lease,
            Label.NONE,
            JsonObject.EMPTY),
        new ReportedWorker.Moment(
            Samples.T0.plusMillis((long) (load * 1_000)),
            new ReportedWorker.Measured(load, load),
            ReportedWorker.Moment.UNKNOWN),
        JsonObject.builder().put("board", id).build());
  }
}
