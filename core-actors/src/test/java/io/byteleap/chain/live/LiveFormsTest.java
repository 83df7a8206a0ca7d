package io.byteleap.chain.live;

import static io.byteleap.chain.live.LiveWorld.ALICE;
import static io.byteleap.chain.live.LiveWorld.NETUID;
import static io.byteleap.chain.live.LiveWorld.SUBNET;
import static io.byteleap.chain.live.LiveWorld.WEIGHTS;
import static io.byteleap.chain.live.LiveWorld.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.subtensor.EpochSchedule;
import io.byteleap.chain.subtensor.EpochSchedule.Counted;
import io.byteleap.chain.subtensor.EpochSchedule.Modular;
import io.byteleap.chain.subtensor.EpochSchedule.Moment;
import io.byteleap.chain.subtensor.EpochSchedule.RevealPeriod;
import io.byteleap.chain.subtensor.Hyperparameters;
import io.byteleap.chain.subtensor.PlainAnswers;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.port.Chain;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleResult;
import io.byteleap.scale.ScaleWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The client with runtimes that offer one form of a question or call, and lack another.
final class LiveFormsTest {
  private static final String API = "SubnetInfoRuntimeApi_";
  private static final String MECHAGRAPH = API + "get_selective_mechagraph";
  private static final String SELECTIVE = API + "get_selective_metagraph";
  private static final String PLAIN = API + "get_metagraph";
  private static final Bytes RECORDED = ChainVectors.hex("chain/selective_mechagraph_netuid1.hex");
  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
  private static final Duration BLOCK = Duration.ofSeconds(12);

