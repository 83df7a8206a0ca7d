package io.byteleap.chain.subtensor;

import static io.byteleap.fixture.ChainVectors.bytes;
import static io.byteleap.fixture.ChainVectors.hex;
import static io.byteleap.fixture.ChainVectors.json;
import static io.byteleap.fixture.ChainVectors.metadata15;
import static io.byteleap.fixture.ChainVectors.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.metadata.StorageEntry;
import io.byteleap.chain.metadata.TypeDef;
import io.byteleap.chain.metadata.TypeId;
import io.byteleap.chain.metadata.Value;
import io.byteleap.chain.metadata.ValueReader;
import io.byteleap.chain.metadata.ValueWriter;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleResult;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What real nodes answered to questions that the client never puts: read to the last byte by the
/// types that a runtime describes, and written again to the same bytes.
final class RecordedAnswersTest {
  private static final Metadata OLDER = metadata15(233);
  private static final Metadata NEWER = metadata15(343);

  @Test
  void delegates_areRead_eachOnce() {
    var delegates = items(answer(OLDER, "get_delegates", hex("chain/delegates_info.hex")));

    assertThat(delegates).hasSize(360);
    assertThat(delegates.stream().map(each -> at(each, "delegate_ss58")).distinct()).hasSize(360);
    assertThat(delegates)
        .allSatisfy(each -> assertThat(number(each, "take")).isBetween(0L, 11_796L));
  }

  @Test
  void delegationOfAColdkey_isToOneOfTheDelegates_withItsStakeAmongTheNominators() {
    var delegates = items(answer(OLDER, "get_delegates", hex("chain/delegates_info.hex")));

    var delegated = items(answer(OLDER, "get_delegated", hex("chain/delegated_info.hex")));

    assertThat(delegated).hasSize(1);
    var pair = items(delegated.getFirst());
    var delegate = pair.getFirst();
    assertThat(delegates)
        .filteredOn(each -> at(each, "delegate_ss58").equals(at(delegate, "delegate_ss58")))
        .singleElement()
        .satisfies(
            same -> {
              assertThat(at(same, "owner_ss58")).isEqualTo(at(delegate, "owner_ss58"));
              assertThat(at(same, "take")).isEqualTo(at(delegate, "take"));
            });
    assertThat(items(at(delegate, "nominators")))
        .hasSize(549)
        .anySatisfy(each -> assertThat(items(each).get(1)).isEqualTo(pair.get(1)));
  }

  @Test
  void subnets_areReadAlike_byTheTypesOfBothRuntimes() {
    var answer = hex("chain/subnets_info.hex");

    var subnets = items(answer(OLDER, "get_subnets_info", answer));

    assertThat(answer(NEWER, "get_subnets_info", answer)).isEqualTo(new Value.Items(subnets));
    assertThat(subnets.stream().map(each -> number(some(each), "netuid")))
        .containsExactlyElementsOf(IntStream.range(0, 207).mapToObj(Long::valueOf).toList());
    var expected = json("chain/hyperparams_netuid23_expected.json").path("expected");
    for (String name : List.of("rho", "kappa", "min_allowed_weights", "max_weights_limit")) {
      assertThat(number(some(subnets.get(23)), name))
          .as(name)
          .isEqualTo(expected.path(name).asLong());
    }
  }

