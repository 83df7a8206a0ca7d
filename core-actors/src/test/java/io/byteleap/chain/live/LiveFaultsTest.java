package io.byteleap.chain.live;

import static io.byteleap.chain.live.LiveWorld.ALICE;
import static io.byteleap.chain.live.LiveWorld.SUBNET;
import static io.byteleap.chain.live.LiveWorld.WEIGHTS;
import static io.byteleap.chain.live.LiveWorld.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.chain.live.ReplayedNode.Refuses;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.port.Chain;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The client against nodes that stall, end connections, and answer wrongly.
final class LiveFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String METADATA = "chain/metadata_v15_spec218_optionopaque.hex";

  private final LiveWorld world = new LiveWorld();
  private final ReplayedNode node = new ReplayedNode(218, METADATA);
  private final ReplayedNode other = new ReplayedNode(218, METADATA);

  @AfterEach
  void stop() {
    world.close();
    node.close();
    other.close();
  }

  private LiveChain memberOf(ReplayedNode at) {
    LiveWorld.join(at);
    return world.chain(at);
  }

  private static String cause(Chain.Outcome outcome) {
    assertThat(outcome).isInstanceOf(Chain.Unreachable.class);
    return ((Chain.Unreachable) outcome).cause();
  }

  private static String cause(Chain.Reading reading) {
    assertThat(reading).isInstanceOf(Chain.Unseen.class);
    return ((Chain.Unseen) reading).cause();
  }

  @Test
  void nodeThatStalls_isSaidToBeSilent_andNothingIsSent() {
    LiveWorld.join(node);
    var chain = world.impatient(SHORT, node);
    node.stalls = true;

    assertThat(cause(join(chain.metagraph()))).contains("did not answer in time");
    assertThat(cause(join(chain.setWeights(ALICE, WEIGHTS)))).contains("did not answer in time");
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void nodeThatStalls_isLeftForTheNext_whichTakesTheWeights() {
    LiveWorld.join(node);
    LiveWorld.join(other);
    var chain = world.impatient(SHORT, node, other);
    node.stalls = true;

    await().until(() -> join(chain.setWeights(ALICE, WEIGHTS)) instanceof Chain.Included);
    assertThat(node.submitted).isEmpty();
    assertThat(other.submitted).hasSize(1);
  }

  @Test
  void connectionThatEndsInAQuestion_costsThatQuestionOnly() {
    var chain = memberOf(node);
    node.cutsAt.add("state_getStorage");

    assertThat(cause(join(chain.setWeights(ALICE, WEIGHTS)))).contains("lost");
    await().until(() -> join(chain.setWeights(ALICE, WEIGHTS)) instanceof Chain.Included);
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void connectionThatEndsWhileBlocksAreLookedInto_isNoReasonToSendAgain() {
    var chain = memberOf(node);
    node.cutsAt.add("chain_getBlock");

    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void versionThatTheNodeNamesWrongly_isFoundOutByTheRefusal() {
    var chain = memberOf(node);
    node.wrongSpecs.add(217);
    node.next(new Refuses(ReplayedNode.BAD_PROOF));

    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(2).doesNotHaveDuplicates();
    assertThat(node.wrongSpecs).isEmpty();
  }

  @Test
  void storedValueThatEndsTooEarly_isNamed_andNothingIsSent() {
    var chain = memberOf(node);
    node.store(SubtensorStorage.LAST_UPDATE.key(SUBNET), "0x08000000");

    assertThat(cause(join(chain.setWeights(ALICE, WEIGHTS))))
        .contains("SubtensorModule.LastUpdate")
        .contains("COUNT_TOO_LARGE");
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void metagraphThatEndsTooEarly_isUnseen_andNamed() {
    var whole = ChainVectors.hex("chain/neurons_lite_netuid1.hex").toArray();
    node.answer(
        "NeuronInfoRuntimeApi_get_neurons_lite",
        ChainVectors.hex(Bytes.copyOf(Arrays.copyOf(whole, 5_000))));

    assertThat(cause(join(world.chain(node).metagraph()))).contains("get_neurons_lite");
  }

  @Test
  void metadataThatEndTooEarly_areRefused_andNothingIsSent() {
    var chain = memberOf(node);
    node.metadata = node.metadata.substring(0, 20_000);

    assertThat(cause(join(chain.setWeights(ALICE, WEIGHTS)))).isNotBlank();
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void bytesThatAreNone_areRefused() {
    var chain = memberOf(node);
    node.store(SubtensorStorage.LAST_UPDATE.key(SUBNET), "nonsense");

    assertThat(cause(join(chain.setWeights(ALICE, WEIGHTS)))).contains("0x");
    assertThat(node.submitted).isEmpty();
  }
}
