package io.byteleap.miner.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.enrolment.TokenErrand.Patience;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Seeds;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.TokenRequest;
import io.byteleap.miner.worker.WorkerConnection;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.EnrolToken;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.MinerFrame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EnrolmentDeskTest {
  private static final EnrolGrant GRANT = new EnrolGrant(new EnrolToken("the-token"), "", "");

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private TestClock clock;
  private SimpleMeterRegistry meters;
  private TestProbe<ValidatorLink.Command> link;
  private TestProbe<WorkerConnection.Command> connection;
  private ActorRef<EnrolmentDesk.Command> desk;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void open() {
    clock = new TestClock();
    meters = new SimpleMeterRegistry();
    link = testKit.createTestProbe();
    connection = testKit.createTestProbe();
    desk =
        testKit.spawn(
            EnrolmentDesk.create(
                new EnrolmentDesk.Settings(
                    new Patience(Duration.ofSeconds(30), Duration.ofSeconds(10)),
                    Duration.ofSeconds(55),
                    AttemptLimit.of(3, Duration.ofMinutes(1)),
                    meters,
                    clock,
                    Seeds.generator(1))));
    var target = new Target(new Endpoint("127.0.0.1", 9091), new Hotkey("5V"));
    desk.tell(new EnrolmentDesk.Validators(List.of(new Validator(target, link.ref()))));
  }

  @Test
  void request_isAnsweredWithAToken() {
    ask("w-1", connection);
    var call = call();
    assertThat(call.payload()).isEqualTo(new Payload.EnrolTokenQuery("w-1"));
    give(call);

    assertThat(frame(connection)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
    counted("relayed", "none");
  }

  @Test
  void requestOfAnotherWorkersToken_isRefused_andNobodyIsAsked() {
    desk.tell(
        new EnrolmentDesk.Asked(new TokenRequest(new WorkerId("w-1"), "w-2", connection.ref())));

    refused(1002, "worker_id mismatch");
    counted("refused", "wrong_worker");
    link.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void secondRequest_isRefusedWhileTheFirstIsUnderWay_andNotAfter() {
    ask("w-1", connection);
    var call = call();
    ask("w-1", connection);
    refused(1001, "a token request of this worker is in progress");
    counted("refused", "in_progress");
    give(call);
    assertThat(frame(connection)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
    counted("relayed", "none");

    ask("w-1", connection);
    give(call());
    assertThat(frame(connection)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
  }

  @Test
  void workersDoNotWaitForEachOther() {
    var other = testKit.<WorkerConnection.Command>createTestProbe();
    ask("w-1", connection);
    var first = call();
    ask("w-2", other);
    var second = call();
    assertThat(second.payload()).isEqualTo(new Payload.EnrolTokenQuery("w-2"));

    second.replyTo().tell(new CallResult.Answered(new Answer.EnrolTokenGiven("w-2", GRANT)));
    assertThat(frame(other)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
    first.replyTo().tell(new CallResult.Unreachable("gone"));
    refused(1003, "gone");
    counted("none_to_be_had", "none");
  }

  @Test
  void requestOverANewerConnection_takesThePlaceOfTheOlderOne_whichGetsNothing() {
    var newer = testKit.<WorkerConnection.Command>createTestProbe();
    ask("w-1", connection);
    var older = call();
    ask("w-1", newer);
    var call = call();
    give(older);
    give(call);

    assertThat(frame(newer)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
    connection.expectNoMessage(Duration.ofMillis(50));
    counted("worker_gone", "none");
    counted("relayed", "none");
  }

  @Test
  void workerThatLeft_mayAskAgainAtOnce() {
    ask("w-1", connection);
    call();
    connection.stop();
    counted("worker_gone", "none");
    var newer = testKit.<WorkerConnection.Command>createTestProbe();

    ask("w-1", newer);
    give(call());
    assertThat(frame(newer)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
  }

  @Test
  void workerThatAsksTooOften_isRefused_untilItsMinuteIsOver() {
    for (int i = 0; i < 3; i++) {
      ask("w-1", connection);
      give(call());
      frame(connection);
    }

    ask("w-1", connection);
    refused(1003, "too many token requests");
    counted("refused", "too_often");
    clock.pass(Duration.ofMinutes(1));
    ask("w-1", connection);
    give(call());
    assertThat(frame(connection)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
  }

  @Test
  void noMoreErrandsThanWorkersHavePlaces() {
    var others = testKit.<WorkerConnection.Command>createTestProbe();
    var calls = new ArrayList<ValidatorLink.Call>();
    for (int i = 0; i < WorkerRegistry.WORKERS_MAX; i++) {
      ask("other-" + i, others);
      calls.add(call());
    }
    ask("w-1", connection);
    refused(1003, "too many workers wait for tokens");
    counted("refused", "too_many");

    calls.getFirst().replyTo().tell(new CallResult.Unreachable("gone"));
    assertThat(frame(others)).isEqualTo(new MinerFrame.EnrolTokenRefused(1003, "gone"));
    counted("none_to_be_had", "none");
    ask("w-1", connection);
    give(call());
    assertThat(frame(connection)).isEqualTo(new MinerFrame.EnrolTokenGiven(GRANT));
  }

  @Test
  void withoutValidators_theWorkerIsToldSo() {
    desk.tell(new EnrolmentDesk.Validators(List.of()));
    ask("w-1", connection);

    refused(1003, "no validator to ask");
  }

  private void ask(String worker, TestProbe<WorkerConnection.Command> over) {
    desk.tell(new EnrolmentDesk.Asked(new TokenRequest(new WorkerId(worker), worker, over.ref())));
  }

  private ValidatorLink.Call call() {
    return link.expectMessageClass(ValidatorLink.Call.class);
  }

  private static void give(ValidatorLink.Call call) {
    call.replyTo().tell(new CallResult.Answered(new Answer.EnrolTokenGiven("w-1", GRANT)));
  }

  private static MinerFrame frame(TestProbe<WorkerConnection.Command> over) {
    return over.expectMessageClass(WorkerConnection.Deliver.class).frame();
  }

  private void refused(int code, String error) {
    assertThat(frame(connection)).isEqualTo(new MinerFrame.EnrolTokenRefused(code, error));
  }

  /// Once it is: a courier tells the worker before the desk.
  private void counted(String outcome, String cause) {
    await()
        .until(
            () ->
                meters.counter("byteleap.enrolments", "outcome", outcome, "cause", cause).count()
                    == 1);
  }
}
