package io.byteleap.chain.live;

import static io.byteleap.chain.live.LiveWorld.ACCOUNT;
import static io.byteleap.chain.live.LiveWorld.ALICE;
import static io.byteleap.chain.live.LiveWorld.SUBNET;
import static io.byteleap.chain.live.LiveWorld.WEIGHTS;
import static io.byteleap.chain.live.LiveWorld.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.live.ReplayedNode.Forgets;
import io.byteleap.chain.live.ReplayedNode.Refuses;
import io.byteleap.chain.live.ReplayedNode.TakesAndCuts;
import io.byteleap.chain.live.ReplayedNode.TakesToFail;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.port.Chain;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The client against nodes that answer what real ones answered.
final class LiveChainTest {
  private static final Endpoint AXON = new Endpoint("1.2.3.4", 8_091);

  private final LiveWorld world = new LiveWorld();
  private final ReplayedNode node =
      new ReplayedNode(218, "chain/metadata_v15_spec218_optionopaque.hex");

  @AfterEach
  void stop() {
    world.close();
    node.close();
  }

  private LiveChain memberOf(ReplayedNode at) {
    LiveWorld.join(at);
    return world.chain(at);
  }

  @Test
  void metagraph_ofWrappedAnswers_isRead() {
    var answers = ChainVectors.json("chain/runtime_spec218.json").path("answers");
    for (var api :
        List.of("NeuronInfoRuntimeApi_get_neurons_lite", "SubnetInfoRuntimeApi_get_subnet_state")) {
      node.answer(api, answers.path(api + " 0x0100").asText());
    }

    var reading = join(world.chain(node).metagraph());

    assertThat(reading)
        .isInstanceOfSatisfying(
            Chain.Seen.class,
            seen -> {
              assertThat(seen.metagraph().neurons()).hasSize(3);
              assertThat(seen.metagraph().of(ALICE).orElseThrow().uid()).isEqualTo(new Uid(2));
            });
  }

  @Test
  void metagraph_ofPlainAnswers_isRead() {
    try (var newer = new ReplayedNode(233, "chain/metadata_v15_spec233_optionopaque.hex")) {
      newer.answer(
          "NeuronInfoRuntimeApi_get_neurons_lite",
          ChainVectors.text("chain/neurons_lite_netuid1.hex").strip());
      newer.answer(
          "SubnetInfoRuntimeApi_get_subnet_state",
          ChainVectors.text("chain/subnet_state_netuid1.hex").strip());

      assertThat(sizeOf(join(world.chain(newer).metagraph()))).isEqualTo(1_024);
    }
  }

  @Test
  void metagraph_ofChosenFields_isRead_inOneCall() {
    try (var newest = new ReplayedNode(343, "chain/metadata_v15_spec343_optionopaque.hex")) {
      newest.answer(
          "SubnetInfoRuntimeApi_get_selective_mechagraph",
          ChainVectors.text("chain/selective_mechagraph_netuid1.hex").strip());

      assertThat(sizeOf(join(world.chain(newest).metagraph()))).isEqualTo(1_024);
    }
  }

  @Test
  void metagraph_thatTheNodeRefuses_isUnseen_andSaysWhy() {
    assertThat(join(world.chain(node).metagraph()))
        .isInstanceOfSatisfying(
            Chain.Unseen.class,
            unseen -> assertThat(unseen.cause()).contains("Function to start was not found"));
  }

