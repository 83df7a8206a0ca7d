package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.metrics.ValidatorMetrics;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitParts;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SynapseType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Whole messages of two units, of which what one unit says was damaged on the way.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExactTurnsTest {
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final UnitId A = new UnitId("GPU-a");
  private static final UnitId B = new UnitId("GPU-b");
  private static final Challenge.Watch WATCH =
      new Challenge.Watch(Samples.T0, Samples.T0.plusSeconds(2));

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofRealTime());
  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final ExactTurns turns =
      new ExactTurns(
          RoundTools.ofVersion1(
              () -> {
                throw new IllegalStateException("nobody issues");
              },
              kit.system().ignoreRef(),
              kit.system(),
              ValidatorMetrics.in(new SimpleMeterRegistry(), InstantSource.system()),
              InstantSource.system(),
              Seeds.generator(1)));

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void damagedCommitment_isRefusedByName_andTheOtherUnitIsAsked() {
    String good = UnitParts.write(committed(A)).toSortedText();
    var message =
        new Payload.ExactCommitments("c-1", WORKER.value(), List.of(committed(A), committed(B)));
    String whole = new String(PayloadCodec.encode(message).toArray(), StandardCharsets.UTF_8);
    int at = whole.indexOf(good);
    assertThat(at).isPositive();
    int[] read = new int[1];

    Seeds.check(
        500,
        random -> {
          String mutant =
              whole.substring(0, at) + damaged(good, random) + whole.substring(at + good.length());
          if (decoded(mutant) instanceof Decoded.Read<Payload>(Payload.ExactCommitments damaged)) {
            read[0]++;
            assertOnlyThatUnit(damaged);
          }
        });
    assertThat(read[0]).as("messages that could be read").isGreaterThan(100);
  }

  private static Decoded<Payload> decoded(String text) {
    return PayloadCodec.decode(SynapseType.CHALLENGE, Bytes.ofText(text), Samples.T0);
  }

  /// One character of it is another one.
  private static String damaged(String good, RandomGenerator random) {
    int at = random.nextInt(good.length());
    char other = (char) (' ' + random.nextInt(95));
    return good.substring(0, at) + other + good.substring(at + 1);
  }

  private void assertOnlyThatUnit(Payload.ExactCommitments damaged) {
    var round = round();
    var command =
        new ChallengeRound.CommitUnits(
            new ChallengeId("c-1"),
            WORKER,
            damaged.units(),
            new RoundTrip.Unknown(),
            kit.system().ignoreRef());
    var drafts = turns.drafts(round, command, WATCH);
    var turn = turns.committed(round, command, drafts, Map.of(), WATCH);
    for (Round.Step step : turn.steps()) {
      round = round.evolve(step);
    }

    var after = (AtWork) round.of(WORKER).orElseThrow();
    assertThat(after.of(B)).containsInstanceOf(UnitChallenge.Asked.class);
    boolean isWhole = damaged.units().contains(committed(A));
    boolean isNamed = damaged.units().stream().anyMatch(said -> said.unit().equals(A));
    assertThat(after.of(A).orElseThrow())
        .isInstanceOf(
            isWhole
                ? UnitChallenge.Asked.class
                : isNamed ? UnitChallenge.Ended.class : UnitChallenge.Computing.class);
    assertThat(((ChallengeRound.UnitsAnswered) turn.answer()).refused())
        .hasSize(isWhole ? 0 : 1)
        .allSatisfy(refusal -> assertThat(refusal.why().isCharged()).isTrue());
  }

  private static Round round() {
    var spec = Samples.exactChallenge("c-1", WORKER.value(), A.value(), B.value());
    var handOut = new AtWork.HandOut(MINER, new SecretId("s-1"), Samples.T0);
    return Round.NONE
        .evolve(new Round.Step(WORKER, new Challenge.ChallengeCreated(spec, Samples.T0)))
        .evolve(new Round.Step(WORKER, new Challenge.KeysHandedOut(handOut)));
  }

  private UnitCommitment committed(UnitId unit) {
    return new UnitCommitment.Committed(
        ExactCommitment.signed(
            new ChallengeId("c-1"),
            new UnitName(MINER, WORKER, unit),
            new ExactShape(128, 2),
            TreeHash.ofHex("ab".repeat(32)),
            keypair));
  }
}
