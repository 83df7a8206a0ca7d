package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.fixture.TestValidator;
import io.byteleap.miner.validator.CallResult.Answered;
import io.byteleap.miner.validator.CallResult.Refused;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseClient;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PlainError;
import io.byteleap.wire.validator.SynapseType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A link with a validator that takes no more than so many requests in 30 seconds, as they all do.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ValidatorLinkPaceTest {
  private static final int REQUESTS_MAX = 40;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private final LinkedBlockingQueue<Contact> contacts = new LinkedBlockingQueue<>();
  private TestValidator validator;
  private Door door;
  private TestProbe<CallResult> results;
  private ActorRef<ValidatorLink.Command> link;

  /// In place of HTTP; the limit is the validator's own. Is called by the link only.
  private final class Door {
    private AttemptLimit limit = AttemptLimit.of(REQUESTS_MAX, Duration.ofSeconds(30));
    private int refusals;

    synchronized CompletionStage<SynapseClient.Result> call(SynapseType type, String request) {
      var call = new SynapseCall(type, Signers.BOB.hotkey(), request);
      var taken =
          type == SynapseType.SESSION_INIT ? Optional.of(limit) : limit.attempt(clock.instant());
      taken.ifPresent(next -> limit = next);
      if (taken.isEmpty() && type != SynapseType.TASK) {
        refusals++;
      }
      return (taken.isPresent()
              ? validator.respond(call)
              : CompletableFuture.completedStage(
                  PlainError.of(ErrorCode.NETWORK_ERROR, "rate_limited").toText()))
          .thenApply(SynapseClient.Answered::new);
    }

    synchronized void closeFor(Duration stretch) {
      limit = AttemptLimit.of(1, stretch).attempt(clock.instant()).orElseThrow();
    }

    /// Of commitments and proofs.
    synchronized int refusals() {
      return refusals;
    }
  }

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void connect() {
    contacts.clear();
    validator = new TestValidator(testKit.system(), clock, Seeds.generator(1));
    door = new Door();
    results = testKit.createTestProbe();
    link =
        testKit.spawn(
            ValidatorLink.create(
                new ValidatorLink.Settings(
                    new Handshakes(Signers.BOB, HandshakePolicy.STRICT, new SimpleMeterRegistry()),
                    validator.target(),
                    this::call,
                    contacts::add,
                    clock,
                    Seeds.generator(2))));
  }

  private CompletionStage<SynapseClient.Result> call(
      Target target, SynapseType type, String request, Duration timeout) {
    return door.call(type, request);
  }

  @AfterEach
  void disconnect() {
    testKit.stop(link);
    validator.stop();
  }

  @Test
  void commitmentsThatAreTooMany_waitForTheirTurn_andAllArrive() {
    commit(0, 60);
    var first = results.receiveSeveralMessages(REQUESTS_MAX);
    nothingMoreIsSaid();

    pass(CallPace.STRETCH);
    var rest = results.receiveSeveralMessages(20);

    assertThat(first).allMatch(Answered.class::isInstance);
    assertThat(rest).allMatch(Answered.class::isInstance);
    assertThat(committed()).hasSize(60).isSorted();
    assertThat(contacts).noneMatch(contact -> contact instanceof Contact.Missed);
  }

  @Test
  void validatorThatRefusedOnce_isNotAskedAgainBeforeThereIsRoom() {
    commit(0, REQUESTS_MAX + 1);
    results.receiveSeveralMessages(REQUESTS_MAX);
    results.awaitAssert(() -> assertThat(door.refusals()).isEqualTo(1));

    commit(REQUESTS_MAX + 1, 30);
    prove(5);
    nothingMoreIsSaid();
    pass(CallPace.STRETCH);
    var rest = results.receiveSeveralMessages(36);

    assertThat(rest).allMatch(Answered.class::isInstance);
    assertThat(door.refusals()).isEqualTo(1);
  }

  @Test
  void pollThatIsOneTooMany_isRefusedAtOnce() {
    commit(0, REQUESTS_MAX);
    results.receiveSeveralMessages(REQUESTS_MAX);

    poll(results);

    results.expectMessage(new Refused(1003, "rate_limited"));
  }

  @Test
  void commitmentWhoseTurnNeverComes_isRefusedAfterAMinute() {
    door.closeFor(Duration.ofHours(1));
    commit(0, 1);
    nothingMoreIsSaid();

    for (int second = 1; second < 60; second++) { // a step is shorter than what a call waits
      pass(Duration.ofSeconds(1));
      nothingMoreIsSaid();
    }
    pass(Duration.ofSeconds(2));

    results.expectMessage(new Refused(1003, "rate_limited"));
    assertThat(door.refusals())
        .isBetween(2, 1 + (int) Duration.ofMinutes(1).dividedBy(CallPace.REST));
    assertThat(contacts).noneMatch(contact -> contact instanceof Contact.Missed);
  }

  /// The link has done all that it had to, since what it is asked last is answered: the validator's
  /// responses are there at once, and in the order of the calls.
  private void nothingMoreIsSaid() {
    TestProbe<CallResult> last = testKit.createTestProbe();
    poll(last);
    last.expectMessage(new Refused(1003, "rate_limited"));
    results.expectNoMessage(Duration.ZERO);
  }

  private void poll(TestProbe<CallResult> replies) {
    var payload = new Payload.TaskPoll(Signers.BOB.hotkey().value(), clock.instant());
    link.tell(new ValidatorLink.Call(payload, TIMEOUT, replies.ref()));
  }

  private void commit(int first, int count) {
    IntStream.range(first, first + count)
        .mapToObj(i -> new Payload.CommitmentData("c-%03d".formatted(i), "w-1", List.of()))
        .forEach(payload -> link.tell(call(payload)));
  }

  private void prove(int count) {
    IntStream.range(0, count)
        .mapToObj(
            i ->
                new Payload.ProofData(
                    "c-%03d".formatted(i), new Proof(List.of()), JsonObject.builder().build()))
        .forEach(payload -> link.tell(call(payload)));
  }

  private ValidatorLink.Call call(Payload payload) {
    return new ValidatorLink.Call(payload, TIMEOUT, results.ref());
  }

  private List<String> committed() {
    var payloads = new ArrayList<Payload>();
    validator.heard.drainTo(payloads);
    return payloads.stream()
        .map(payload -> ((Payload.CommitmentData) payload).challengeId())
        .toList();
  }

  /// The link's clock and its timers move together.
  private void pass(Duration duration) {
    clock.pass(duration);
    time.timePasses(duration);
  }
}