  private final LiveWorld world = new LiveWorld();
  private final List<ReplayedNode> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    world.close();
    nodes.forEach(ReplayedNode::close);
  }

  private ReplayedNode node(int spec, Bytes metadata) {
    var node = new ReplayedNode(spec, metadata);
    nodes.add(node);
    return node;
  }

  private ReplayedNode newest() {
    return node(343, ChangedMetadata.of(343).inOption());
  }

  private static void assertAllAreSeen(Chain.Reading reading) {
    assertThat(reading)
        .isInstanceOfSatisfying(
            Chain.Seen.class, seen -> assertThat(seen.metagraph().neurons()).hasSize(1_024));
  }

  private static List<String> asked(ReplayedNode node) {
    return node.calls.stream().filter(call -> !call.startsWith("Metadata")).toList();
  }

  @Test
  void metagraphOfASubnet_isRead_whereThatOfAMechanismIsNotOffered() {
    var node =
        node(
            300,
            ChangedMetadata.of(343)
                .renamed("get_selective_mechagraph", "get_something_else_today")
                .inOption());
    node.answer(SELECTIVE, ChainVectors.hex(RECORDED));

    assertAllAreSeen(join(world.chain(node).metagraph()));
    assertThat(asked(node)).containsExactly(SELECTIVE);
  }

  @Test
  void metagraphOfASubnet_isRead_whereTheNodeRefusesThatOfAMechanism() {
    var node = newest();
    node.answer(SELECTIVE, ChainVectors.hex(RECORDED));

    assertAllAreSeen(join(world.chain(node).metagraph()));
    assertThat(asked(node)).containsExactly(MECHAGRAPH, SELECTIVE);
  }

  @Test
  void metagraphOfAllFields_isRead_whereChosenOnesAreRefusedOrUnreadable() {
    var node = newest();
    node.answer(
        MECHAGRAPH,
        ChainVectors.hex(Bytes.copyOf(Arrays.copyOf(RECORDED.toArray(), RECORDED.length() / 2))));
    node.answer(PLAIN, ChainVectors.hex(PlainAnswers.of(RECORDED)));

    assertAllAreSeen(join(world.chain(node).metagraph()));
    assertThat(asked(node)).containsExactly(MECHAGRAPH, SELECTIVE, PLAIN);
  }

  @Test
  void neuronsAndTheirState_areRead_whereNoMetagraphIs() {
    var node = newest();
    node.answer(
        "NeuronInfoRuntimeApi_get_neurons_lite",
        ChainVectors.text("chain/neurons_lite_netuid1.hex").strip());
    node.answer(
        API + "get_subnet_state", ChainVectors.text("chain/subnet_state_netuid1.hex").strip());

    assertAllAreSeen(join(world.chain(node).metagraph()));
    assertThat(asked(node)).startsWith(MECHAGRAPH, SELECTIVE, PLAIN).hasSize(5);
  }

  @Test
  void allForms_showTheSameMembers() {
    var chosen = newest();
    chosen.answer(MECHAGRAPH, ChainVectors.hex(RECORDED));
    var plain = newest();
    plain.answer(PLAIN, ChainVectors.hex(PlainAnswers.of(RECORDED)));

    assertThat(join(world.chain(plain).metagraph()))
        .isEqualTo(join(world.chain(chosen).metagraph()));
  }

  @Test
  void parameters_areReadInTheNewestVersionThatTheNodeAnswers() {
    var vector = ChainVectors.json("chain/hyperparams_netuid23_expected.json").path("hex").asText();
    var first =
        ChainVectors.read(ScaleResult.ofAll(ChainVectors.bytes(vector), ScaleReader::bytes));
    var node = newest();
    node.answer(
        API + "get_subnet_hyperparams",
        ChainVectors.hex(new ScaleWriter().u8(1).raw(first).toBytes()));
    var chain = world.chain(node);

    assertThat(parameter(chain, Hyperparameters.Name.TEMPO)).containsExactly(1_000L);
    assertThat(parameter(chain, Hyperparameters.Name.YUMA_VERSION)).isEmpty();

    node.answer(
        API + "get_subnet_hyperparams_v2",
        ChainVectors.hex(new ScaleWriter().u8(1).raw(first).u64(0).compact(3).u32(0).toBytes()));

    assertThat(parameter(chain, Hyperparameters.Name.TEMPO)).containsExactly(1_000L);
    assertThat(parameter(chain, Hyperparameters.Name.YUMA_VERSION)).containsExactly(3L);
  }

  @Test
  void parametersOfTheThirdVersion_areAskedFor_whereTheyAreOffered() {
    var node =
        node(
            425,
            ChangedMetadata.of(343)
                .renamed("get_subnet_hyperparams_v2", "get_subnet_hyperparams_v3")
                .inOption());

    assertThat(join(world.chain(node).hyperparameters())).isInstanceOf(LiveChain.Unknown.class);
    assertThat(asked(node))
        .containsExactly(API + "get_subnet_hyperparams_v3", API + "get_subnet_hyperparams");
  }

  @Test
  void wrappedParametersOfAnOldRuntime_areRead() {
    var node = node(218, ChainVectors.hex("chain/metadata_v15_spec218_optionopaque.hex"));
    node.answer(
        API + "get_subnet_hyperparams",
        ChainVectors.json("chain/hyperparams_netuid23_expected.json").path("hex").asText());

    assertThat(parameter(world.chain(node), Hyperparameters.Name.KAPPA)).containsExactly(32_767L);
  }

  private static List<Long> parameter(LiveChain chain, Hyperparameters.Name name) {
    var parameters = join(chain.hyperparameters());
    assertThat(parameters).isInstanceOf(LiveChain.Known.class);
    return ((LiveChain.Known) parameters).hyperparameters().get(name).stream().toList();
  }

  /// Hands in sealed weights: what went out behind the commit, and the head of that moment.
  private Handed sealed(ReplayedNode node) {
    LiveWorld.join(node);
    LiveWorld.hideWeights(node);
    node.store(SubtensorStorage.TEMPO.key(SUBNET), "0x6801");
    node.store(SubtensorStorage.REVEAL_PERIOD_EPOCHS.key(SUBNET), "0x0200000000000000");

    var outcome = join(world.under(InstantSource.fixed(NOW), node).setWeights(ALICE, WEIGHTS));

    assertThat(outcome).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
    return new Handed(
        node.submitted.getFirst(), new BlockNumber(((Chain.Included) outcome).block().value() - 1));
  }

  private record Handed(String hex, BlockNumber head) {
    String end(int bytes) {
      return hex.substring(hex.length() - 2 * bytes);
    }
  }

  /// The round as it stands in the bytes.
  private static String round(EpochSchedule schedule, BlockNumber head) {
    long round = schedule.revealRound(new Moment(head, NOW, BLOCK), new RevealPeriod(2));
    return ChainVectors.hex(new ScaleWriter().u64(round).toBytes()).substring(2);
  }

  @Test
  void sealedWeights_openAtTheRoundOfTheModularEpoch() {
    var handed = sealed(newest());

    assertThat(handed.hex()).contains("07710100");
    assertThat(handed.end(10)).isEqualTo(round(new Modular(360, NETUID), handed.head()) + "0400");
  }

  @Test
  void sealedWeights_openAtTheRoundOfTheCountedEpoch_whereTheRuntimeCounts() {
    var node =
        node(
            423,
            ChangedMetadata.of(343)
                .renamed("get_subnet_to_prune", "get_next_epoch_start_block")
                .inOption());
    node.answer(API + "get_next_epoch_start_block", "0x01f401000000000000");

    var handed = sealed(node);

    assertThat(handed.end(10))
        .isEqualTo(round(new Counted(360, new BlockNumber(500)), handed.head()) + "0400")
        .isNotEqualTo(round(new Modular(360, NETUID), handed.head()) + "0400");
  }

  @Test
  void weightsOfASubnetWithoutANextEpoch_areNotSealed() {
    var node =
        node(
            423,
            ChangedMetadata.of(343)
                .renamed("get_subnet_to_prune", "get_next_epoch_start_block")
                .inOption());
    node.answer(API + "get_next_epoch_start_block", "0x00");
    LiveWorld.join(node);
    LiveWorld.hideWeights(node);

    assertThat(join(world.chain(node).setWeights(ALICE, WEIGHTS)))
        .isEqualTo(new Chain.Unreachable("the subnet has no next epoch"));
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void sealedWeightsOfAMechanism_areHandedIn_whereThereIsNoOtherCall() {
    var node =
        node(
            350,
            ChangedMetadata.of(343)
                .renamed("commit_timelocked_weights", "commit_something_other__")
                .inOption());
    node.store(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_VERSION.key(), "0x0500");

    var handed = sealed(node);

    assertThat(handed.hex()).contains("0776010000");
    assertThat(handed.end(10)).isEqualTo(round(new Modular(360, NETUID), handed.head()) + "0500");
  }

  @Test
  void sealedWeightsOfAnOlderRuntime_areHandedIn_withoutAVersion() {
    var handed = sealed(node(233, ChangedMetadata.of(233).inOption()));

    assertThat(handed.hex()).contains("07630100");
    assertThat(handed.end(8)).isEqualTo(round(new Modular(360, NETUID), handed.head()));
  }
}