  @Test
  void weights_areInABlock() {
    var outcome = join(memberOf(node).setWeights(ALICE, WEIGHTS));

    assertThat(outcome).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void staleNonce_isReadAgain() {
    node.next(new Refuses(ReplayedNode.STALE));

    var outcome = join(memberOf(node).setWeights(ALICE, WEIGHTS));

    assertThat(outcome).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(2);
    assertThat(node.methods).filteredOn("system_accountNextIndex"::equals).hasSize(2);
  }

  @Test
  void badProof_hasTheRuntimeReadAgain() {
    node.next(new Refuses(ReplayedNode.BAD_PROOF));

    var outcome = join(memberOf(node).setWeights(ALICE, WEIGHTS));

    assertThat(outcome).isInstanceOf(Chain.Included.class);
    assertThat(node.methods).filteredOn("state_call"::equals).hasSize(2);
  }

  @Test
  void upgradedRuntime_isReadBeforeTheNextTransaction() {
    var chain = memberOf(node);
    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);

    node.spec = 219;

    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.methods).filteredOn("state_call"::equals).hasSize(2);
  }

  @Test
  void connectionLostWhileHandingIn_isLookedForInBlocks_andNotSentTwice() {
    node.next(new TakesAndCuts());

    var outcome = join(memberOf(node).setWeights(ALICE, WEIGHTS));

    assertThat(outcome).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void forgottenTransaction_isGivenUp_whenNoBlockCanHaveItAnyMore() {
    node.next(new Forgets());

    var outcome = join(memberOf(node).setWeights(ALICE, WEIGHTS));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Chain.Unreachable.class,
            away -> assertThat(away.cause()).startsWith("not in a block after"));
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void limitOfTheChain_isHeeded_withoutSending() {
    var chain = memberOf(node);
    node.store(
        SubtensorStorage.LAST_UPDATE.key(SUBNET), "0x08" + "00".repeat(8) + "0f00000000000000");

    assertThat(join(chain.setWeights(ALICE, WEIGHTS)))
        .isEqualTo(
            new Chain.TooEarly(
                new BlockNumber(115), "SettingWeightsTooFast: 100 blocks between updates"));
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void failureInABlock_isNamed() {
    int error = errorNumber("NeuronNoValidatorPermit");
    node.next(new TakesToFail(error));

    assertThat(join(memberOf(node).setWeights(ALICE, WEIGHTS)))
        .isEqualTo(new Chain.Refused("SubtensorModule.NeuronNoValidatorPermit"));
  }

  @Test
  void failureThatABlockLifts_isTriedAgain() {
    node.next(new TakesToFail(errorNumber("SettingWeightsTooFast")));

    assertThat(join(memberOf(node).setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(2);
  }

  @Test
  void nonMember_andAnotherKey_areRefusedWithoutSending() {
    var chain = world.chain(node);

    assertThat(join(chain.serveAxon(ALICE, AXON)))
        .isEqualTo(new Chain.Refused("HotKeyNotRegisteredInSubNet"));
    assertThat(
            join(
                chain.setWeights(
                    new Hotkey("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"), WEIGHTS)))
        .isEqualTo(new Chain.Refused("the wallet's hotkey is " + ALICE));
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void axon_isSentOnce_andNotAgainWhenTheChainShowsIt() {
    var chain = memberOf(node);
    assertThat(join(chain.serveAxon(ALICE, AXON))).isInstanceOf(Chain.Included.class);

    node.store(
        SubtensorStorage.AXONS.key(SUBNET, SubtensorStorage.key(ACCOUNT)),
        "0x1500000000000000507b8900040302010000000000000000000000009b1f04040000");

    assertThat(join(chain.serveAxon(ALICE, AXON))).isEqualTo(new Chain.Unchanged());
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void hiddenWeights_areSealed_whereTheRuntimeOpensThemItself() {
    try (var newest = new ReplayedNode(343, "chain/metadata_v15_spec343_optionopaque.hex")) {
      var chain = memberOf(newest);
      newest.store(SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED.key(SUBNET), "0x01");

      assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
      assertThat(newest.submitted).singleElement().asString().contains("07710100");
    }
  }

  private static int errorNumber(String name) {
    var pallet = ChainVectors.metadata15(218).pallet("SubtensorModule").orElseThrow();
    for (int number = 0; number < 256; number++) {
      if (pallet.error(number).filter(error -> error.name().equals(name)).isPresent()) {
        return number;
      }
    }
    throw new AssertionError("no error " + name);
  }

  private static int sizeOf(Chain.Reading reading) {
    assertThat(reading).isInstanceOf(Chain.Seen.class);
    return ((Chain.Seen) reading).metagraph().neurons().size();
  }
}
