package io.byteleap.chain.live;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.ChainSource;
import io.byteleap.chain.rpc.RpcCalls;
import io.byteleap.chain.rpc.RpcClient;
import io.byteleap.chain.rpc.RpcLink;
import io.byteleap.chain.rpc.RpcSettings;
import io.byteleap.chain.subtensor.Hyperparameters;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorCall;
import io.byteleap.chain.subtensor.SubtensorCall.ServeAxon;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.chain.subtensor.SubtensorStorage.HashCommit;
import io.byteleap.chain.subtensor.Timelock;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.keys.Signer;
import io.byteleap.port.Chain;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Bittensor chain. Questions and transactions run on threads of their own, which wait without
/// holding up anybody; transactions one after another, so that each has its nonce.
///
/// What is handed in is planned anew for every try from what the chain shows, signed for a few
/// blocks, and looked for in them. Weights that were committed to by hash are opened, when their
/// epoch has come, after a reading of the metagraph.
public final class LiveChain implements Chain {
  private static final Logger LOG = LoggerFactory.getLogger(LiveChain.class);
  private static final String NOT_REGISTERED = "HotKeyNotRegisteredInSubNet";

  private final Subnet subnet;
  private final MetagraphReader metagraphs;
  private final NodeReader node;
  private final Runtimes runtimes;
  private final SubnetReader reader;
  private final Transactions transactions;
  private final WeightCalls weightCalls;
  private final ReentrantLock lane = new ReentrantLock(true);
  private final AtomicBoolean revealing = new AtomicBoolean();

  /// Guarded by `lane`.
  private final CommittedWeights committed;

  /// Which subnet, who signs, and where weights are kept that are committed to and not yet opened.
  public record Subnet(Netuid netuid, Signer hotkey, CommittedWeights committed) {
    /// For a node that sets no weights, or forgets those that are not opened when it stops.
    public Subnet(Netuid netuid, Signer hotkey) {
      this(netuid, hotkey, CommittedWeights.inMemory());
    }
  }

  /// `answer`: for a node to answer; `poll`: between two looks for a new block.
  public record Timing(Duration answer, Duration poll, Duration blockTime) {
    /// Source: the chain makes a block in 12 seconds.
    public static final Timing USUAL =
        new Timing(Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofSeconds(12));

    public Timing {
      if (!answer.isPositive() || !poll.isPositive() || !blockTime.isPositive()) {
        throw new IllegalArgumentException("every time must be positive");
      }
    }
  }

  private LiveChain(RpcCalls calls, Subnet subnet, Timing timing, BlockSearch.Tools tools) {
    var random = new SecureRandom();
    var signer = new HotkeySigner(subnet.hotkey());
    this.subnet = subnet;
    this.committed = subnet.committed();
    this.node = new NodeReader(calls, timing.answer());
    this.runtimes = new Runtimes(node);
    this.metagraphs = new MetagraphReader(node, runtimes, subnet.netuid());
    this.reader = new SubnetReader(node, subnet.netuid(), signer.account());
    var search =
        new BlockSearch(
            node, runtimes, new BlockSearch.Timing(timing.poll(), timing.blockTime()), tools);
    this.transactions = new Transactions(node, runtimes, search, signer);
    this.weightCalls =
        new WeightCalls(
            subnet.netuid(),
            signer.account(),
            timing.blockTime(),
            new WeightCalls.Tools(tools.clock(), random, Timelock::load));
  }

  public static LiveChain create(
      RpcCalls calls, Subnet subnet, Timing timing, InstantSource clock) {
    return create(calls, subnet, timing, new BlockSearch.Tools(clock, Pauses.real()));
  }

  static LiveChain create(RpcCalls calls, Subnet subnet, Timing timing, BlockSearch.Tools tools) {
    return new LiveChain(calls, subnet, timing, tools);
  }

  /// The chain that `settings` leads to; a node's actor owns the one connection to it.
  public static ChainSource source(RpcSettings settings, Subnet subnet, InstantSource clock) {
    return node -> {
      var tools = new RpcLink.Tools(clock, new SecureRandom());
      var link = node.spawn(RpcLink.create(settings, tools), "chain-link");
      var client = new RpcClient(link, node.getSystem().scheduler());
      return create(client, subnet, Timing.USUAL, clock);
    };
  }

  @Override
  public CompletionStage<Reading> metagraph() {
    return LiveChain.<Reading>apart(
            () -> {
              try {
                return new Seen(metagraphs.read());
              } catch (ChainProblem e) {
                return new Unseen(e.why());
              }
            },
            Unseen::new)
        .whenComplete((_, _) -> openWhatIsDue());
  }

  /// The parameters of the subnet at the newest block, all that the chain says; for tools.
  public CompletionStage<Parameters> hyperparameters() {
    return apart(
        () -> {
          try {
            var head = node.head();
            return new Known(reader.parameters(runtimes.at(head.hash()), head));
          } catch (ChainProblem e) {
            return new Unknown(e.why());
          }
        },
        Unknown::new);
  }

