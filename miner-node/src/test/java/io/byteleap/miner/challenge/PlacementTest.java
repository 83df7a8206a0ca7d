package io.byteleap.miner.challenge;

import static io.byteleap.miner.fixture.TestWorkers.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.challenge.Placement.NotPlaced;
import io.byteleap.miner.challenge.Placement.Placed;
import io.byteleap.miner.challenge.Placement.Refusal;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private final Entry idle = entry("idle", new WorkerView.Online());
  private final Entry busy = entry("busy", new WorkerView.Busy("t"));
  private final Entry away = entry("away", new WorkerView.Offline());
  private final List<Entry> roster = List.of(away, busy, idle);

  @Test
  void challenge_forAWorker_goesToThatWorkerAndNobodyElse() {
    assertThat(place("c", "idle")).isEqualTo(new Placed(new ChallengeId("c"), idle));
    assertThat(place("c", "busy")).isEqualTo(new NotPlaced(Refusal.WORKER_BUSY));
    assertThat(place("c", "away")).isEqualTo(new NotPlaced(Refusal.WORKER_NOT_CONNECTED));
    assertThat(place("c", "none")).isEqualTo(new NotPlaced(Refusal.UNKNOWN_WORKER));
  }

  @Test
  void challenge_forAnybody_goesToAnIdleWorkerThatCanDoIt() {
    assertThat(place("c", "")).isEqualTo(new Placed(new ChallengeId("c"), idle));
    assertThat(Placement.of(challenge("c", "gpu_matrix", ""), roster, Map.of()))
        .isEqualTo(new NotPlaced(Refusal.NOBODY_IDLE));
  }

  @Test
  void workerWithACourier_isNotIdle_evenBeforeItsSessionKnows() {
    var running = Map.of(new ChallengeId("x"), new WorkerId("idle"));

    assertThat(Placement.of(challenge("c", "cpu_matrix", "idle"), roster, running))
        .isEqualTo(new NotPlaced(Refusal.WORKER_BUSY));
    assertThat(Placement.of(challenge("c", "cpu_matrix", ""), roster, running))
        .isEqualTo(new NotPlaced(Refusal.NOBODY_IDLE));
  }

  @Test
  void challengeThatRuns_orCannotBeNamed_orIsOneTooMany_isNotTaken() {
    var running = new HashMap<ChallengeId, WorkerId>();
    running.put(new ChallengeId("c"), new WorkerId("busy"));

    assertThat(Placement.of(challenge("c", "cpu_matrix", "idle"), roster, running))
        .isEqualTo(new NotPlaced(Refusal.ALREADY_RUNNING));
    assertThat(place("not an id", "idle")).isEqualTo(new NotPlaced(Refusal.UNREADABLE_ID));
    for (int i = 0; i < 99; i++) {
      running.put(new ChallengeId("c" + i), new WorkerId("w" + i));
    }
    assertThat(Placement.of(challenge("new", "cpu_matrix", "idle"), roster, running))
        .isEqualTo(new NotPlaced(Refusal.TOO_MANY_RUNNING));
  }

  private Placement place(String id, String target) {
    return Placement.of(challenge(id, "cpu_matrix", target), roster, Map.of());
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