  /// A layout between two of today's: behind the list of stakes stand the stake in the subnet, that
  /// in all subnets, and its weight.
  @Test
  void neuronsOfAnOlderLayout_areTheSame_withWeightsAndWithout() {
    var full = read(ScaleResult.ofAll(hex("chain/neurons.hex"), in -> older(in, Wanted.FULL)));
    var lite = read(ScaleResult.ofAll(hex("chain/neurons_lite.hex"), in -> older(in, Wanted.LITE)));

    assertThat(full).isEqualTo(lite).hasSize(4);
    assertThat(full.stream().map(OlderNeuron::uid)).containsExactly(0, 1, 2, 3);
    assertThat(full).allSatisfy(neuron -> assertThat(neuron.netuid()).isEqualTo(2));
    var first = full.getFirst();
    assertThat(first.stake()).containsExactly(1_233_799_209_944L);
    assertThat(first.numbers().subList(0, 3))
        .containsExactly(1_233_799_209_944L, 1_233_799_209_944L, 0L);
    assertThat(first.numbers().get(4)).isEqualTo(5_898_546_724L);
    assertThat(first.numbers().getLast()).isEqualTo(38);
    assertThat(full.stream().map(OlderNeuron::pruningScore))
        .containsExactly(65_535, 0, 11_962, 22_719);
    assertThat(full.get(1).hotkey())
        .isEqualTo(
            new AccountId(
                bytes("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")));
  }

  /// `numbers`: stakes and weight of the stake, rank, emission, incentive, consensus, trust,
  /// validator trust, dividends, last update.
  private record OlderNeuron(
      AccountId hotkey,
      int uid,
      int netuid,
      AxonInfo axon,
      List<Long> stake,
      List<Long> numbers,
      boolean permit,
      int pruningScore) {}

  private enum Wanted {
    FULL,
    LITE
  }

  private static List<OlderNeuron> older(ScaleReader all, Wanted wanted) {
    return all.list(150, in -> olderNeuron(in, wanted));
  }

  private static OlderNeuron olderNeuron(ScaleReader in, Wanted wanted) {
    var hotkey = AccountId.read(in);
    in.skip(AccountId.SIZE);
    int uid = in.compactInt(65_535);
    int netuid = in.compactInt(65_535);
    assertThat(in.flag()).isTrue();
    var axon = AxonInfo.read(in);
    in.skip(8 + 4 + 16 + 2 + 1); // where metrics are served
    var stake =
        in.list(
            33,
            one -> {
              one.skip(AccountId.SIZE);
              return one.compact63();
            });
    var numbers = IntStream.range(0, 11).mapToObj(_ -> in.compact63()).toList();
    boolean permit = in.flag();
    if (wanted == Wanted.FULL) {
      assertThat(in.compact()).as("weights").isZero();
      assertThat(in.compact()).as("bonds").isZero();
    }
    return new OlderNeuron(
        hotkey, uid, netuid, axon, stake, numbers, permit, in.compactInt(65_535));
  }

  /// Wrapped answers are those of nodes before the types were described.
  @ParameterizedTest
  @ValueSource(strings = {"recorded_rpc_bt9100", "recorded_rpc_bt1020"})
  void answersOfTheRuntime_areReadByItsTypes(String file) {
    int read = 0;
    for (var conversation : json("chain/" + file + ".json")) {
      for (var call : conversation.path("state_call").properties()) {
        var params = params(call.getKey());
        if (!params.path(0).asText().endsWith("get_subnet_hyperparams")) {
          assertRead(params.path(0).asText(), bytes(call.getValue().path("result").asText()));
          read++;
        }
      }
    }

    assertThat(read).isGreaterThan(7);
  }

  private static void assertRead(String function, Bytes answer) {
    assertThat(NEWER.apis())
        .filteredOn(api -> function.equals(api.api() + "_" + api.method()))
        .singleElement()
        .satisfies(
            api -> {
              var plain =
                  ScaleResult.ofAll(
                      answer, in -> ValueReader.read(NEWER.types(), api.output(), in));
              Bytes bytes =
                  plain instanceof ScaleResult.Read
                      ? answer
                      : read(ScaleResult.ofAll(answer, ScaleReader::bytes));
              assertThat(ValueWriter.reread(NEWER.types(), api.output(), bytes)).isNotNull();
            });
  }

