package io.byteleap.chaintest;

import io.byteleap.chain.live.CommittedWeights;
import io.byteleap.chain.live.LiveChain;
import io.byteleap.chain.rpc.RpcCalls;
import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.AxonInfo;
import io.byteleap.chain.subtensor.Hyperparameters;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.StorageItem;
import io.byteleap.chain.subtensor.SubtensorCall.BurnedRegister;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.PublicKey;
import io.byteleap.keys.SecretUri;
import io.byteleap.keys.Signer;
import io.byteleap.port.Chain;
import io.byteleap.scale.ScaleWriter;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/// What the client must be able to do, one step after another; the first that fails ends it.
final class Steps {
  private static final Netuid NETUID = new Netuid(1);
  private static final Endpoint AXON = new Endpoint("1.2.3.4", 8_091);
  private static final int RUNTIME = 218;
  private static final int TEMPO = 10;
  private static final int LONG_LIMIT = 200;
  private static final int SHORT_LIMIT = 3;
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration REVEAL_MAX = Duration.ofSeconds(90);
  private static final LiveChain.Timing TIMING =
      new LiveChain.Timing(Duration.ofSeconds(60), Duration.ofMillis(150), Duration.ofSeconds(12));

  private final PrintStream out;
  private final InstantSource clock;
  private final Peek peek;
  private final BlockMaker blocks;
  private final FalsifiedCalls calls;
  private final Path folder;
  private final Member alice;
  private final Member bob;

  /// A development account as one of the subnet, with its own client of the chain.
  private record Member(Hotkey hotkey, AccountId account, LiveChain chain) {}

  /// What the clock says, where the steps are told, and where clients keep what must outlive them.
  record Place(InstantSource clock, PrintStream out, Path folder) {}

  Steps(RpcCalls calls, BlockMaker blocks, Place place) {
    this.out = place.out();
    this.clock = place.clock();
    this.folder = place.folder();
    this.peek = new Peek(calls);
    this.blocks = blocks;
    this.calls = new FalsifiedCalls(calls);
    this.alice = member("//Alice");
    this.bob = member("//Bob");
  }

  private Member member(String uri) {
    if (!(SecretUri.read(uri) instanceof SecretUri.Key(Keypair keypair))) {
      throw new IllegalStateException("BUG: every development account has a key");
    }
    return new Member(
        keypair.publicKey().address(),
        new AccountId(keypair.publicKey().bytes()),
        LiveChain.create(
            calls,
            new LiveChain.Subnet(
                NETUID, new Signer(keypair, new SecureRandom()), committed(keypair.publicKey())),
            TIMING,
            clock));
  }

  private CommittedWeights committed(PublicKey hotkey) {
    return switch (CommittedWeights.in(folder, NETUID, hotkey)) {
      case CommittedWeights.Opened(var weights) -> weights;
      case CommittedWeights.Broken(var why) -> throw new StepFailed(why);
    };
  }

  void run() {
    peek.await(clock.instant().plus(START_MAX), clock);
    step("runtime " + peek.specVersion(), peek.block());
    check(peek.specVersion() == RUNTIME, "this is not runtime " + RUNTIME);
    blocks.start();
    register(alice);
    register(bob);
    permit();
    serve();
    hyperparameters();
    write(SubtensorStorage.WEIGHTS_SET_RATE_LIMIT, u64(0));
    setWeights("set_weights", weights(65_535, 32_768));
    calls.falsify("system_accountNextIndex", "0");
    setWeights("set_weights after a stale nonce", weights(65_535, 1));
    check(calls.isSpent(), "the stale nonce was not used");
    calls.falsify("state_getRuntimeVersion", "{\"specVersion\":217,\"transactionVersion\":1}");
    setWeights("set_weights after a wrong spec version", weights(2, 65_535));
    check(calls.isSpent(), "the wrong spec version was not used");
    tooEarly();
    commitReveal();
  }

  private void register(Member who) {
    blocks.write(SubtensorStorage.ACCOUNT_NONCE.key(SubtensorStorage.key(who.account())), funded());
    long block = included(who.chain().carryOut(new BurnedRegister(NETUID, who.account())));
    step("burned_register, uid " + uid(who).value(), block);
  }

  /// An account with a provider and 1,000,000 tao.
  private static Bytes funded() {
    return new ScaleWriter()
        .u32(0)
        .u32(0)
        .u32(1)
        .u32(0)
        .u64(1_000_000_000_000_000L)
        .u64(0)
        .u64(0)
        .u128(BigInteger.ZERO)
        .toBytes();
  }

  private Uid uid(Member who) {
    return new Uid(
        peek.value(
                SubtensorStorage.UIDS,
                SubtensorStorage.key(NETUID),
                SubtensorStorage.key(who.account()))
            .orElseThrow(() -> new StepFailed("no uid")));
  }

  /// Every neuron may set weights.
  private void permit() {
    write(
        SubtensorStorage.VALIDATOR_PERMIT,
        new ScaleWriter().list(List.of(1, 1, 1), ScaleWriter::u8).toBytes());
  }

  private void write(StorageItem<?> item, Bytes value) {
    blocks.write(item.key(SubtensorStorage.key(NETUID)), value);
  }

