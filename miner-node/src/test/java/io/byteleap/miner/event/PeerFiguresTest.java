package io.byteleap.miner.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.event.MinerEvent.Activity;
import io.byteleap.miner.event.MinerEvent.Failure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class PeerFiguresTest {
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final Hotkey VALIDATOR = new Hotkey("5V");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PeerFigures figures = new PeerFigures(registry);

  @Test
  void worker_isShown_whileItIsRemembered() {
    figures.tell(new MinerEvent.WorkerAppeared(WORKER, Label.of("one"), "10.0.0.1:5"));
    figures.tell(new MinerEvent.WorkerChanged(WORKER, Activity.BUSY));
    figures.tell(delivered());

    assertThat(gauge("byteleap.worker.connected")).isEqualTo(1);
    assertThat(gauge("byteleap.worker.busy")).isEqualTo(1);
    assertThat(registry.get("byteleap.worker.challenges").counter().count()).isEqualTo(1);

    figures.tell(new MinerEvent.WorkerLeft(WORKER));
    assertThat(gauge("byteleap.worker.connected")).isZero();
    assertThat(gauge("byteleap.worker.busy")).isZero();

    figures.tell(new MinerEvent.WorkerForgotten(WORKER));
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void validator_isShown_whileWeWorkWithIt() {
    figures.tell(new MinerEvent.ValidatorChosen(VALIDATOR, "10.0.0.1:9091"));
    figures.tell(new MinerEvent.SessionOpened(VALIDATOR, true));
    figures.tell(new MinerEvent.HeartbeatTaken(VALIDATOR, 3));
    figures.tell(new MinerEvent.CallFailed(VALIDATOR, Failure.REFUSED, Label.of("no")));
    figures.tell(new MinerEvent.CallFailed(VALIDATOR, Failure.UNREACHABLE, Label.of("gone")));

    assertThat(gauge("byteleap.validator.session")).isEqualTo(1);
    assertThat(registry.get("byteleap.validator.heartbeats").counter().count()).isEqualTo(1);
    assertThat(registry.get("byteleap.validator.failures").tag("result", "refused").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));

    figures.tell(new MinerEvent.SessionLost(VALIDATOR, Label.of("restarted")));
    assertThat(gauge("byteleap.validator.session")).isZero();

    figures.tell(new MinerEvent.ValidatorDropped(VALIDATOR));
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void whoIsNotKnown_getsNoFigures() {
    figures.tell(delivered());
    figures.tell(new MinerEvent.HeartbeatTaken(VALIDATOR, 3));

    assertThat(registry.getMeters()).isEmpty();
  }

  private static MinerEvent delivered() {
    return new MinerEvent.ChallengeEnded(
        new ChallengeId("c-1"), WORKER, VALIDATOR, MinerEvent.DELIVERED, Label.NONE);
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }
}