  public sealed interface Parameters {}

  public record Known(Hyperparameters hyperparameters) implements Parameters {}

  /// The chain cannot be asked now, or does not say.
  public record Unknown(String cause) implements Parameters {}

  @Override
  public CompletionStage<Outcome> serveAxon(Hotkey own, Endpoint endpoint) {
    return submit(
        own,
        (runtime, head) -> {
          if (reader.uid(runtime, head).isEmpty()) {
            return new Plan.Decided(new Refused(NOT_REGISTERED));
          }
          var call = ServeAxon.of(subnet.netuid(), endpoint);
          return AxonPlan.of(call, reader.axon(runtime, head));
        });
  }

  @Override
  public CompletionStage<Outcome> setWeights(Hotkey own, Weights weights) {
    var vector = UidWeights.of(weights);
    return submit(own, (runtime, head) -> weightPlan(vector, runtime, head));
  }

  /// Has the chain carry out any call, signed by our key; for tools.
  public CompletionStage<Outcome> carryOut(SubtensorCall call) {
    return submit(subnet.hotkey().publicKey().address(), (_, _) -> new Plan.Send(call));
  }

  private Plan weightPlan(UidWeights vector, ChainRuntime runtime, Head head) {
    var uid = reader.uid(runtime, head);
    if (uid.isEmpty()) {
      return new Plan.Decided(new Refused(NOT_REGISTERED));
    }
    return switch (reader.weights(runtime, head, uid.get()).verdict(head.number())) {
      case WeightPlan.Stop(var outcome) -> new Plan.Decided(outcome);
      case WeightPlan.Go(var hiding) ->
          weightCalls.plan(
              hiding,
              vector,
              head.number(),
              pending -> committed.keep(committed.pending().with(pending)));
    };
  }

  private CompletionStage<Outcome> submit(Hotkey own, Plan.Maker maker) {
    if (!own.equals(subnet.hotkey().publicKey().address())) {
      return CompletableFuture.completedStage(
          new Refused("the wallet's hotkey is " + subnet.hotkey().publicKey().address()));
    }
    return apart(
        () -> {
          lane.lock();
          try {
            return transactions.carryOut(maker);
          } finally {
            lane.unlock();
          }
        },
        Unreachable::new);
  }

  /// Opens weights that we committed to, unless that is under way.
  private void openWhatIsDue() {
    if (revealing.compareAndSet(false, true)) {
      var _ = apart(this::open, cause -> cause).thenAccept(_ -> revealing.set(false));
    }
  }

  private String open() {
    lane.lock();
    try {
      if (!committed.pending().isEmpty()) {
        openPending();
      }
      return "";
    } catch (ChainProblem e) {
      LOG.warn("weights not opened yet, cause={}", e.why());
      return e.why();
    } finally {
      lane.unlock();
    }
  }

  private void openPending() {
    var head = node.head();
    var commits = reader.commits(runtimes.at(head.hash()), head);
    forgetWhatIsOver(commits, head.number());
    for (var pending : committed.pending().due(commits, head.number())) {
      switch (transactions.carryOut((_, _) -> new Plan.Send(pending.call()))) {
        case Included(var block) -> {
          LOG.info("weights opened, block={}", block);
          committed.keep(committed.pending().without(pending));
        }
        case Refused(var why) -> {
          LOG.error("the chain refuses to open our weights, why={}", why);
          committed.keep(committed.pending().without(pending));
        }
        case Unreachable(var cause) -> LOG.warn("weights not opened yet, cause={}", cause);
        case TooEarly(var from, var why) ->
            LOG.info("weights not opened before block {}, why={}", from, why);
        case Unchanged() -> throw new IllegalStateException("BUG: a call that is not handed in");
      }
    }
  }

  private void forgetWhatIsOver(List<HashCommit> commits, BlockNumber head) {
    var before = committed.pending();
    var left = before.known(commits, head);
    for (var late : left.late(commits, head)) {
      left = left.without(late);
    }
    for (var gone : before.pending()) {
      if (!left.pending().contains(gone)) {
        LOG.warn("committed weights are not opened any more, committed_at={}", gone.at());
      }
    }
    committed.keep(left);
  }

  /// Runs on a thread of its own; a mistake of ours is an outcome too, since stages never fail.
  private static <T> CompletionStage<T> apart(Supplier<T> work, Function<String, T> failed) {
    var stage = new CompletableFuture<T>();
    Thread.ofVirtual()
        .name("chain")
        .start(
            () -> {
              try {
                stage.complete(work.get());
              } catch (RuntimeException | Error e) {
                LOG.error("a mistake in the client of the chain", e);
                stage.complete(failed.apply(FailureCause.text(e)));
              }
            });
    return stage;
  }
}
