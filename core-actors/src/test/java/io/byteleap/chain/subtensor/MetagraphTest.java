package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.hex;
import static io.byteleap.fixture.ChainVectors.json;
import static io.byteleap.fixture.ChainVectors.metadata14;
import static io.byteleap.fixture.ChainVectors.metadata15;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.chain.metadata.ValueReader;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Answers of real nodes, read to the last byte, against what they mean.
final class MetagraphTest {
  private static final Netuid ONE = new Netuid(1);
  private static final Bytes NEURONS = hex("chain/neurons_lite_netuid1.hex");
  private static final Bytes STATE = hex("chain/subnet_state_netuid1.hex");
  private static final Bytes SELECTIVE = hex("chain/selective_mechagraph_netuid1.hex");
  private static final String OLD = "chain/runtime_spec218.json";

  @Test
  void neuronsLite_of1024Neurons_areAsExpected() {
    var neurons = read(SubtensorApi.readNeuronsLite(NEURONS, AnswerShape.TYPED, ONE));
    var expected = json("chain/neurons_lite_netuid1_expected.json");

    assertThat(neurons).hasSize(1_024);
    for (var neuron : neurons) {
      assertThat(Shown.of(neuron)).isEqualTo(Shown.ofExpected(expected.get(neuron.uid())));
    }
  }

  @Test
  void subnetState_isAsExpected() {
    var state = read(SubtensorApi.readSubnetState(STATE, AnswerShape.TYPED, ONE));
    var expected = json("chain/subnet_state_netuid1_expected.json");

    assertThat(Shown.of(state)).isEqualTo(Shown.numbered((ObjectNode) expected));
  }

  @Test
  void selectiveMetagraph_isAsExpected() {
    var metagraph = read(SubtensorApi.readSelectiveMetagraph(SELECTIVE, AnswerShape.TYPED, ONE));
    var expected = json("chain/selective_mechagraph_netuid1_expected.json");

    assertThat(expected.size()).isGreaterThan(60);
    for (var field : MetagraphField.all()) {
      var wanted = expected.path(field.name());
      if (!wanted.isMissingNode()) {
        assertThat(Shown.value(metagraph.get(field).orElseThrow()))
            .as(field.name())
            .isEqualTo(Shown.json(wanted));
      }
    }
  }

  @Test
  void everyFieldOfTheExpectation_isOneOfOurs() {
    var names = MetagraphField.all().stream().map(MetagraphField::name).toList();

    json("chain/selective_mechagraph_netuid1_expected.json")
        .fieldNames()
        .forEachRemaining(name -> assertThat(names).contains(name));
    assertThat(MetagraphField.all()).hasSize(74);
    assertThat(MetagraphField.TOTAL_STAKE.index()).isEqualTo(69);
  }

  @Test
  void hyperparameters_areAsExpected() {
    var vector = json("chain/hyperparams_netuid23_expected.json");
    var answer = bytes(vector.path("hex").asText());

    for (var shape : List.of(AnswerShape.OPAQUE, AnswerShape.UNKNOWN)) {
      var parameters = read(SubtensorApi.readHyperparameters(answer, shape));
      assertExpected(parameters, vector.path("expected"));
      assertThat(parameters.get(Hyperparameters.Name.YUMA_VERSION)).isEmpty();
    }
  }

  private static void assertExpected(Hyperparameters parameters, JsonNode expected) {
    assertThat(expected.size()).isEqualTo(27);
    for (var field : expected.properties()) {
      var name = Hyperparameters.Name.valueOf(field.getKey().toUpperCase(Locale.ROOT));
      var wanted = field.getValue();
      assertThat(parameters.get(name))
          .as(name.name())
          .contains(wanted.isBoolean() ? (wanted.asBoolean() ? 1L : 0L) : wanted.asLong());
    }
  }

