package io.byteleap.chain.live;

import io.byteleap.actor.FailureCause;
import io.byteleap.chain.InspectionSource;
import io.byteleap.chain.rpc.RpcCalls;
import io.byteleap.chain.rpc.RpcClient;
import io.byteleap.chain.rpc.RpcLink;
import io.byteleap.chain.rpc.RpcSettings;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.chain.subtensor.SubtensorStorage.WeightOf;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.port.ChainInspection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Looks at one subnet of the Bittensor chain, at any block whose state the node still has; signs
/// nothing. Only those with a permit are asked for weights, since nobody else's count.
public final class LiveInspection implements ChainInspection {
  private final NodeReader node;
  private final Runtimes runtimes;
  private final MetagraphReader metagraphs;
  private final Netuid netuid;

  private LiveInspection(RpcCalls calls, Netuid netuid, Duration answer) {
    this.node = new NodeReader(calls, answer);
    this.runtimes = new Runtimes(node);
    this.metagraphs = new MetagraphReader(node, runtimes, netuid);
    this.netuid = netuid;
  }

  /// `answer` is the time that a node has for each answer.
  static LiveInspection of(RpcCalls calls, Netuid netuid, Duration answer) {
    return new LiveInspection(calls, netuid, answer);
  }

  public static InspectionSource source(RpcSettings settings, Netuid netuid, InstantSource clock) {
    return program -> {
      var tools = new RpcLink.Tools(clock, new SecureRandom());
      var link = program.spawn(RpcLink.create(settings, tools), "chain-link");
      var client = new RpcClient(link, program.getSystem().scheduler());
      return of(client, netuid, LiveChain.Timing.USUAL.answer());
    };
  }

  @Override
  public CompletionStage<Inspection> inspect(Moment moment) {
    var inspection = new CompletableFuture<Inspection>();
    Thread.ofVirtual()
        .name("chain")
        .start(
            () -> {
              try {
                inspection.complete(look(moment));
              } catch (ChainProblem e) {
                inspection.complete(new NotShown(e.why()));
              } catch (RuntimeException | Error e) {
                inspection.complete(new NotShown(FailureCause.text(e)));
              }
            });
    return inspection;
  }

  private Inspection look(Moment moment) {
    var head =
        switch (moment) {
          case Now() -> node.head();
          case At(var block) -> new Head(block, node.hashOf(block));
        };
    var metagraph = metagraphs.read(head);
    return new Shown(metagraph, weights(metagraph, head));
  }

  private SortedMap<Uid, Weights> weights(Metagraph metagraph, Head head) {
    var runtime = runtimes.at(head.hash());
    var all = new TreeMap<Uid, Weights>();
    for (Neuron neuron : metagraph.neurons().values()) {
      if (neuron.validatorPermit()) {
        node.value(
                runtime,
                head.hash(),
                SubtensorStorage.WEIGHTS,
                SubtensorStorage.key(netuid),
                SubtensorStorage.key16(neuron.uid().value()))
            .flatMap(LiveInspection::weights)
            .ifPresent(weights -> all.put(neuron.uid(), weights));
      }
    }
    return all;
  }

  private static Optional<Weights> weights(List<WeightOf> stored) {
    var byUid = new TreeMap<Uid, Weight>();
    stored.forEach(each -> byUid.put(new Uid(each.uid()), new Weight(each.weight())));
    return byUid.isEmpty() ? Optional.empty() : Optional.of(new Weights(byUid));
  }
}
