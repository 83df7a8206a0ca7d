package io.byteleap.domain.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.enrolment.TokenDesk.Asked;
import io.byteleap.domain.enrolment.TokenDesk.Asker;
import io.byteleap.domain.enrolment.TokenDesk.Deny;
import io.byteleap.domain.enrolment.TokenDesk.Give;
import io.byteleap.domain.enrolment.TokenDesk.Input;
import io.byteleap.domain.enrolment.TokenDesk.Issue;
import io.byteleap.domain.enrolment.TokenDesk.Issued;
import io.byteleap.domain.enrolment.TokenDesk.IssuerLate;
import io.byteleap.domain.enrolment.TokenDesk.IssuerSaid;
import io.byteleap.domain.enrolment.TokenDesk.LookFor;
import io.byteleap.domain.enrolment.TokenDesk.Looked;
import io.byteleap.domain.enrolment.TokenDesk.NotLooked;
import io.byteleap.domain.enrolment.TokenDesk.Open;
import io.byteleap.domain.enrolment.TokenDesk.Output;
import io.byteleap.domain.enrolment.TokenDesk.Reason;
import io.byteleap.domain.enrolment.TokenDesk.Stage;
import io.byteleap.domain.enrolment.TokenDesk.Step;
import io.byteleap.domain.enrolment.TokenDesk.Tell;
import io.byteleap.domain.enrolment.TokenDesk.Verdict;
import io.byteleap.domain.enrolment.TokenDesk.Wait;
import io.byteleap.domain.enrolment.TokenDesk.Word;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.fixture.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TokenDeskTest {
  private static final Instant T0 = Samples.T0;
  private static final Asker W1 = asker("5M", "w-1");
  private static final Asker W2 = asker("5M", "w-2");
  private static final Asker OTHER_MINERS_W1 = asker("5N", "w-1");

  /// A minute may bring four requests of one miner; three are open at a time.
  private static final TokenDesk EMPTY = TokenDesk.of(AttemptLimit.of(4, Duration.ofMinutes(1)), 3);

  private static final TokenDesk LOOKING = EMPTY.step(new Asked(W1), T0).next();
  private static final TokenDesk ISSUING =
      LOOKING.step(new Looked(W1, 1, Whereabouts.ONLINE), T0).next();

  @Test
  void request_isLookedIntoFirst() {
    var step = EMPTY.step(new Asked(W1), T0);

    assertThat(step.outputs()).containsExactly(new LookFor(W1, 1));
    assertThat(step.next().open()).isEqualTo(Map.of(W1, new Open(1, Stage.LOOKING)));
  }

  @Test
  void workerThatIsPresent_letsTheIssuerBeAsked() {
    var step = LOOKING.step(new Looked(W1, 1, Whereabouts.ONLINE), T0);

    assertThat(step.outputs()).containsExactly(new Issue(W1, 1));
    assertThat(step.next().open()).isEqualTo(Map.of(W1, new Open(1, Stage.ISSUING)));
  }

  @Test
  void workerThatIsNotPresent_isDenied_andTheIssuerHearsNothing() {
    ends(
        LOOKING.step(new Looked(W1, 1, Whereabouts.SILENT), T0),
        new Deny(
            Reason.WORKER_NOT_PRESENT,
            "the worker is not present: no heartbeat of it in the last 120 s"));
    ends(
        LOOKING.step(new Looked(W1, 1, Whereabouts.UNKNOWN), T0),
        new Deny(Reason.WORKER_NOT_PRESENT, "no heartbeat of this miner has named the worker"));
    ends(
        LOOKING.step(new NotLooked(W1, 1), T0),
        new Deny(Reason.OUR_FAULT, "the validator could not look for the worker"));
  }

  @Test
  void whatTheIssuerSays_isTheVerdict() {
    said(new Issued(), new Give());
    said(new TokenDesk.Pending(Duration.ofSeconds(9)), new Wait(Duration.ofSeconds(9)));
    said(new TokenDesk.Refused("quota"), new Deny(Reason.ISSUER_REFUSED, "quota"));
    said(
        new TokenDesk.NoIssuer(),
        new Deny(Reason.NO_ISSUER, "this validator hands out no enrolment tokens"));
    said(new TokenDesk.Failed(), new Deny(Reason.OUR_FAULT, "the issuer of tokens failed"));
    ends(
        ISSUING.step(new IssuerLate(W1, 1), T0),
        new Deny(Reason.ISSUER_LATE, "the issuer of tokens did not answer in time"));
  }

  private static void said(Word word, Verdict verdict) {
    ends(ISSUING.step(new IssuerSaid(W1, 1, word), T0), verdict);
  }

  @Test
  void whatComesOutOfTurn_changesNothing() {
    for (TokenDesk desk : List.of(EMPTY, LOOKING, ISSUING)) {
      for (long number : new long[] {0, 1, 2}) {
        for (Input input : late(number)) {
          if (!isDue(desk, input, number)) {
            assertThat(desk.step(input, T0)).isEqualTo(new Step(desk, List.of()));
          }
        }
      }
    }
  }

  private static List<Input> late(long number) {
    return List.of(
        new Looked(W1, number, Whereabouts.ONLINE),
        new NotLooked(W1, number),
        new IssuerSaid(W1, number, new Issued()),
        new IssuerLate(W1, number),
        new Looked(W2, number, Whereabouts.ONLINE),
        new IssuerSaid(OTHER_MINERS_W1, number, new Issued()));
  }

  private static boolean isDue(TokenDesk desk, Input input, long number) {
    boolean looks =
        input instanceof NotLooked || (input instanceof Looked(var by, _, _) && by.equals(W1));
    boolean issues =
        input instanceof IssuerLate || (input instanceof IssuerSaid(var by, _, _) && by.equals(W1));
    return number == 1 && ((desk.equals(LOOKING) && looks) || (desk.equals(ISSUING) && issues));
  }

  @Test
  void secondRequestOfOneWorker_waits_andAnothersDoesNot() {
    var again = ISSUING.step(new Asked(W1), T0);
    assertThat(verdict(again)).isEqualTo(new Wait(Duration.ofSeconds(5)));
    assertThat(again.next().open()).isEqualTo(ISSUING.open());

    assertThat(ISSUING.step(new Asked(W2), T0).outputs()).containsExactly(new LookFor(W2, 2));
    assertThat(ISSUING.step(new Asked(OTHER_MINERS_W1), T0).outputs())
        .containsExactly(new LookFor(OTHER_MINERS_W1, 2));
  }

  @Test
  void requestAfterTheFirstWasAnswered_isAnotherOne_whichTheFirstOnesIssuerCannotAnswer() {
    var late = ISSUING.step(new IssuerLate(W1, 1), T0).next();
    var again = late.step(new Asked(W1), T0).next();
    var issuing = again.step(new Looked(W1, 2, Whereabouts.ONLINE), T0).next();

    assertThat(issuing.step(new IssuerSaid(W1, 1, new Issued()), T0).outputs()).isEmpty();
    assertThat(verdict(issuing.step(new IssuerSaid(W1, 2, new Issued()), T0)))
        .isEqualTo(new Give());
  }

  @Test
  void tooManyRequestsOfOneMiner_areDenied_othersAreNot_andTimeHeals() {
    var desk = EMPTY;
    for (int i = 0; i < 4; i++) {
      desk = desk.step(new Asked(W1), T0).next();
    }

    assertThat(verdict(desk.step(new Asked(W2), T0.plusSeconds(59))))
        .isEqualTo(
            new Deny(
                Reason.TOO_MANY_REQUESTS, "too many requests for tokens: more than 4 in 60 s"));
    assertThat(desk.step(new Asked(OTHER_MINERS_W1), T0.plusSeconds(59)).outputs())
        .containsExactly(new LookFor(OTHER_MINERS_W1, 2));
    assertThat(desk.step(new Asked(W2), T0.plusSeconds(60)).outputs())
        .containsExactly(new LookFor(W2, 2));
  }

  @Test
  void tooManyOpenRequests_areDenied() {
    var desk = EMPTY;
    for (String worker : List.of("w-1", "w-2", "w-3")) {
      desk = desk.step(new Asked(asker("5M", worker)), T0).next();
    }

    assertThat(verdict(desk.step(new Asked(OTHER_MINERS_W1), T0)))
        .isEqualTo(new Deny(Reason.TOO_MANY_REQUESTS, "too many requests for tokens wait: 3"));
  }

  @Test
  void minersWhoseRequestsAreCounted_areBounded_theOneOfLongestAgoIsForgotten() {
    var limits = RequestLimits.<String>of(AttemptLimit.of(1, Duration.ofMinutes(1)), 2);

    var full = limits.attempt("a", T0).orElseThrow().attempt("b", T0.plusSeconds(1)).orElseThrow();
    assertThat(full.attempt("a", T0.plusSeconds(2))).isEmpty();
    var next = full.attempt("c", T0.plusSeconds(2)).orElseThrow();

    assertThat(next.askers().keySet()).containsExactly("b", "c");
    assertThat(next.attempt("a", T0.plusSeconds(3))).isPresent();
    assertThat(next.attempt("b", T0.plusSeconds(3))).isEmpty();
  }

  private static void ends(Step step, Verdict verdict) {
    assertThat(verdict(step)).isEqualTo(verdict);
    assertThat(step.next().open()).isEmpty();
  }

  private static Verdict verdict(Step step) {
    assertThat(step.outputs()).hasSize(1);
    Output output = step.outputs().getFirst();
    return ((Tell) output).verdict();
  }

  private static Asker asker(String miner, String worker) {
    return new Asker(new Hotkey(miner), new WorkerId(worker));
  }
}