  /// The recorded parameters as the second version writes them, with its own behind them.
  @Test
  void hyperparametersOfTheSecondVersion_areReadByTheTypesOfTheRuntime() {
    var vector = json("chain/hyperparams_netuid23_expected.json");
    var wrapped = read(ScaleResult.ofAll(bytes(vector.path("hex").asText()), ScaleReader::bytes));
    var answer =
        new ScaleWriter()
            .u8(1)
            .raw(wrapped)
            .u64(1_000L << 32)
            .compact(3)
            .flag(true)
            .flag(false)
            .flag(true)
            .flag(false)
            .toBytes();

    var parameters =
        read(SubtensorApi.SUBNET_HYPERPARAMS_V2.readHyperparameters(answer, metadata15(343)));

    assertExpected(parameters, vector.path("expected"));
    assertThat(parameters.get(Hyperparameters.Name.ALPHA_SIGMOID_STEEPNESS)).contains(1_000L << 32);
    assertThat(parameters.get(Hyperparameters.Name.YUMA_VERSION)).contains(3L);
    assertThat(parameters.get(Hyperparameters.Name.SUBNET_IS_ACTIVE)).contains(1L);
    assertThat(parameters.get(Hyperparameters.Name.TRANSFERS_ENABLED)).contains(0L);
    assertThat(
            kind(
                SubtensorApi.SUBNET_HYPERPARAMS_V2.readHyperparameters(
                    bytes("00"), metadata15(343))))
        .isEqualTo(Kind.ABSENT);
    assertThat(
            kind(SubtensorApi.SUBNET_HYPERPARAMS_V3.readHyperparameters(answer, metadata15(343))))
        .isEqualTo(Kind.ABSENT);
    assertThat(
            kind(
                SubtensorApi.SUBNET_HYPERPARAMS_V2.readHyperparameters(
                    Bytes.copyOf(Arrays.copyOf(answer.toArray(), 40)), metadata15(343))))
        .isEqualTo(Kind.TRUNCATED);
  }

  @Test
  void typesOfTheRuntime_readTheSameBytes() {
    var metadata = metadata15(343);
    var answers =
        List.of(
            new Answer(SubtensorApi.NEURONS_LITE, NEURONS),
            new Answer(SubtensorApi.SUBNET_STATE, STATE),
            new Answer(SubtensorApi.SELECTIVE_MECHAGRAPH, SELECTIVE));

    for (var answer : answers) {
      var output = metadata.api(answer.api().api(), answer.api().method()).orElseThrow().output();
      var value =
          ScaleResult.ofAll(
              answer.bytes(), reader -> ValueReader.read(metadata.types(), output, reader));

      assertThat(value).as(answer.api().callName()).isInstanceOf(ScaleResult.Read.class);
    }
  }

  private record Answer(SubtensorApi api, Bytes bytes) {}

