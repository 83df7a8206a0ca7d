package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.NeuronInfoLite;
import io.byteleap.chain.subtensor.SelectiveMetagraph;
import io.byteleap.chain.subtensor.SubnetState;
import io.byteleap.chain.subtensor.SubtensorApi;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.units.Bytes;
import java.util.List;

/// Reads the members of a subnet in whichever way the runtime offers: the fields that are needed,
/// of one mechanism or of the subnet, or all fields, or else all neurons and then their stakes. A
/// way that the node refuses, or answers unreadably, leads to the next.
final class MetagraphReader {
  private static final int MECHANISM = 0;

  private final NodeReader node;
  private final Runtimes runtimes;
  private final Netuid netuid;
  private final FallBack<Form, Metagraph> fallBack = new FallBack<>("metagraph");

  /// The ways, the best one first.
  private enum Form {
    CHOSEN_FIELDS_OF_MECHANISM,
    CHOSEN_FIELDS,
    ALL_FIELDS,
    /// Of every runtime.
    NEURONS_AND_STATE
  }

  MetagraphReader(NodeReader node, Runtimes runtimes, Netuid netuid) {
    this.node = node;
    this.runtimes = runtimes;
    this.netuid = netuid;
  }

  /// The members at the newest block.
  Metagraph read() {
    return read(node.head());
  }

  /// The members at that block.
  Metagraph read(Head head) {
    var runtime = runtimes.at(head.hash());
    return fallBack.first(
        List.of(Form.values()),
        form -> isOffered(form, runtime),
        form -> read(form, runtime, head));
  }

  private static boolean isOffered(Form form, ChainRuntime runtime) {
    return switch (form) {
      case CHOSEN_FIELDS_OF_MECHANISM -> runtime.offers(SubtensorApi.SELECTIVE_MECHAGRAPH);
      case CHOSEN_FIELDS -> runtime.offers(SubtensorApi.SELECTIVE_METAGRAPH);
      case ALL_FIELDS -> runtime.describes(SubtensorApi.METAGRAPH);
      case NEURONS_AND_STATE -> true;
    };
  }

  private Metagraph read(Form form, ChainRuntime runtime, Head head) {
    return switch (form) {
      case CHOSEN_FIELDS_OF_MECHANISM ->
          selective(
              SubtensorApi.SELECTIVE_MECHAGRAPH,
              SubtensorApi.arguments(netuid, MECHANISM, SelectiveMetagraph.FIELDS),
              runtime,
              head);
      case CHOSEN_FIELDS ->
          selective(
              SubtensorApi.SELECTIVE_METAGRAPH,
              SubtensorApi.arguments(netuid, SelectiveMetagraph.FIELDS),
              runtime,
              head);
      case ALL_FIELDS ->
          NodeReader.read(
              SubtensorApi.METAGRAPH.callName(),
              SubtensorApi.readMetagraph(
                  call(SubtensorApi.METAGRAPH, head), runtime.metadata(), netuid));
      case NEURONS_AND_STATE -> lite(runtime, head);
    };
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
