package io.byteleap.chain.live;

import static io.byteleap.chain.live.LiveWorld.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.port.ChainInspection.At;
import io.byteleap.port.ChainInspection.Moment;
import io.byteleap.port.ChainInspection.NotShown;
import io.byteleap.port.ChainInspection.Now;
import io.byteleap.port.ChainInspection.Shown;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LiveInspectionTest {
  private final LiveWorld world = new LiveWorld();
  private final ReplayedNode node =
      new ReplayedNode(343, "chain/metadata_v15_spec343_optionopaque.hex");

  @BeforeEach
  void answer() {
    node.answer(
        "SubnetInfoRuntimeApi_get_selective_mechagraph",
        ChainVectors.text("chain/selective_mechagraph_netuid1.hex").strip());
  }

  @AfterEach
  void stop() {
    world.close();
    node.close();
  }

  @Test
  void members_andTheWeightsOfThoseWithAPermit_areShown() {
    var permitted = shown(new Now()).metagraph().neurons().values().stream();
    var validator = permitted.filter(Neuron::validatorPermit).findFirst().orElseThrow().uid();
    // compact 2 entries: uid 3 with 65,535, uid 258 with 1
    node.store(
        SubtensorStorage.WEIGHTS.key(LiveWorld.SUBNET, SubtensorStorage.key16(validator.value())),
        "0x08" + "0300ffff" + "02010100");

    var shown = shown(new Now());

    assertThat(shown.metagraph().neurons()).hasSize(1_024);
    assertThat(shown.weights())
        .isEqualTo(
            Map.of(
                validator,
                new Weights(
                    new TreeMap<>(
                        Map.of(new Uid(3), new Weight(65_535), new Uid(258), new Weight(1))))));
  }

  @Test
  void blockThatThereIsNot_isNotShown_andSaysSo() {
    assertThat(join(world.inspection(node).inspect(new At(new BlockNumber(1_999_999_999)))))
        .isEqualTo(new NotShown("there is no block 1999999999"));
  }

  private Shown shown(Moment moment) {
    return (Shown) join(world.inspection(node).inspect(moment));
  }
}