  @Test
  void shapeOfAnswers_followsFromTheMetadata() {
    for (var api : List.of(SubtensorApi.NEURONS_LITE, SubtensorApi.SUBNET_STATE)) {
      assertThat(AnswerShape.of(metadata15(218), api)).isEqualTo(AnswerShape.OPAQUE);
      assertThat(AnswerShape.of(metadata15(233), api)).isEqualTo(AnswerShape.TYPED);
      assertThat(AnswerShape.of(metadata15(343), api)).isEqualTo(AnswerShape.TYPED);
      assertThat(AnswerShape.of(metadata14(343), api)).isEqualTo(AnswerShape.UNKNOWN);
    }
    assertThat(SubtensorApi.SELECTIVE_MECHAGRAPH.isOffered(metadata15(233))).isFalse();
    assertThat(SubtensorApi.SELECTIVE_MECHAGRAPH.isOffered(metadata15(343))).isTrue();
    assertThat(SubtensorApi.NEXT_EPOCH_START.isOffered(metadata15(343))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"OPAQUE", "UNKNOWN"})
  void wrappedAnswers_ofAnOldRuntime_areRead(AnswerShape shape) {
    var neurons = read(SubtensorApi.readNeuronsLite(old("get_neurons_lite 0x0100"), shape, ONE));
    var state = read(SubtensorApi.readSubnetState(old("get_subnet_state 0x0100"), shape, ONE));
    var parameters =
        read(SubtensorApi.readHyperparameters(old("get_subnet_hyperparams 0x0100"), shape));

    assertThat(neurons).hasSize(3);
    assertThat(neurons.get(1).axon().endpoint()).isEqualTo(new Endpoint("1.2.3.4", 8_091));
    assertThat(state.hotkeys()).isEqualTo(neurons.stream().map(NeuronInfoLite::hotkey).toList());
    assertThat(state.lastUpdate()).containsExactly(0L, 2L, 5L);
    assertThat(parameters.get(Hyperparameters.Name.TEMPO)).contains(100L);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPAQUE", "UNKNOWN"})
  void subnetThatIsNotThere_isAbsent(AnswerShape shape) {
    var five = new Netuid(5);
    var state = SubtensorApi.readSubnetState(old("get_subnet_state 0x0500"), shape, five);
    var parameters = SubtensorApi.readHyperparameters(old("get_subnet_hyperparams 0x0500"), shape);

    assertThat(read(SubtensorApi.readNeuronsLite(old("get_neurons_lite 0x0500"), shape, five)))
        .isEmpty();
    assertThat(kind(state)).isEqualTo(Kind.ABSENT);
    assertThat(kind(parameters)).isEqualTo(Kind.ABSENT);
    assertThat(kind(SubtensorApi.readSelectiveMetagraph(bytes("00"), AnswerShape.TYPED, ONE)))
        .isEqualTo(Kind.ABSENT);
  }

  @Test
  void recordedAnswer_ofAnotherSubnet_isRead() {
    var recorded = json("chain/recorded_rpc_bt1020.json");
    var some =
        recorded.path("neurons_lite").path("state_call").properties().iterator().next().getValue();
    var on23 = new Netuid(23);

    assertThat(
            read(
                SubtensorApi.readNeuronsLite(
                    bytes(some.path("result").asText()), AnswerShape.UNKNOWN, on23)))
        .isNotEmpty();
  }

  @Test
  void metagraphs_ofBothKinds_showTheSameMembers() {
    var neurons = read(SubtensorApi.readNeuronsLite(NEURONS, AnswerShape.TYPED, ONE));
    var state = read(SubtensorApi.readSubnetState(STATE, AnswerShape.TYPED, ONE));
    var selective = read(SubtensorApi.readSelectiveMetagraph(SELECTIVE, AnswerShape.TYPED, ONE));

    Metagraph full = read(selective.toMetagraph());
    Metagraph lite = NeuronInfoLite.toMetagraph(full.block(), neurons);

    assertThat(full.block()).isEqualTo(new BlockNumber(6_852_690));
    assertThat(full.neurons()).hasSize(1_024);
    assertThat(full.uids()).isEqualTo(lite.uids());
    for (var neuron : full.neurons().values()) {
      var other = lite.of(neuron.hotkey()).orElseThrow();
      assertThat(other.axon()).isEqualTo(neuron.axon());
      assertThat(other.validatorPermit()).isEqualTo(neuron.validatorPermit());
      assertThat(other.lastUpdate()).isEqualTo(neuron.lastUpdate());
      assertThat(state.totalStake().get(neuron.uid().value())).isEqualTo(neuron.stake().rao());
    }
    assertThat(read(state.staked(lite))).isEqualTo(full);
  }

  /// The recorded answer with all fields, without the marks of options.
  @Test
  void metagraphOfAllFields_showsTheSameMembers() {
    var selective = read(SubtensorApi.readSelectiveMetagraph(SELECTIVE, AnswerShape.TYPED, ONE));
    var plain = PlainAnswers.of(SELECTIVE);

    var members = read(SubtensorApi.readMetagraph(plain, metadata15(343), ONE));

    assertThat(members).isEqualTo(read(selective.toMetagraph()));
    assertThat(kind(SubtensorApi.readMetagraph(plain, metadata15(343), new Netuid(2))))
        .isEqualTo(Kind.INCONSISTENT);
    assertThat(kind(SubtensorApi.readMetagraph(bytes("00"), metadata15(343), ONE)))
        .isEqualTo(Kind.ABSENT);
    assertThat(kind(SubtensorApi.readMetagraph(plain, metadata14(343), ONE)))
        .isEqualTo(Kind.ABSENT);
    assertThat(
            kind(
                SubtensorApi.readMetagraph(
                    Bytes.copyOf(Arrays.copyOf(plain.toArray(), 100_000)), metadata15(343), ONE)))
        .isIn(Kind.TRUNCATED, Kind.COUNT_TOO_LARGE);
  }

  @Test
  void requestedFields_standInTheArguments() {
    assertThat(hexOf(SubtensorApi.arguments(ONE))).isEqualTo("0x0100");
    assertThat(
            hexOf(
                SubtensorApi.arguments(
                    ONE, 0, List.of(MetagraphField.NETUID, MetagraphField.TOTAL_STAKE))))
        .isEqualTo("0x0100" + "00" + "08" + "0000" + "4500");
    String all = hexOf(SubtensorApi.arguments(ONE, 0, MetagraphField.all()));
    String recorded =
        json("chain/recorded_rpc_bt1020.json").path("metagraph").path("state_call").toString();
    assertThat(recorded).contains("get_selective_mechagraph");
    assertThat(all).startsWith("0x01000029010000010002000300");
    assertThat(SelectiveMetagraph.FIELDS)
        .extracting(MetagraphField::index)
        .containsExactly(0, 7, 8, 10, 24, 25, 26, 27, 46, 47, 52, 53, 55, 57, 59, 69);
  }

  @Test
  void damagedAnswers_areRefusedByName() {
    var two = new Netuid(2);
    var cut = Bytes.copyOf(Arrays.copyOf(NEURONS.toArray(), 10_000));
    var longer = Bytes.copyOf(Arrays.copyOf(STATE.toArray(), STATE.length() + 1));

    assertThat(kind(SubtensorApi.readNeuronsLite(NEURONS, AnswerShape.TYPED, two)))
        .isEqualTo(Kind.INCONSISTENT);
    assertThat(kind(SubtensorApi.readSubnetState(STATE, AnswerShape.TYPED, two)))
        .isEqualTo(Kind.INCONSISTENT);
    assertThat(kind(SubtensorApi.readSelectiveMetagraph(SELECTIVE, AnswerShape.TYPED, two)))
        .isEqualTo(Kind.INCONSISTENT);
    assertThat(kind(SubtensorApi.readNeuronsLite(cut, AnswerShape.TYPED, ONE)))
        .isEqualTo(Kind.COUNT_TOO_LARGE);
    assertThat(kind(SubtensorApi.readSubnetState(longer, AnswerShape.TYPED, ONE)))
        .isEqualTo(Kind.TRAILING_BYTES);
  }

  @Test
  void metagraphWithoutMembers_isRefused() {
    var empty = bytes("0104" + "00".repeat(73));

    var metagraph = read(SubtensorApi.readSelectiveMetagraph(empty, AnswerShape.TYPED, ONE));

    assertThat(metagraph.get(MetagraphField.HOTKEYS)).isEmpty();
    assertThat(kind(metagraph.toMetagraph())).isEqualTo(Kind.ABSENT);
  }

  @Test
  void nextEpochStart_isAnOption() {
    assertThat(read(SubtensorApi.readNextEpochStart(bytes("00")))).isEmpty();
    assertThat(read(SubtensorApi.readNextEpochStart(bytes("010500000000000000"))))
        .isEqualTo(Optional.of(new BlockNumber(5)));
  }

  private static Bytes old(String call) {
    for (var answer : json(OLD).path("answers").properties()) {
      if (answer.getKey().endsWith(call)) {
        return bytes(answer.getValue().asText());
      }
    }
    throw new AssertionError("no answer to " + call);
  }

  private static String hexOf(Bytes bytes) {
    return ChainVectors.hex(bytes);
  }

  private static <T> Kind kind(ScaleResult<T> result) {
    return switch (result) {
      case ScaleResult.Read<T>(var value) -> throw new AssertionError("read " + value);
      case ScaleResult.Refused<T>(var why) -> why.kind();
    };
  }
}
