package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.fixture.TestValidator;
import io.byteleap.miner.validator.CallResult.Answered;
import io.byteleap.miner.validator.CallResult.Refused;
import io.byteleap.miner.validator.CallResult.Unreachable;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PlainError;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A link against a validator over real HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ValidatorLinkTest {
  private static final Hotkey OWN = Signers.BOB.hotkey();
  private static final Handshakes HANDSHAKES =
      new Handshakes(Signers.BOB, HandshakePolicy.STRICT, new SimpleMeterRegistry());
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ActorTestKit testKit = ActorTestKit.create(ConfigFactory.load("miner"));
  private final TestClock clock = new TestClock();
  private final LinkedBlockingQueue<Contact> contacts = new LinkedBlockingQueue<>();
  private TestValidator validator;
  private ActorRef<ValidatorLink.Command> link;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void connect() {
    contacts.clear();
    validator = new TestValidator(testKit.system(), clock, Seeds.generator(1));
    var client = new SynapseClient(testKit.system(), Signers.BOB, "127.0.0.1", clock);
    link =
        testKit.spawn(
            ValidatorLink.create(
                new ValidatorLink.Settings(
                    HANDSHAKES,
                    validator.target(),
                    client,
                    contacts::add,
                    clock,
                    Seeds.generator(2))));
  }

  @AfterEach
  void disconnect() {
    testKit.stop(link);
    validator.stop();
  }

  @Test
  void calls_shareOneSession_evenWhenTheyComeTogether() {
    var replies = testKit.<CallResult>createTestProbe();
    IntStream.range(0, 20)
        .forEach(_ -> link.tell(new ValidatorLink.Call(poll(), PATIENCE, replies.ref())));

    var results = replies.receiveSeveralMessages(20, PATIENCE);

    assertThat(results).allMatch(result -> result instanceof Answered(Answer.Tasks _));
    assertThat(validator.handshakes).hasValue(1);
    assertThat(contacts).hasSize(21).first().isInstanceOf(Contact.SessionOpened.class);
  }

  @Test
  void validatorThatForgotTheSession_costsOneHandshakeAndNothingElse() {
    call();
    validator.forgetSessions();

    assertThat(call()).isInstanceOf(Answered.class);
    assertThat(validator.handshakes).hasValue(2);
    assertThat(contacts).noneMatch(contact -> contact instanceof Contact.Missed);
  }

  @Test
  void manyCalls_inAForgottenSession_shareTheNewOne() {
    call();
    validator.forgetSessions();
    var replies = testKit.<CallResult>createTestProbe();

    IntStream.range(0, 10)
        .forEach(_ -> link.tell(new ValidatorLink.Call(poll(), PATIENCE, replies.ref())));

    assertThat(replies.receiveSeveralMessages(10, PATIENCE)).allMatch(Answered.class::isInstance);
    assertThat(validator.handshakes).hasValue(2);
  }

  @Test
  void everyCodeOfABrokenSession_isRetriedOnce_andOnlyOnce() {
    var codes =
        List.of(
            ErrorCode.SEQUENCE_ERROR,
            ErrorCode.SESSION_EXPIRED,
            ErrorCode.SESSION_UNKNOWN,
            ErrorCode.REHANDSHAKE_REQUIRED);
    for (var code : codes) {
      say(plain(code));
      assertThat(call()).as("after one %s", code).isInstanceOf(Answered.class);
      say(plain(code));
      say(plain(code));
      assertThat(call()).as("after two %s", code).isEqualTo(new Refused(code.number(), "no"));
    }
    assertThat(validator.heard).hasSize(codes.size());
    assertThat(contacts).noneMatch(contact -> contact instanceof Contact.Missed);
  }

  @Test
  void otherRefusals_areNotRetried() {
    say(PlainError.of(ErrorCode.NETWORK_ERROR, "rate_limited").toText());
    assertThat(call()).isEqualTo(new Refused(1003, "rate_limited"));
    say("");
    assertThat(call()).isEqualTo(new Refused(1001, "empty response"));
    validator.answer(_ -> new Answer.Failed("challenge not found", 1006));
    assertThat(call()).isEqualTo(new Refused(1006, "challenge not found"));

    assertThat(validator.handshakes).hasValue(1);
    assertThat(contacts).noneMatch(contact -> contact instanceof Contact.Missed);
  }

  @Test
  void responseThatCannotBeOpened_isAskedForAgainInANewSession() {
    call();
    say("{\"ver\":\"v1\"}");
    assertThat(call()).isInstanceOf(Answered.class);
    assertThat(validator.handshakes).hasValue(2);
  }

  @Test
  void responseThatIsPlayedAgain_isNotTaken() throws InterruptedException {
    call();
    say(validator.said.take());

    assertThat(call()).isInstanceOf(Answered.class);
    assertThat(validator.handshakes).hasValue(2);
  }

  @Test
  void session_isReplacedBeforeItIsUsed_whenItIsNearItsEnd() {
    call();
    clock.pass(SecureSession.LIFE.minus(SecureSession.NEAR_EXPIRY));

    assertThat(call()).isInstanceOf(Answered.class);
    assertThat(validator.handshakes).hasValue(2);
  }

  @Test
  void sessionsThatAreShort_areUsedAllTheSame() {
    validator.sessionsLive(Duration.ofSeconds(60));

    assertThat(call()).isInstanceOf(Answered.class);
  }

  @Test
  void validatorThatIsDown_isUnreachable_andReachedAgainWhenItIsBack() {
    call();
    validator.stop();
    validator.forgetSessions();
    assertThat(call()).isInstanceOf(Unreachable.class);
    assertThat(call()).isInstanceOf(Unreachable.class);
    assertThat(contacts).filteredOn(contact -> contact instanceof Contact.Missed).hasSize(2);

    validator.start();

    assertThat(call()).isInstanceOf(Answered.class);
  }

  @Test
  void validatorThatIsSilent_isUnreachable_whenTheCallsTimeIsOver() {
    call();
    validator.instead.add(new CompletableFuture<>());
    var replies = testKit.<CallResult>createTestProbe();

    link.tell(new ValidatorLink.Call(poll(), Duration.ofMillis(200), replies.ref()));

    assertThat(replies.receiveMessage()).isInstanceOf(Unreachable.class);
    assertThat(call()).isInstanceOf(Answered.class);
  }

  @Test
  void validatorThatDoesNotKnowUs_refuses() {
    validator.refuseMembers();

    assertThat(call())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(403);
              assertThat(refused.says()).contains("hotkey_not_in_metagraph");
            });
    assertThat(contacts).hasOnlyElementsOfType(Contact.Refused.class);
  }

  @Test
  void greeting_opensASession_andSaysWhenThereIsNobody() throws InterruptedException {
    link.tell(new ValidatorLink.Greet());
    assertThat(contacts.take()).isInstanceOf(Contact.SessionOpened.class);
    validator.stop();

    link.tell(new ValidatorLink.Greet());

    assertThat(contacts.take()).isInstanceOf(Contact.GreetingMissed.class);
  }

  @Test
  void handshakeThatIsRefused_costsNoSessionThatIsStillGood() {
    call();
    validator.allowHandshakes(1);

    link.tell(new ValidatorLink.Greet());
    assertThat(call()).isInstanceOf(Answered.class);
    clock.pass(SecureSession.LIFE.minus(SecureSession.NEAR_EXPIRY));
    assertThat(call()).isInstanceOf(Answered.class);
    clock.pass(SecureSession.NEAR_EXPIRY);
    assertThat(call()).isEqualTo(new Refused(4018, "too many handshakes"));
  }

  @Test
  void handshakeThatFailed_isNotMadeAgainAtOnce_butSoon() {
    validator.refuseMembers();
    assertThat(call()).isInstanceOf(Refused.class);
    validator.welcomeMembers();

    assertThat(call())
        .isInstanceOfSatisfying(
            Unreachable.class,
            heldBack -> assertThat(heldBack.cause()).contains("hotkey_not_in_metagraph"));
    assertThat(validator.handshakes).hasValue(0);

    clock.pass(Duration.ofSeconds(1));
    assertThat(call()).isInstanceOf(Answered.class);
  }

  @Test
  void tooManyCalls_areRefusedAtOnce_andTheOthersGetTheirResult() {
    call();
    var replies = testKit.<CallResult>createTestProbe();
    IntStream.range(0, 256).forEach(_ -> validator.instead.add(new CompletableFuture<>()));

    IntStream.range(0, 257)
        .forEach(_ -> link.tell(new ValidatorLink.Call(poll(), PATIENCE, replies.ref())));

    replies.expectMessage(new Unreachable("256 calls wait already"));
    testKit.stop(link);
    assertThat(replies.receiveSeveralMessages(256, PATIENCE))
        .allMatch(new Unreachable("the link was closed")::equals);
  }

  private CallResult call() {
    TestProbe<CallResult> replies = testKit.createTestProbe();
    link.tell(new ValidatorLink.Call(poll(), PATIENCE, replies.ref()));
    return replies.receiveMessage(PATIENCE.plusSeconds(5));
  }

  private Payload poll() {
    return new Payload.TaskPoll(OWN.value(), clock.instant());
  }

  private void say(String response) {
    CompletionStage<String> stage = CompletableFuture.completedStage(response);
    validator.instead.add(stage);
  }

  private static String plain(ErrorCode code) {
    return PlainError.of(code, "no").toText();
  }
}
