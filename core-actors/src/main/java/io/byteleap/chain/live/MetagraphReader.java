package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.NeuronInfoLite;
import io.byteleap.chain.subtensor.SelectiveMetagraph;
import io.byteleap.chain.subtensor.SubnetState;
import io.byteleap.chain.subtensor.SubtensorApi;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.units.Bytes;

/// Reads the members of a subnet in whichever of three ways the runtime has: the fields that are
/// needed, of one mechanism or of the subnet, or else all neurons and then their stakes.
final class MetagraphReader {
  private static final int MECHANISM = 0;

  private final NodeReader node;
  private final Runtimes runtimes;
  private final Netuid netuid;

  MetagraphReader(NodeReader node, Runtimes runtimes, Netuid netuid) {
    this.node = node;
    this.runtimes = runtimes;
    this.netuid = netuid;
  }

  /// The members at the newest block.
  Metagraph read() {
    var head = node.head();
    var runtime = runtimes.at(head.hash());
    if (runtime.offers(SubtensorApi.SELECTIVE_MECHAGRAPH)) {
      var arguments = SubtensorApi.arguments(netuid, MECHANISM, SelectiveMetagraph.FIELDS);
      return selective(SubtensorApi.SELECTIVE_MECHAGRAPH, arguments, runtime, head);
    }
    if (runtime.offers(SubtensorApi.SELECTIVE_METAGRAPH)) {
      var arguments = SubtensorApi.arguments(netuid, SelectiveMetagraph.FIELDS);
      return selective(SubtensorApi.SELECTIVE_METAGRAPH, arguments, runtime, head);
    }
    return lite(runtime, head);
  }

  private Metagraph selective(SubtensorApi api, Bytes arguments, ChainRuntime runtime, Head head) {
    var answer = node.call(api.callName(), arguments, head.hash());
    var selective =
        NodeReader.read(
            api.callName(),
            SubtensorApi.readSelectiveMetagraph(answer, runtime.shape(api), netuid));
    return NodeReader.read(api.callName(), selective.toMetagraph());
  }

  private Metagraph lite(ChainRuntime runtime, Head head) {
    var neurons = call(SubtensorApi.NEURONS_LITE, head);
    var members =
        NeuronInfoLite.toMetagraph(
            head.number(),
            NodeReader.read(
                SubtensorApi.NEURONS_LITE.callName(),
                SubtensorApi.readNeuronsLite(
                    neurons, runtime.shape(SubtensorApi.NEURONS_LITE), netuid)));
    SubnetState state =
        NodeReader.read(
            SubtensorApi.SUBNET_STATE.callName(),
            SubtensorApi.readSubnetState(
                call(SubtensorApi.SUBNET_STATE, head),
                runtime.shape(SubtensorApi.SUBNET_STATE),
                netuid));
    return NodeReader.read(SubtensorApi.SUBNET_STATE.callName(), state.staked(members));
  }

  private Bytes call(SubtensorApi api, Head head) {
    return node.call(api.callName(), SubtensorApi.arguments(netuid), head.hash());
  }
}
