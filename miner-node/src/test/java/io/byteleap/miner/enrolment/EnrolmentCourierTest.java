package io.byteleap.miner.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.enrolment.TokenErrand.Patience;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.TokenRequest;
import io.byteleap.miner.worker.WorkerConnection;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.MinerFrame;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EnrolmentCourierTest {
  private static final EnrolGrant GRANT =
      new EnrolGrant(
          new EnrolToken("the-token"), "2030-01-01T00:00:00Z", "https://gateway.example/enroll");

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private TestClock clock;
  private TestProbe<WorkerConnection.Command> connection;
  private TestProbe<ValidatorLink.Command> links;
  private TestProbe<Ending> endings;
  private final AtomicInteger done = new AtomicInteger();
  private Duration deadline = Duration.ofSeconds(55);

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void prepare() {
    clock = new TestClock();
    done.set(0);
    deadline = Duration.ofSeconds(55);
    connection = testKit.createTestProbe();
    links = testKit.createTestProbe();
    endings = testKit.createTestProbe();
  }

  /// Validators share one probe: a courier asks one at a time.
  private ActorRef<EnrolmentCourier.Command> setOut(int seed, String... hotkeys) {
    var validators =
        List.of(hotkeys).stream()
            .map(
                hotkey ->
                    new Validator(
                        new Target(new Endpoint("127.0.0.1", 9091), new Hotkey(hotkey)),
                        links.ref()))
            .toList();
    return testKit.spawn(
        counted(
            EnrolmentCourier.create(
                new EnrolmentCourier.Order(
                    new TokenRequest(new WorkerId("w-1"), "w-1", connection.ref()), validators),
                new EnrolmentCourier.Settings(
                    new Patience(Duration.ofSeconds(30), Duration.ofSeconds(10)),
                    deadline,
                    endings.ref()::tell,
                    clock,
                    Seeds.generator(seed)))));
  }

  /// Counts the messages that the courier is done with, so that time passes only after them.
  private Behavior<EnrolmentCourier.Command> counted(Behavior<EnrolmentCourier.Command> behavior) {
    return Behaviors.intercept(
        () ->
            new BehaviorInterceptor<>(EnrolmentCourier.Command.class) {
              @Override
              public Behavior<EnrolmentCourier.Command> aroundReceive(
                  TypedActorContext<EnrolmentCourier.Command> context,
                  EnrolmentCourier.Command message,
                  ReceiveTarget<EnrolmentCourier.Command> target) {
                var next = target.apply(context, message);
                done.incrementAndGet();
                return next;
              }
            },
        behavior);
  }

  private void settled(int messages) {
    await().until(() -> done.get() == messages);
  }

  @Test
  void token_isRelayed_andTheCourierIsGone() {
    var courier = setOut(1, "5V");
    var call = call();
    assertThat(call.payload()).isEqualTo(new Payload.EnrolTokenQuery("w-1"));
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(10));

    answer(call, new Answer.EnrolTokenGiven("w-1", GRANT));

    assertThat(frame()).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
    endings.expectMessage(new Ending.Relayed(new Hotkey("5V")));
    gone(courier);
  }

  @Test
  void validatorThatHasNoneYet_isAskedAgain_whenItSays() {
    var courier = setOut(1, "5V");
    answer(call(), new Answer.EnrolTokenPending("", 5));
    settled(1);
    pass(Duration.ofSeconds(5));
    answer(call(), new Answer.EnrolTokenGiven("", GRANT));

    assertThat(frame()).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
    gone(courier);
  }

  @Test
  void validatorThatStaysPending_losesItsTurnAfterItsWindow() {
    var courier = setOut(1, "5V", "5W");
    for (int i = 0; i < 6; i++) {
      answer(call(), new Answer.EnrolTokenPending("w-1", 5));
      settled(2 * i + 1);
      pass(Duration.ofSeconds(5));
    }
    var last = call();
    assertThat(last.timeout()).isEqualTo(Duration.ofSeconds(1));
    answer(last, new Answer.EnrolTokenPending("w-1", 5));
    answer(call(), new Answer.EnrolTokenGiven("w-1", GRANT));

    assertThat(frame()).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
    gone(courier);
  }

  @Test
  void everyOtherAnswer_sendsItToTheNext_andTheLastReasonIsTold() {
    var courier = setOut(1, "5A", "5B", "5C", "5D", "5E", "5F");
    answer(call(), new Answer.EnrolTokenDenied("w-1", 1000, Label.of("no")));
    call().replyTo().tell(new CallResult.Refused(1003, "rate_limited"));
    call().replyTo().tell(new CallResult.Unreachable("no answer within PT10S"));
    answer(call(), new Answer.ProofQueued("c"));
    answer(call(), new Answer.EnrolTokenPending("w-2", 1));
    answer(call(), new Answer.EnrolTokenGiven("w-2", GRANT));

    assertThat(frame())
        .isEqualTo(new MinerFrame.EnrolTokenRefused(1003, "answer to another question"));
    endings.expectMessage(new Ending.NoneToBeHad("answer to another question"));
    gone(courier);
  }

  @Test
  void reasonOfTheLastValidator_isShownAsALabel() {
    var courier = setOut(1, "5V");
    call().replyTo().tell(new CallResult.Refused(1003, "no\ntoken"));

    assertThat(frame()).isEqualTo(new MinerFrame.EnrolTokenRefused(1003, "no?token (1003)"));
    gone(courier);
  }

  @Test
  void nobodyToAsk_isSaidAtOnce() {
    var courier = setOut(1);

    assertThat(frame()).isEqualTo(new MinerFrame.EnrolTokenRefused(1003, "no validator to ask"));
    endings.expectMessage(new Ending.NoneToBeHad("no validator to ask"));
    gone(courier);
  }

  @Test
  void deadline_endsIt_withTheLastReason_andATokenThatComesLaterGoesNowhere() {
    deadline = Duration.ofSeconds(12);
    var courier = setOut(1, "5V");
    answer(call(), new Answer.EnrolTokenPending("w-1", 5));
    settled(1);
    pass(Duration.ofSeconds(5));
    var last = call();
    pass(Duration.ofSeconds(7));

    assertThat(frame())
        .isEqualTo(
            new MinerFrame.EnrolTokenRefused(
                1003, "the validator has no token yet, try again in 5 s"));
    gone(courier);
    answer(last, new Answer.EnrolTokenGiven("w-1", GRANT));
    connection.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void workerThatLeaves_endsIt_andGetsNothing() {
    var courier = setOut(1, "5V");
    var call = call();
    connection.stop();
    endings.expectMessage(new Ending.WorkerGone());
    gone(courier);

    answer(call, new Answer.EnrolTokenGiven("w-1", GRANT));
  }

  @Test
  void workerThatLeavesDuringARest_endsItToo() {
    var courier = setOut(1, "5V");
    answer(call(), new Answer.EnrolTokenPending("w-1", 5));
    settled(1);
    courier.tell(new EnrolmentCourier.WorkerLeft());

    endings.expectMessage(new Ending.WorkerGone());
    gone(courier);
    pass(Duration.ofSeconds(5));
    links.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void order_isOneOfChance() {
    var first = new HashSet<Hotkey>();
    for (int seed = 0; seed < 20; seed++) {
      setOut(seed, "5A", "5B", "5C");
      answer(call(), new Answer.EnrolTokenGiven("w-1", GRANT));
      first.add(((Ending.Relayed) endings.receiveMessage()).from());
    }

    assertThat(first).hasSize(3);
  }

  private ValidatorLink.Call call() {
    return links.expectMessageClass(ValidatorLink.Call.class);
  }

  private static void answer(ValidatorLink.Call call, Answer answer) {
    call.replyTo().tell(new CallResult.Answered(answer));
  }

  private MinerFrame frame() {
    return connection.expectMessageClass(WorkerConnection.Deliver.class).frame();
  }

  private void pass(Duration duration) {
    clock.pass(duration);
    time.timePasses(duration);
  }

  private void gone(ActorRef<EnrolmentCourier.Command> courier) {
    testKit.createTestProbe().expectTerminated(courier);
  }
}
