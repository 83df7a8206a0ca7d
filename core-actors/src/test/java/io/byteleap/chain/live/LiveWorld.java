package io.byteleap.chain.live;

import io.byteleap.chain.rpc.RpcClient;
import io.byteleap.chain.rpc.RpcLink;
import io.byteleap.chain.rpc.RpcSettings;
import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.keys.Signer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/// A client of the chain, and the nodes that it talks to.
final class LiveWorld implements AutoCloseable {
  static final Netuid NETUID = new Netuid(1);
  static final Signer SIGNER = Signers.ALICE;
  static final Hotkey ALICE = SIGNER.hotkey();
  static final AccountId ACCOUNT = new AccountId(SIGNER.publicKey().bytes());
  static final Bytes SUBNET = SubtensorStorage.key(NETUID);
  static final Weights WEIGHTS = new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final RpcSettings.Timing LINK =
      new RpcSettings.Timing(
          Duration.ofSeconds(10),
          Duration.ofDays(1),
          Duration.ofMillis(1),
          Duration.ofMinutes(5),
          Duration.ofMillis(20),
          Duration.ofMillis(50));

  private final ActorTestKit testKit = ActorTestKit.create();

  LiveChain chain(ReplayedNode at) {
    return chain(CommittedWeights.inMemory(), at);
  }

  LiveChain chain(CommittedWeights committed, ReplayedNode at) {
    return chain(committed, ANSWER, InstantSource.system(), at);
  }

  LiveChain impatient(Duration answer, ReplayedNode... at) {
    return chain(CommittedWeights.inMemory(), answer, InstantSource.system(), at);
  }

  LiveChain under(InstantSource clock, ReplayedNode at) {
    return chain(CommittedWeights.inMemory(), ANSWER, clock, at);
  }

  private LiveChain chain(
      CommittedWeights committed, Duration answer, InstantSource clock, ReplayedNode... at) {
    return LiveChain.create(
        client(at),
        new LiveChain.Subnet(NETUID, SIGNER, committed),
        new LiveChain.Timing(answer, Duration.ofMillis(5), Duration.ofSeconds(12)),
        clock);
  }

  LiveInspection inspection(ReplayedNode at) {
    return LiveInspection.of(client(at), NETUID, ANSWER);
  }

  private RpcClient client(ReplayedNode... at) {
    var settings = new RpcSettings(Stream.of(at).map(ReplayedNode::url).toList(), LINK);
    var link =
        testKit.spawn(
            RpcLink.create(
                settings, new RpcLink.Tools(InstantSource.system(), Seeds.generator(1))));
    return new RpcClient(link, testKit.scheduler());
  }

  /// Makes our account a member with uid 1 that never set weights, in a subnet that shows weights
  /// at once.
  static void join(ReplayedNode at) {
    at.store(SubtensorStorage.UIDS.key(SUBNET, SubtensorStorage.key(ACCOUNT)), "0x0100");
    at.store(SubtensorStorage.LAST_UPDATE.key(SUBNET), "0x08" + "00".repeat(16));
    at.store(SubtensorStorage.WEIGHTS_SET_RATE_LIMIT.key(SUBNET), "0x6400000000000000");
    at.store(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED.key(SUBNET), "0x00");
  }

  static void hideWeights(ReplayedNode at) {
    at.store(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED.key(SUBNET), "0x01");
  }

  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    testKit.shutdownTestKit();
  }
}
