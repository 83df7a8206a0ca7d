package io.byteleap.miner.challenge;

import static io.byteleap.miner.challenge.DeskBench.INTERVAL;
import static io.byteleap.miner.challenge.DeskBench.SOON;
import static io.byteleap.miner.challenge.DeskBench.challenge;
import static io.byteleap.miner.challenge.DeskBench.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.wire.validator.Payload;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Validators that say when the desk is to come again.
final class SummonsTest {
  private static final Duration WAIT = Duration.ofSeconds(12);
  private static final Duration MOMENT = Duration.ofMillis(20);

  @RegisterExtension private final DeskBench bench = new DeskBench();

  private final TestProbe<ValidatorLink.Command> a = bench.a();
  private final TestProbe<ValidatorLink.Command> b = bench.b();

  @Test
  void validator_isPolledWhenItSaid_andNoOther_andTheRoundGoesOnAsEver() {
    summonedByA(WAIT);
    roundEnds();
    bench.pass(WAIT.minusMillis(1));
    bench.registry().expectNoMessage(MOMENT);

    bench.pass(Duration.ofMillis(1));

    bench.roster(bench.idle("w-1"));
    var poll = polled(a);
    assertThat(poll.payload()).isEqualTo(new Payload.TaskPoll("own", bench.clock().instant()));
    bench.hand(poll, challenge("c-1", "w-1"));
    var assign = bench.session().expectMessageClass(WorkerSession.Assign.class);
    assertThat(assign.task().taskId()).isEqualTo("c-1");
    bench.registry().expectNoMessage(MOMENT);
    b.expectNoMessage(Duration.ZERO);

    bench.pass(INTERVAL.minus(WAIT));

    bench.roster(bench.idle("w-2"));
    polled(b);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void pollOfAnotherValidator_thatIsUnderWay_delaysNothing() {
    summonedByA(Duration.ofSeconds(2));
    bench.roster(bench.idle("w-1"));
    var slow = polled(b);

    bench.pass(Duration.ofSeconds(2));

    bench.roster(bench.idle("w-1"));
    bench.hand(polled(a), challenge("c-1", "w-1"));
    bench.session().expectMessageClass(WorkerSession.Assign.class);
    slow.replyTo().tell(new CallResult.Unreachable("gone"));
    bench.pass(INTERVAL);
    bench.roster(bench.idle("w-2"));
    polled(b);
  }

  @Test
  void laterWish_takesThePlaceOfTheEarlierOne() {
    summonedByA(Duration.ofMinutes(1));
    roundEnds();
    bench.pass(INTERVAL);
    bench.roster(bench.idle("w-1"));
    bench.hand(polled(b));
    bench.roster(bench.idle("w-1"));
    bench.summon(polled(a), Duration.ofSeconds(20));

    bench.pass(Duration.ofSeconds(20));

    bench.roster(bench.idle("w-1"));
    bench.hand(polled(a));
    bench.pass(Duration.ofSeconds(10)); // the round, and when the first wish was for
    bench.roster(bench.idle("w-1"));
    bench.hand(polled(a));
    bench.roster(bench.idle("w-1"));
    bench.hand(polled(b));
    bench.registry().expectNoMessage(MOMENT);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void validatorThatSummonsAtOnce_isPolledOnceASecondAtMost() {
    summonedByA(Duration.ZERO);
    roundEnds();

    for (int i = 0; i < 3; i++) {
      bench.pass(Duration.ofMillis(999));
      bench.registry().expectNoMessage(MOMENT);
      bench.pass(Duration.ofMillis(1));
      bench.roster(bench.idle("w-1"));
      bench.summon(polled(a), Duration.ZERO);
    }
  }

  @Test
  void summonsThatIsUnderWay_isWaitedFor_beforeTheNextOfItsValidator() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    bench.summon(polled(a), INTERVAL.minusSeconds(1));
    bench.pass(INTERVAL.minusSeconds(1));
    bench.roster(bench.idle("w-1"));
    var slow = polled(a);
    bench.pass(Duration.ofSeconds(1));
    bench.roster(bench.idle("w-1"));
    bench.summon(polled(a), Duration.ofSeconds(1));

    bench.pass(Duration.ofSeconds(1));
    bench.roster(bench.idle("w-1"));
    a.expectNoMessage(MOMENT);
    bench.hand(slow);
    bench.pass(Duration.ofSeconds(1));

    bench.roster(bench.idle("w-1"));
    polled(a);
  }

  @Test
  void validatorThatHasLeft_isNotPolled() {
    summonedByA(WAIT);
    roundEnds();
    bench.choose(validator("b", b));

    bench.pass(WAIT);

    bench.registry().expectNoMessage(MOMENT);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void validatorThatLeaves_whileTheWorkersAreLookedUp_isNotPolled() {
    summonedByA(WAIT);
    roundEnds();
    bench.pass(WAIT);
    var asked = bench.askedForRoster();
    bench.choose(validator("b", b));

    bench.roster(asked, bench.idle("w-1"));

    a.expectNoMessage(MOMENT);
  }

  @Test
  void validatorThatMoved_isPolledWhereItIsNow() {
    bench.choose(validator("a", a));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    bench.summon(polled(a), WAIT);
    bench.choose(validator("a", b));

    bench.pass(WAIT);

    bench.roster(bench.idle("w-1"));
    polled(b);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void summons_whileNoWorkerIsIdle_isInVain_andTheRoundGoesOnAsEver() {
    summonedByA(WAIT);
    roundEnds();
    bench.pass(WAIT);
    bench.roster(bench.busy("w-1"));
    a.expectNoMessage(MOMENT);

    bench.pass(INTERVAL.minus(WAIT).minusMillis(1));
    bench.registry().expectNoMessage(MOMENT);
    bench.pass(Duration.ofMillis(1));

    bench.roster(bench.idle("w-1"));
    polled(b);
  }

  @Test
  void summons_whileTheRegistryIsSilent_isInVain_andTheRoundGoesOnAsEver() {
    summonedByA(WAIT);
    roundEnds();
    bench.pass(WAIT);
    bench.askedForRoster();
    bench.pass(Duration.ofSeconds(5)); // the question's own deadline

    bench.pass(INTERVAL.minus(WAIT).minusSeconds(5).minusMillis(1));
    bench.registry().expectNoMessage(MOMENT);
    bench.pass(Duration.ofMillis(1));

    bench.roster(bench.idle("w-1"));
    polled(b);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void deskThatIsDrained_heedsNoSummons() {
    summonedByA(WAIT);
    roundEnds();
    bench.tally();
    TestProbe<ChallengeDesk.Drained> drained = bench.drain();
    drained.expectMessage(new ChallengeDesk.Drained());

    bench.pass(WAIT);

    bench.registry().expectNoMessage(MOMENT);
    a.expectNoMessage(Duration.ZERO);
  }

  @Test
  void deskThatIsDrained_waitsForTheSummonsThatIsUnderWay_andHeedsNoFurtherOne() {
    summonedByA(WAIT);
    roundEnds();
    bench.pass(WAIT);
    bench.roster(bench.idle("w-1"));
    var poll = polled(a);
    TestProbe<ChallengeDesk.Drained> drained = bench.drain();
    drained.expectNoMessage(Duration.ofMillis(50));

    bench.summon(poll, WAIT);

    drained.expectMessage(new ChallengeDesk.Drained());
    bench.pass(WAIT);
    bench.registry().expectNoMessage(MOMENT);
  }

  @Test
  void deskThatIsDrained_waitsForBothPollsThatAreUnderWay() {
    summonedByA(Duration.ofSeconds(2));
    bench.roster(bench.idle("w-1"));
    var ofRound = polled(b);
    bench.pass(Duration.ofSeconds(2));
    bench.roster(bench.idle("w-1"));
    var summoned = polled(a);
    TestProbe<ChallengeDesk.Drained> drained = bench.drain();

    bench.hand(summoned);
    drained.expectNoMessage(Duration.ofMillis(50));
    bench.hand(ofRound);

    drained.expectMessage(new ChallengeDesk.Drained());
  }

  /// The round has asked `a`, which wants to be asked again in `wait`, and comes to `b`.
  private void summonedByA(Duration wait) {
    bench.choose(validator("a", a), validator("b", b));
    bench.pass(SOON);
    bench.roster(bench.idle("w-1"));
    bench.summon(polled(a), wait);
  }

  private void roundEnds() {
    bench.roster(bench.idle("w-1"));
    bench.hand(polled(b));
  }

  private static ValidatorLink.Call polled(TestProbe<ValidatorLink.Command> validator) {
    return validator.expectMessageClass(ValidatorLink.Call.class);
  }
}
