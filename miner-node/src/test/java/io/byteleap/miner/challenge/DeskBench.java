package io.byteleap.miner.challenge;

import static io.byteleap.miner.fixture.TestWorkers.worker;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A desk whose workers and validators are a test's to play, in a time that it makes pass.
final class DeskBench implements AfterEachCallback {
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /// After which a new desk looks for workers.
  static final Duration SOON = Duration.ofSeconds(5);

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final TestClock clock = new TestClock();
  private final BlockingQueue<MinerEvent> events = new LinkedBlockingQueue<>();
  private final SimpleMeterRegistry figures = new SimpleMeterRegistry();
  private final TestProbe<WorkerRegistry.Command> registry = testKit.createTestProbe();
  private final TestProbe<WorkerSession.Command> session = testKit.createTestProbe();
  private final TestProbe<ValidatorLink.Command> a = testKit.createTestProbe();
  private final TestProbe<ValidatorLink.Command> b = testKit.createTestProbe();
  private final ActorRef<ChallengeDesk.Command> desk =
      testKit.spawn(
          ChallengeDesk.create(
              new ChallengeDesk.Settings(
                  new Hotkey("own"), INTERVAL, events::add, figures, clock, Seeds.generator(1)),
              registry.ref()));

  @Override
  public void afterEach(ExtensionContext test) {
    testKit.shutdownTestKit();
  }

  TestClock clock() {
    return clock;
  }

  SimpleMeterRegistry figures() {
    return figures;
  }

  BlockingQueue<MinerEvent> events() {
    return events;
  }

  TestProbe<WorkerRegistry.Command> registry() {
    return registry;
  }

  /// That of every worker.
  TestProbe<WorkerSession.Command> session() {
    return session;
  }

  TestProbe<ValidatorLink.Command> a() {
    return a;
  }

  TestProbe<ValidatorLink.Command> b() {
    return b;
  }

  ActorRef<ChallengeDesk.Command> desk() {
    return desk;
  }

  <M> TestProbe<M> probe() {
    return testKit.createTestProbe();
  }

  void choose(Validator... validators) {
    desk.tell(new ChallengeDesk.Validators(List.of(validators)));
    tally(); // it has heard
  }

  void pass(Duration duration) {
    settle();
    clock.pass(duration);
    time.timePasses(duration);
  }

  WorkerRegistry.GetRoster askedForRoster() {
    return registry.expectMessageClass(WorkerRegistry.GetRoster.class);
  }

  void roster(WorkerView... workers) {
    roster(askedForRoster(), workers);
  }

  void roster(WorkerRegistry.GetRoster asked, WorkerView... workers) {
    asked
        .replyTo()
        .tell(
            new Roster(
                Arrays.stream(workers).map(view -> new Entry(view, session.ref())).toList()));
  }

  /// Hears when the desk is drained, which has a minute for it.
  TestProbe<ChallengeDesk.Drained> drain() {
    TestProbe<ChallengeDesk.Drained> drained = testKit.createTestProbe();
    desk.tell(new ChallengeDesk.Drain(Duration.ofMinutes(1), drained.ref()));
    return drained;
  }

  void hand(ValidatorLink.Call poll, ComputeChallenge... challenges) {
    answer(poll, new Answer.Tasks(List.of(challenges), clock.instant()));
  }

  /// Hands out nothing, and asks the miner to come again in `wait`.
  void summon(ValidatorLink.Call poll, Duration wait) {
    answer(poll, new Answer.Tasks(List.of(), clock.instant(), Optional.of(wait)));
  }

  private static void answer(ValidatorLink.Call poll, Answer answer) {
    poll.replyTo().tell(new CallResult.Answered(answer));
  }

  Tally tally() {
    settle();
    TestProbe<Tally> probe = testKit.createTestProbe();
    desk.tell(new ChallengeDesk.GetTally(probe.ref()));
    return probe.receiveMessage();
  }

  /// The desk has heard the answers that it was given.
  private void settle() {
    registry.expectNoMessage(Duration.ofMillis(100));
  }

  WorkerView idle(String id) {
    return worker(id, new WorkerView.Online(), new WorkerView.NotYet(), clock.instant());
  }

  WorkerView offline(String id) {
    return worker(id, new WorkerView.Offline(), new WorkerView.NotYet(), clock.instant());
  }

  WorkerView busy(String id) {
    return worker(id, new WorkerView.Busy("t"), new WorkerView.NotYet(), clock.instant());
  }

  static ComputeChallenge challenge(String id, String target) {
    return new ComputeChallenge(id, "cpu_matrix", JsonObject.EMPTY, 45, target);
  }

  static Validator validator(String hotkey, TestProbe<ValidatorLink.Command> link) {
    return new Validator(
        new Target(new Endpoint("127.0.0.1", 9091), new Hotkey(hotkey)), link.ref());
  }
}