  /// The parameters of a subnet, recorded by two generations of the software, are those of the
  /// expectation.
  @ParameterizedTest
  @ValueSource(strings = {"recorded_rpc_bt9100", "recorded_rpc_bt1020"})
  void recordedParameters_areThoseThatAreExpected(String file) {
    var calls =
        json("chain/" + file + ".json").path("get_subnet_hyperparameters").path("state_call");

    assertThat(calls.properties().iterator().next().getValue().path("result").asText())
        .isEqualTo(json("chain/hyperparams_netuid23_expected.json").path("hex").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"recorded_rpc_bt9100", "recorded_rpc_bt1020"})
  void storedValues_areReadByTheirTypes(String file) {
    var stored = stored(json("chain/" + file + ".json"));

    for (var pair : stored) {
      assertThat(entry(pair.key()))
          .as(pair.key())
          .hasValueSatisfying(
              entry ->
                  assertThat(ValueWriter.reread(NEWER.types(), entry.value(), pair.value()))
                      .isNotNull());
    }
    assertThat(stored).hasSizeGreaterThan(150);
  }

  private record Stored(String key, Bytes value) {}

  private static List<Stored> stored(JsonNode conversations) {
    var all = new ArrayList<Stored>();
    for (var conversation : conversations) {
      for (var asked : conversation.path("state_getStorageAt").properties()) {
        add(all, params(asked.getKey()).path(0), asked.getValue().path("result"));
      }
      for (var asked : conversation.path("state_queryStorageAt").properties()) {
        asked
            .getValue()
            .path("result")
            .forEach(
                block ->
                    block.path("changes").forEach(pair -> add(all, pair.path(0), pair.path(1))));
      }
    }
    return all;
  }

  private static void add(List<Stored> all, JsonNode key, JsonNode value) {
    if (!value.isNull()) {
      all.add(new Stored(key.asText(), bytes(value.asText())));
    }
  }

  private static Optional<StorageEntry> entry(String key) {
    return NEWER.pallets().stream()
        .flatMap(
            pallet ->
                pallet.storage().stream()
                    .filter(
                        item -> key.startsWith(StorageKey.of(pallet.name(), item.name()).hex())))
        .findFirst();
  }

  /// Answers of methods that nodes once had beside the runtime's: what an option holds, as numbers.
  @ParameterizedTest
  @ValueSource(strings = {"recorded_rpc_bt9100", "recorded_rpc_bt1020"})
  void answersOfOldMethods_areReadByTheTypesOfTheNewOnes(String file) {
    int read = 0;
    for (var conversation : json("chain/" + file + ".json")) {
      read += readAll(conversation.path("delegateInfo_getDelegate"), "get_delegate");
      read += readAll(conversation.path("neuronInfo_getNeuron"), "get_neuron");
    }

    assertThat(read).isGreaterThan(1);
  }

  private static int readAll(JsonNode calls, String method) {
    var output =
        OLDER.apis().stream()
            .filter(api -> api.method().equals(method))
            .findFirst()
            .orElseThrow()
            .output();
    calls.forEach(
        answer ->
            assertThat(
                    ValueWriter.reread(
                        OLDER.types(),
                        inOption(output),
                        numbers((ArrayNode) answer.path("result"))))
                .isNotNull());
    return calls.size();
  }

  private static TypeId inOption(TypeId option) {
    var variants = ((TypeDef.Variants) OLDER.types().type(option).definition()).variants();
    return variants.get(1).fields().getFirst().type();
  }

  private static Bytes numbers(ArrayNode numbers) {
    var bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers.get(i).asInt();
    }
    return Bytes.copyOf(bytes);
  }

  private static JsonNode params(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Value answer(Metadata metadata, String method, Bytes bytes) {
    var api =
        metadata.apis().stream()
            .filter(found -> found.method().equals(method))
            .findFirst()
            .orElseThrow();
    return ValueWriter.reread(metadata.types(), api.output(), bytes);
  }

  private static List<Value> items(Value value) {
    return ((Value.Items) value).values();
  }

  private static Value some(Value option) {
    return ((Value.Choice) option).fields().getFirst().value();
  }

  private static Value at(Value value, String field) {
    return value.at(field).orElseThrow();
  }

  private static long number(Value value, String field) {
    BigInteger number = ((Value.Whole) at(value, field)).value();
    return number.longValueExact();
  }
}
