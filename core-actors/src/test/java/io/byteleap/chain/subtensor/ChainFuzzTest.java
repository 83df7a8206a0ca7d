package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.json;
import static io.byteleap.fixture.ChainVectors.metadata14;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.scale.ScaleWriter;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// Mutants of small real answers.
final class ChainFuzzTest {
  private static final Netuid ONE = new Netuid(1);

  @Test
  void neuronsLite_anyMutant_isReadOrRefused() {
    Fuzz.bytes(
        List.of(answer("get_neurons_lite 0x0100")),
        mutant ->
            SubtensorApi.readNeuronsLite(Bytes.copyOf(mutant), AnswerShape.UNKNOWN, ONE)
                .map(neurons -> NeuronInfoLite.toMetagraph(BlockNumber.GENESIS, neurons)));
  }

  @Test
  void subnetState_anyMutant_isReadOrRefused() {
    Fuzz.bytes(
        List.of(answer("get_subnet_state 0x0100")),
        mutant -> SubtensorApi.readSubnetState(Bytes.copyOf(mutant), AnswerShape.UNKNOWN, ONE));
  }

  @Test
  void selectiveMetagraph_anyMutant_isReadOrRefused() {
    Fuzz.bytes(
        List.of(selective()),
        mutant ->
            SubtensorApi.readSelectiveMetagraph(Bytes.copyOf(mutant), AnswerShape.UNKNOWN, ONE)
                .map(SelectiveMetagraph::toMetagraph));
  }

  @Test
  void hyperparameters_anyMutant_areReadOrRefused() {
    Fuzz.bytes(
        List.of(answer("get_subnet_hyperparams 0x0100")),
        mutant -> SubtensorApi.readHyperparameters(Bytes.copyOf(mutant), AnswerShape.UNKNOWN));
  }

  @Test
  void events_anyMutant_areReadOrRefused() {
    var metadata = metadata14(218);
    var corpus =
        StreamSupport.stream(
                json("chain/runtime_spec218.json").path("extrinsics").spliterator(), false)
            .map(recorded -> bytes(recorded.path("events").asText()).toArray())
            .toList();

    Fuzz.bytes(
        corpus,
        mutant ->
            BlockEvents.read(metadata, Bytes.copyOf(mutant))
                .map(events -> events.outcome(1, metadata)));
  }

  @Test
  void storedCommits_anyMutant_areReadOrRefused() {
    byte[] commits =
        new ScaleWriter()
            .compact(1)
            .raw(new byte[32])
            .u64(5)
            .bytes(Bytes.ofText("sealed"))
            .u64(1_000)
            .toBytes()
            .toArray();

    Fuzz.bytes(
        List.of(commits),
        mutant -> SubtensorStorage.TIMELOCKED_WEIGHT_COMMITS.read(Bytes.copyOf(mutant)));
  }

  @Test
  void sealedMessage_anyMutant_isReadOrRefused() {
    byte[] sealed =
        bytes(json("timelock_vectors.json").get(0).path("ciphertext").asText()).toArray();

    Fuzz.bytes(List.of(sealed), mutant -> SealedMessage.read(Bytes.copyOf(mutant)));
  }

  /// Two neurons, with the fields that are asked for.
  private static byte[] selective() {
    var writer = new ScaleWriter().u8(1).compact(ONE.value());
    for (var field : MetagraphField.all().subList(1, MetagraphField.all().size())) {
      if (SelectiveMetagraph.FIELDS.contains(field)) {
        write(writer.u8(1), field);
      } else {
        writer.u8(0);
      }
    }
    return writer.toBytes().toArray();
  }

  private static void write(ScaleWriter writer, MetagraphField<?> field) {
    switch (field.name()) {
      case "hotkeys", "coldkeys" ->
          writer.compact(2).raw(new byte[32]).raw(new AccountId(bytes("07".repeat(32))).key());
      case "axons" -> writer.compact(2).raw(new byte[2 * AxonInfo.SIZE]);
      case "validator_permit" -> writer.compact(2).u8(0).u8(1);
      case "last_update", "total_stake" -> writer.compact(2).compact(7).compact(1L << 40);
      case "commit_reveal_weights_enabled" -> writer.u8(1);
      default -> writer.compact(100);
    }
  }

  private static byte[] answer(String call) {
    for (var answer : json("chain/runtime_spec218.json").path("answers").properties()) {
      if (answer.getKey().endsWith(call)) {
        return bytes(answer.getValue().asText()).toArray();
      }
    }
    throw new AssertionError("no answer to " + call);
  }
}
