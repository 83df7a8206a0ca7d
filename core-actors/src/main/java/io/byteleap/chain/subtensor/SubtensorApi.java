package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.Value;
import io.byteleap.chain.metadata.ValueReader;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.List;
import java.util.Optional;

/// The runtime APIs that are called, with `state_call`.
public enum SubtensorApi {
  NEURONS_LITE("NeuronInfoRuntimeApi", "get_neurons_lite"),
  SUBNET_STATE("SubnetInfoRuntimeApi", "get_subnet_state"),
  SUBNET_HYPERPARAMS("SubnetInfoRuntimeApi", "get_subnet_hyperparams"),
  SUBNET_HYPERPARAMS_V2("SubnetInfoRuntimeApi", "get_subnet_hyperparams_v2"),
  /// Names the parameters, so that more of them are no other version.
  SUBNET_HYPERPARAMS_V3("SubnetInfoRuntimeApi", "get_subnet_hyperparams_v3"),
  /// All that [#SELECTIVE_METAGRAPH] may be asked for, asked for or not.
  METAGRAPH("SubnetInfoRuntimeApi", "get_metagraph"),
  SELECTIVE_METAGRAPH("SubnetInfoRuntimeApi", "get_selective_metagraph"),
  SELECTIVE_MECHAGRAPH("SubnetInfoRuntimeApi", "get_selective_mechagraph"),
  /// Of runtimes whose epochs are not a plain multiple of the tempo.
  NEXT_EPOCH_START("SubnetInfoRuntimeApi", "get_next_epoch_start_block");

  private final String api;
  private final String method;

  SubtensorApi(String api, String method) {
    this.api = api;
    this.method = method;
  }

  String api() {
    return api;
  }

  String method() {
    return method;
  }

  /// The name that `state_call` takes.
  public String callName() {
    return api + "_" + method;
  }

  /// Whether the metadata describes what the method answers, and does not only call it bytes.
  public boolean isDescribed(Metadata metadata) {
    return AnswerShape.of(metadata, this) == AnswerShape.TYPED;
  }

  /// Whether the runtime has it, as far as its metadata names APIs at all.
  public boolean isOffered(Metadata metadata) {
    return metadata.api(api, method).isPresent();
  }

  /// The arguments of a method that takes a subnet and nothing else.
  public static Bytes arguments(Netuid netuid) {
    return new ScaleWriter().u16(netuid.value()).toBytes();
  }

  /// The arguments of [#SELECTIVE_METAGRAPH].
  public static Bytes arguments(Netuid netuid, List<MetagraphField<?>> fields) {
    return withFields(new ScaleWriter().u16(netuid.value()), fields);
  }

  /// The arguments of [#SELECTIVE_MECHAGRAPH].
  public static Bytes arguments(Netuid netuid, int mechanism, List<MetagraphField<?>> fields) {
    return withFields(new ScaleWriter().u16(netuid.value()).u8(mechanism), fields);
  }

  private static Bytes withFields(ScaleWriter writer, List<MetagraphField<?>> fields) {
    return writer.list(fields, (out, field) -> out.u16(field.index())).toBytes();
  }

  public static ScaleResult<List<NeuronInfoLite>> readNeuronsLite(
      Bytes answer, AnswerShape shape, Netuid netuid) {
    return shape.read(answer, reader -> NeuronInfoLite.readAll(reader, netuid));
  }

  public static ScaleResult<SubnetState> readSubnetState(
      Bytes answer, AnswerShape shape, Netuid netuid) {
    return shape.read(answer, reader -> SubnetState.read(reader, netuid));
  }

  public static ScaleResult<SelectiveMetagraph> readSelectiveMetagraph(
      Bytes answer, AnswerShape shape, Netuid netuid) {
    return shape.read(answer, reader -> SelectiveMetagraph.read(reader, netuid));
  }

  /// The members, out of an answer of [#METAGRAPH] that the metadata describes.
  public static ScaleResult<Metagraph> readMetagraph(
      Bytes answer, Metadata metadata, Netuid netuid) {
    return METAGRAPH.readTyped(answer, metadata).map(value -> PlainMetagraph.read(value, netuid));
  }

  /// An answer of [#SUBNET_HYPERPARAMS].
  public static ScaleResult<Hyperparameters> readHyperparameters(Bytes answer, AnswerShape shape) {
    return Hyperparameters.read(answer, shape);
  }

  /// An answer of any version of the parameters, as the metadata describes it.
  public ScaleResult<Hyperparameters> readHyperparameters(Bytes answer, Metadata metadata) {
    return readTyped(answer, metadata).map(Hyperparameters::of);
  }

  /// An answer, read by the types of the runtime; refuses a method that the metadata does not name.
  private ScaleResult<Value> readTyped(Bytes answer, Metadata metadata) {
    return metadata
        .api(api, method)
        .map(
            found ->
                ScaleResult.ofAll(
                    answer, reader -> ValueReader.read(metadata.types(), found.output(), reader)))
        .orElseGet(() -> ScaleResult.refused(Kind.ABSENT, "the runtime has no " + callName()));
  }

  /// The block at which the subnet's next epoch starts; empty when it has none.
  public static ScaleResult<Optional<BlockNumber>> readNextEpochStart(Bytes answer) {
    return ScaleResult.ofAll(
        answer, reader -> reader.option(ScaleReader::u63).map(BlockNumber::new));
  }
}
