package io.byteleap.miner.challenge;

import static io.byteleap.miner.fixture.TestWorkers.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.admission.Member;
import io.byteleap.miner.challenge.Placement.NotPlaced;
import io.byteleap.miner.challenge.Placement.NotYet;
import io.byteleap.miner.challenge.Placement.Placed;
import io.byteleap.miner.challenge.Placement.Refusal;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private static final MatrixKey KEY = MatrixKey.ofHex("0a".repeat(32));

  private final Entry idle = entry("idle", new WorkerView.Online());
  private final Entry busy = entry("busy", new WorkerView.Busy("t"));
  private final Entry away = entry("away", new WorkerView.Offline());
  private final List<Entry> roster = List.of(away, busy, idle);

  @Test
  void challenge_forAWorker_goesToThatWorkerAndNobodyElse() {
    assertThat(place("c", "idle")).isEqualTo(new Placed(new ChallengeId("c"), idle));
    assertThat(place("c", "busy")).isEqualTo(notYet(Refusal.WORKER_BUSY));
    assertThat(place("c", "away")).isEqualTo(notYet(Refusal.WORKER_NOT_CONNECTED));
    assertThat(place("c", "none")).isEqualTo(notYet(Refusal.UNKNOWN_WORKER));
  }

  @Test
  void challenge_forAnybody_goesToAnIdleWorkerThatCanDoIt() {
    assertThat(place("c", "")).isEqualTo(new Placed(new ChallengeId("c"), idle));
    assertThat(Placement.of(challenge("c", "gpu_matrix", ""), roster, Engaged.NONE))
        .isEqualTo(new NotPlaced(Refusal.NOBODY_IDLE));
  }

  @Test
  void workerWithACourier_isNotIdle_evenBeforeItsSessionKnows() {
    var engaged = new Engaged(Set.of(new ChallengeId("x")), Set.of(new WorkerId("idle")));

    assertThat(Placement.of(challenge("c", "cpu_matrix", "idle"), roster, engaged))
        .isEqualTo(notYet(Refusal.WORKER_BUSY));
    assertThat(Placement.of(challenge("c", "cpu_matrix", ""), roster, engaged))
        .isEqualTo(new NotPlaced(Refusal.NOBODY_IDLE));
  }

  @Test
  void challengeThatRuns_orCannotBeNamed_orIsOneTooMany_isNotTaken() {
    var challenges = new HashSet<ChallengeId>();
    challenges.add(new ChallengeId("c"));

    assertThat(place("c", "idle", challenges)).isEqualTo(new NotPlaced(Refusal.ALREADY_RUNNING));
    assertThat(place("not an id", "idle")).isEqualTo(new NotPlaced(Refusal.UNREADABLE_ID));
    for (int i = 0; i < 99; i++) {
      challenges.add(new ChallengeId("c" + i));
    }
    assertThat(place("new", "idle", challenges)).isEqualTo(new NotPlaced(Refusal.TOO_MANY_RUNNING));
  }

  @Test
  void exactProduct_goesToAWorkerThatSaysItCan_andToNoOther() {
    var order =
        ExactParts.write(
            new ExactOrder(new ExactShape(128, 1), KEY, new TreeMap<>(Map.of(UnitId.CPU, KEY))));
    var able =
        new Entry(
            worker("able", List.of("cpu_matrix", ExactParts.MATMUL_EXACT_V2)), idle.session());
    var both = List.of(able, idle);

    assertThat(Placement.of(exact(order, "able"), both, Engaged.NONE))
        .isEqualTo(new Placed(new ChallengeId("c"), able));
    assertThat(Placement.of(exact(order, ""), both, Engaged.NONE))
        .isEqualTo(new Placed(new ChallengeId("c"), able));
    assertThat(Placement.of(exact(order, "idle"), both, Engaged.NONE))
        .isEqualTo(notYet(Refusal.WORKER_CANNOT));
    assertThat(Placement.of(exact(JsonObject.EMPTY, "able"), both, Engaged.NONE))
        .isEqualTo(new NotPlaced(Refusal.UNREADABLE_ORDER));
  }

  private static ComputeChallenge exact(JsonObject order, String target) {
    return new ComputeChallenge("c", ExactParts.MATMUL_EXACT_V2, order, 45, target);
  }

  @Test
  void drainingWorker_getsNoChallenge() {
    var view = worker("idle", new WorkerView.Online(), new WorkerView.NotYet(), Samples.T0);
    var draining =
        new WorkerView(
            view.id(),
            view.name(),
            view.version(),
            view.report(),
            view.status(),
            view.address(),
            view.connectedAt(),
            view.lastHeartbeat(),
            view.member().with(new Member.Draining()),
            view.transport());
    var only = List.of(new Entry(draining, idle.session()));

    assertThat(Placement.of(challenge("c", "cpu_matrix", "idle"), only, Engaged.NONE))
        .isEqualTo(new NotPlaced(Refusal.WORKER_DRAINING));
    assertThat(Placement.of(challenge("c", "cpu_matrix", ""), only, Engaged.NONE))
        .isEqualTo(new NotPlaced(Refusal.NOBODY_IDLE));
  }

  private static NotYet notYet(Refusal why) {
    return new NotYet(new ChallengeId("c"), why);
  }

  private Placement place(String id, String target, Set<ChallengeId> challenges) {
    return Placement.of(
        challenge(id, "cpu_matrix", target), roster, new Engaged(challenges, Set.of()));
  }

  private Placement place(String id, String target) {
    return Placement.of(challenge(id, "cpu_matrix", target), roster, Engaged.NONE);
  }

  private static ComputeChallenge challenge(String id, String type, String target) {
    return new ComputeChallenge(id, type, JsonObject.EMPTY, 45, target);
  }

  private static Entry entry(String id, WorkerView.Status status) {
    return new Entry(
        worker(id, status, new WorkerView.NotYet(), Samples.T0),
        TestInbox.<WorkerSession.Command>create().getRef());
  }
}
