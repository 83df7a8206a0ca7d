package io.byteleap.validator.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.enrolment.TokenDesk.Reason;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Whereabouts;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.units.Label;
import io.byteleap.port.TokenIssuer;
import io.byteleap.validator.enrolment.TokenDeskActor.Command;
import io.byteleap.validator.enrolment.TokenDeskActor.Denied;
import io.byteleap.validator.enrolment.TokenDeskActor.Pending;
import io.byteleap.validator.enrolment.TokenDeskActor.Reply;
import io.byteleap.validator.enrolment.TokenDeskActor.Token;
import io.byteleap.validator.fixture.ManualClock;
import io.byteleap.validator.fixture.TestConfig;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenDeskActorTest {
  private static final Hotkey MINER = new Hotkey("5M");
  private static final WorkerId W1 = new WorkerId("w-1");
  private static final EnrolGrant GRANT =
      new EnrolGrant(new EnrolToken("the-token"), "2030-01-01T00:00:00Z", "https://g.example/e");

  private final ActorTestKit kit = ActorTestKit.create(TestConfig.ofManualTime());
  private final ManualClock clock = new ManualClock(ManualTime.get(kit.system()));

  /// What the issuer was asked, and where its word is awaited.
  private record Asked(TokenIssuer.Order order, CompletableFuture<TokenIssuer.Reply> word) {}

  private final BlockingQueue<Asked> issuer = new LinkedBlockingQueue<>();
  private SimpleMeterRegistry meters;
  private TestProbe<ScoringEntity.Command> ledger;
  private TestProbe<Reply> miner;
  private ActorRef<Command> desk;

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void open() {
    issuer.clear();
    meters = new SimpleMeterRegistry();
    ledger = kit.createTestProbe();
    miner = kit.createTestProbe();
    desk =
        kit.spawn(
            TokenDeskActor.create(
                new TokenDeskActor.Settings(
                    _ -> ledger.ref(),
                    order -> {
                      var asked = new Asked(order, new CompletableFuture<>());
                      issuer.add(asked);
                      return asked.word();
                    },
                    AttemptLimit.of(4, Duration.ofMinutes(1)),
                    meters,
                    clock)));
  }

  @Test
  void workerThatIsPresent_getsTheIssuersToken() {
    ask();
    is(Whereabouts.ONLINE);
    var asked = asked();
    assertThat(asked.order()).isEqualTo(new TokenIssuer.Order(MINER, W1));
    asked.word().complete(new TokenIssuer.Issued(GRANT));

    miner.expectMessage(new Token(GRANT));
    counted("issued", "none");
  }

  @Test
  void workerThatIsNotPresent_isDenied_andTheIssuerIsNotAsked() {
    ask();
    is(Whereabouts.UNKNOWN);

    assertThat(denied().reason()).isEqualTo(Reason.WORKER_NOT_PRESENT);
    assertThat(issuer).isEmpty();
    counted("denied", "worker_not_present");
  }

  @Test
  void whatElseTheIssuerSays_isPassedOn() {
    word(new TokenIssuer.Pending(Duration.ofSeconds(7)));
    miner.expectMessage(new Pending(Duration.ofSeconds(7)));
    counted("pending", "none");

    word(new TokenIssuer.Refused(Label.of("quota")));
    miner.expectMessage(new Denied(Reason.ISSUER_REFUSED, "quota"));

    word(new TokenIssuer.NotConnected());
    miner.expectMessage(
        new Denied(Reason.NO_ISSUER, "this validator hands out no enrolment tokens"));
  }

  private void word(TokenIssuer.Reply word) {
    ask();
    is(Whereabouts.ONLINE);
    asked().word().complete(word);
  }

  @Test
  void issuerThatBreaksDown_isOurFault() {
    ask();
    is(Whereabouts.ONLINE);
    asked().word().completeExceptionally(new IllegalStateException("out of ink"));

    miner.expectMessage(new Denied(Reason.OUR_FAULT, "the issuer of tokens failed"));
    counted("denied", "our_fault");
  }

  @Test
  void issuerThatIsSlow_isNotWaitedFor_andItsTokenIsDropped() {
    ask();
    is(Whereabouts.ONLINE);
    var slow = asked();
    clock.pass(Duration.ofSeconds(4));
    miner.expectMessage(
        new Denied(Reason.ISSUER_LATE, "the issuer of tokens did not answer in time"));

    slow.word().complete(new TokenIssuer.Issued(GRANT));
    ask();
    is(Whereabouts.ONLINE);
    asked().word().complete(new TokenIssuer.Pending(Duration.ofSeconds(1)));
    miner.expectMessage(new Pending(Duration.ofSeconds(1)));
  }

  @Test
  void ledgerThatDoesNotAnswer_isOurFault() {
    ask();
    ledger.expectMessageClass(ScoringEntity.Find.class);
    clock.pass(Duration.ofSeconds(3));

    assertThat(denied())
        .isEqualTo(new Denied(Reason.OUR_FAULT, "the validator could not look for the worker"));
  }

  @Test
  void secondRequestOfAWorker_isPending_whileTheFirstIsOpen() {
    ask();
    is(Whereabouts.ONLINE);
    var first = asked();
    ask();
    miner.expectMessage(new Pending(Duration.ofSeconds(5)));
    first.word().complete(new TokenIssuer.Issued(GRANT));

    miner.expectMessage(new Token(GRANT));
  }

  @Test
  void minerThatAsksTooOften_isDenied_untilItsMinuteIsOver() {
    for (int i = 0; i < 4; i++) {
      ask();
      is(Whereabouts.UNKNOWN);
      denied();
    }

    ask();
    assertThat(denied().reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
    counted("denied", "too_many_requests");
    clock.passWhileAway(Duration.ofMinutes(1));
    ask();
    is(Whereabouts.UNKNOWN);
    assertThat(denied().reason()).isEqualTo(Reason.WORKER_NOT_PRESENT);
  }

  @Test
  void hub_isAskedWhileItIsConnected_andTheGatewayElse() {
    var hub = new HubTokens();
    var both = hub.orElse(_ -> done(new TokenIssuer.Pending(Duration.ofSeconds(1))));
    var order = new TokenIssuer.Order(MINER, W1);

    assertThat(both.issue(order).toCompletableFuture().join())
        .isEqualTo(new TokenIssuer.Pending(Duration.ofSeconds(1)));
    hub.connected(_ -> done(new TokenIssuer.Issued(GRANT)));
    assertThat(both.issue(order).toCompletableFuture().join())
        .isEqualTo(new TokenIssuer.Issued(GRANT));
    hub.disconnected();
    assertThat(both.issue(order).toCompletableFuture().join())
        .isEqualTo(new TokenIssuer.Pending(Duration.ofSeconds(1)));
  }

  private static CompletableFuture<TokenIssuer.Reply> done(TokenIssuer.Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private void ask() {
    desk.tell(new TokenDeskActor.Ask(MINER, W1, miner.ref()));
  }

  private void is(Whereabouts where) {
    var find = ledger.expectMessageClass(ScoringEntity.Find.class);
    assertThat(find.worker()).isEqualTo(W1);
    find.replyTo().tell(new ScoringEntity.Found(where));
  }

  private Asked asked() {
    try {
      var asked = issuer.poll(10, TimeUnit.SECONDS);
      if (asked == null) {
        throw new AssertionError("the issuer was not asked");
      }
      return asked;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Denied denied() {
    return miner.expectMessageClass(Denied.class);
  }

  private void counted(String outcome, String reason) {
    assertThat(
            meters
                .counter("byteleap.enrolment.requests", "outcome", outcome, "reason", reason)
                .count())
        .isEqualTo(1);
  }
}
