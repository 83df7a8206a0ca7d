package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RoundTest {
  private static final Instant T0 = Samples.T0;

  private final RandomGenerator random = Seeds.generator(3);

  @Test
  void worker_withAnOpenChallenge_isNotFree() {
    var round = Round.NONE.evolve(created("c-1", "w-1", T0));

    assertThat(round.free(workers("w-1", "w-2"))).isEqualTo(workers("w-2"));
    assertThat(round.evolve(failed("w-1")).free(workers("w-1", "w-2")))
        .isEqualTo(workers("w-1", "w-2"));
  }

  @Test
  void round_takesAtMostAHundredWorkers() {
    var many = IntStream.range(0, 150).mapToObj(i -> candidate("w-" + i)).toList();

    assertThat(Round.NONE.free(many)).hasSize(Round.CHALLENGES_MAX);
  }

  @Test
  void challenge_isFoundByItsId_untilTheNextOneOfItsWorker() {
    var round = Round.NONE.evolve(created("c-1", "w-1", T0)).evolve(failed("w-1"));
    var next = round.evolve(created("c-2", "w-1", T0.plusSeconds(5)));

    assertThat(round.find(new ChallengeId("c-1"))).isPresent();
    assertThat(next.find(new ChallengeId("c-1"))).isEmpty();
    assertThat(next.find(new ChallengeId("c-2"))).isPresent();
  }

  @Test
  void nextDeadline_isTheEarliestOfTheOpenOnes() {
    var round =
        Round.NONE
            .evolve(created("c-1", "w-1", T0.plusSeconds(7)))
            .evolve(created("c-2", "w-2", T0));

    assertThat(round.nextDeadline(T0)).contains(T0.plus(Samples.PATIENCE.collect()));
    assertThat(Round.NONE.nextDeadline(T0)).isEmpty();
  }

  @Test
  void steps_areThoseOfTheChallengesThatTakeTheOrder() {
    var round =
        Round.NONE
            .evolve(created("c-1", "w-1", T0))
            .evolve(created("c-2", "w-2", T0.plusSeconds(15)))
            .evolve(created("c-3", "w-3", T0))
            .evolve(failed("w-3"));
    var watch = new Challenge.Watch(T0, T0.plusSeconds(21));

    assertThat(round.steps(new Challenge.Hand(), watch, random))
        .containsExactly(
            new Round.Step(
                new WorkerId("w-1"),
                new Challenge.ChallengeFailed(Failure.NOT_COLLECTED, watch.now())),
            new Round.Step(new WorkerId("w-2"), new Challenge.ChallengeSent(watch.now())));
    assertThat(round.steps(new Challenge.Expire(), watch, random)).hasSize(1);
  }

  @Test
  void finalChallenges_ofWorkersThatLeft_areForgotten() {
    var round = Round.NONE.evolve(created("c-1", "w-1", T0)).evolve(failed("w-1"));
    var later = round.evolve(created("c-2", "w-2", T0.plus(Duration.ofHours(2))));

    assertThat(later.of(new WorkerId("w-1"))).isEmpty();
  }

  @Test
  void event_ofAWorkerWithoutChallenge_isABug() {
    assertThatThrownBy(() -> Round.NONE.evolve(failed("w-1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("BUG:");
  }

  private Round.Step created(String id, String worker, Instant at) {
    var spec = Samples.challenge(id, worker, random);
    return new Round.Step(spec.worker(), new Challenge.ChallengeCreated(spec, at));
  }

  private static Round.Step failed(String worker) {
    return new Round.Step(
        new WorkerId(worker), new Challenge.ChallengeFailed(Failure.NOT_COLLECTED, T0));
  }

  private static List<Candidate> workers(String... names) {
    return List.of(names).stream().map(RoundTest::candidate).toList();
  }

  private static Candidate candidate(String name) {
    return new Candidate(new WorkerId(name), List.of());
  }
}
