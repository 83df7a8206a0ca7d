package io.byteleap.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.chain.rpc.RpcResult.Absence;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.awaitility.core.ConditionFactory;

/// Links and nodes on loopback, under a clock that the test moves.
final class RpcWorld implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(5);
  static final RpcRequest HEAD = RpcRequest.of("chain_getHead", TIMEOUT);

  /// While a test lets time pass, no ping comes in between, and no dialling is given up: that takes
  /// real time, of which there may be little to an hour of the test's.
  static final RpcSettings.Timing TIMING =
      new RpcSettings.Timing(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofMillis(200),
          Duration.ofSeconds(60));

  private static final Duration STEP = Duration.ofMillis(100);
  private static final int STEPS_MAX = 400;
  private static final int REAL_STEP_MILLIS = 25;

  private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(testKit.system());
  private final List<ScriptedNode> nodes = new ArrayList<>();
  private volatile Instant now = Samples.T0;

  ScriptedNode node() {
    return known(ScriptedNode.create());
  }

  /// A node where there was one before.
  ScriptedNode nodeOn(int port) {
    return known(ScriptedNode.on(port));
  }

  ScriptedNode known(ScriptedNode node) {
    nodes.add(node);
    return node;
  }

  RpcClient client(NodeUrl... endpoints) {
    return client(TIMING, endpoints);
  }

  RpcClient client(RpcSettings.Timing timing, NodeUrl... endpoints) {
    var settings = new RpcSettings(List.of(endpoints), timing);
    var tools = new RpcLink.Tools(() -> now, Seeds.generator(1));
    return new RpcClient(testKit.spawn(RpcLink.create(settings, tools)), testKit.scheduler());
  }

  RpcClient client(Supplier<RpcDialer> dialers, NodeUrl endpoint) {
    var settings = new RpcSettings(List.of(endpoint), TIMING);
    var tools = new RpcLink.Tools(() -> now, Seeds.generator(1));
    return new RpcClient(
        testKit.spawn(RpcLink.create(settings, tools, dialers)), testKit.scheduler());
  }

  void stop(RpcClient client) {
    testKit.stop(client.link());
  }

  <T> TestProbe<T> probe() {
    return testKit.createTestProbe();
  }

  void pass(Duration duration) {
    now = now.plus(duration);
    time.timePasses(duration);
  }

  /// The next connection, for which time passes as it must.
  ScriptedNode.Session arrival(ScriptedNode node) {
    for (int i = 0; i < STEPS_MAX; i++) {
      var session = node.connectedWithin(REAL_STEP_MILLIS);
      if (session.isPresent()) {
        return session.get();
      }
      pass(STEP);
    }
    throw new AssertionError("nobody connects");
  }

  /// The next connection, once it is in use.
  ScriptedNode.Session arrival(RpcClient client, ScriptedNode node) {
    var session = arrival(node);
    soon().until(() -> isConnectedTo(client, node));
    return session;
  }

  /// The next connection to a preferred node that is back, once it is in use.
  ScriptedNode.Session comeback(RpcClient client, ScriptedNode node) {
    pass(TIMING.preferredAgain().multipliedBy(2)); // it is tried after a fifth more or less
    return arrival(client, node);
  }

  /// Time passes until it is so.
  void passUntil(BooleanSupplier condition) {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertThat(i).as("steps").isLessThan(STEPS_MAX);
      pass(STEP);
    }
  }

  /// A request that the node answers with "next".
  CompletionStage<RpcResult> answered(RpcClient client, ScriptedNode.Session session) {
    var result = client.call(HEAD);
    session.answer(session.next(), "\"next\"");
    return result;
  }

  RpcLink.Status status(RpcClient client) {
    TestProbe<RpcLink.Status> probe = testKit.createTestProbe();
    client.link().tell(new RpcLink.GetStatus(probe.ref()));
    return probe.receiveMessage();
  }

  boolean isConnectedTo(RpcClient client, ScriptedNode node) {
    return status(client) instanceof RpcLink.Connected(var url, _) && url.equals(node.url());
  }

  boolean isAway(RpcClient client) {
    return status(client) instanceof RpcLink.Away(var why) && !why.value().equals("connecting");
  }

  static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(5));
  }

  static RpcResult join(CompletionStage<RpcResult> stage) {
    return stage.toCompletableFuture().orTimeout(15, TimeUnit.SECONDS).join();
  }

  static String text(CompletionStage<RpcResult> stage) {
    var result = join(stage);
    assertThat(result).isInstanceOf(Answered.class);
    return ((Answered) result).value().text();
  }

  static Absence absence(CompletionStage<RpcResult> stage) {
    var result = join(stage);
    assertThat(result).isInstanceOf(Unreachable.class);
    return ((Unreachable) result).absence();
  }

  @Override
  public void close() {
    testKit.shutdownTestKit();
    nodes.forEach(ScriptedNode::close);
  }
}