  private static Bytes u64(long value) {
    return new ScaleWriter().u64(value).toBytes();
  }

  private void serve() {
    long block = included(bob.chain().serveAxon(bob.hotkey(), AXON));
    var stored =
        peek.value(
            SubtensorStorage.AXONS,
            SubtensorStorage.key(NETUID),
            SubtensorStorage.key(bob.account()));
    check(stored.map(AxonInfo::endpoint).filter(AXON::equals).isPresent(), "axon is " + stored);
    step("serve_axon, read back as " + AXON.authority(), block);
    var again = join(bob.chain().serveAxon(bob.hotkey(), AXON));
    check(again.equals(new Chain.Unchanged()), "the same axon again: " + again);
    step("serve_axon of the same, nothing is sent", peek.block());
    var seen = bob.chain().metagraph().toCompletableFuture().join();
    check(
        seen instanceof Chain.Seen(var metagraph)
            && metagraph.of(bob.hotkey()).filter(n -> n.axon().equals(AXON)).isPresent(),
        "metagraph: " + seen);
    step("metagraph with both, read through the runtime's APIs", peek.block());
  }

  private void hyperparameters() {
    var parameters = bob.chain().hyperparameters().toCompletableFuture().join();
    var tempo = peek.value(SubtensorStorage.TEMPO, SubtensorStorage.key(NETUID));
    check(
        parameters instanceof LiveChain.Known(var known)
            && known.get(Hyperparameters.Name.TEMPO).equals(tempo.map(Integer::longValue)),
        "hyperparameters: " + parameters);
    step("hyperparameters, with the tempo of the storage", peek.block());
  }

  private Weights weights(int forAlice, int forBob) {
    return new Weights(
        new TreeMap<>(Map.of(uid(alice), new Weight(forAlice), uid(bob), new Weight(forBob))));
  }

  private void setWeights(String what, Weights weights) {
    long block = included(alice.chain().setWeights(alice.hotkey(), weights));
    check(isStored(weights), "weights are " + stored());
    step(what + ", read back as " + stored(), block);
  }

  private List<SubtensorStorage.WeightOf> stored() {
    return peek.value(
            SubtensorStorage.WEIGHTS,
            SubtensorStorage.key(NETUID),
            SubtensorStorage.key16(uid(alice).value()))
        .orElse(List.of());
  }

  private boolean isStored(Weights weights) {
    var expected =
        weights.byUid().entrySet().stream()
            .map(
                entry ->
                    new SubtensorStorage.WeightOf(entry.getKey().value(), entry.getValue().value()))
            .toList();
    return stored().equals(expected);
  }

  private void tooEarly() {
    write(SubtensorStorage.WEIGHTS_SET_RATE_LIMIT, u64(LONG_LIMIT));
    var outcome = join(alice.chain().setWeights(alice.hotkey(), weights(7, 65_535)));
    check(outcome instanceof Chain.TooEarly, "too early: " + outcome);
    step("set_weights too early, told to wait: " + outcome, peek.block());
    write(SubtensorStorage.WEIGHTS_SET_RATE_LIMIT, u64(0));
    setWeights("set_weights before the limit is known", weights(8, 65_535));
    write(SubtensorStorage.WEIGHTS_SET_RATE_LIMIT, u64(SHORT_LIMIT));
    setWeights("set_weights a little too early, waits for its block", weights(9, 65_535));
    write(SubtensorStorage.WEIGHTS_SET_RATE_LIMIT, u64(0));
  }

  private void commitReveal() {
    write(SubtensorStorage.TEMPO, SubtensorStorage.key16(TEMPO));
    write(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED, new ScaleWriter().u8(1).toBytes());
    var hidden = weights(65_535, 12_345);
    permit();
    long block = included(alice.chain().setWeights(alice.hotkey(), hidden));
    check(!isStored(hidden), "weights are visible at once");
    var commits =
        peek.value(
                SubtensorStorage.WEIGHT_COMMITS,
                SubtensorStorage.key(NETUID),
                SubtensorStorage.key(alice.account()))
            .orElse(List.of());
    check(commits.size() == 1, "commits are " + commits);
    step(
        "commit_weights, stored as "
            + HexFormat.of().formatHex(commits.getFirst().hash().toArray()),
        block);
    reveal(hidden);
  }

  /// A client that starts anew opens them by itself, after a reading, once their epoch has come.
  private void reveal(Weights hidden) {
    var restarted = member("//Alice");
    var until = clock.instant().plus(REVEAL_MAX);
    while (!isStored(hidden)) {
      check(clock.instant().isBefore(until), "not revealed by block " + peek.block());
      permit(); // the end of an epoch takes it from validators without stake
      var _ = restarted.chain().metagraph().toCompletableFuture().join();
    }
    step("reveal_weights in its epoch, after a restart, read back as " + stored(), peek.block());
  }

  private static long included(CompletionStage<Chain.Outcome> stage) {
    var outcome = join(stage);
    if (outcome instanceof Chain.Included(var block)) {
      return block.value();
    }
    throw new StepFailed(outcome.toString());
  }

  private static Chain.Outcome join(CompletionStage<Chain.Outcome> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new StepFailed(otherwise);
    }
  }

  private void step(String what, long block) {
    out.printf("block %4d  %s%n", block, what);
  }
}
