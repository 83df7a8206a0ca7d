package io.byteleap.chain.live;

import static io.byteleap.chain.live.LiveWorld.ALICE;
import static io.byteleap.chain.live.LiveWorld.WEIGHTS;
import static io.byteleap.chain.live.LiveWorld.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.chain.live.ReplayedNode.CannotTell;
import io.byteleap.chain.live.ReplayedNode.Pool;
import io.byteleap.chain.live.ReplayedNode.Says;
import io.byteleap.port.Chain;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node's pool says of a transaction.
final class LivePoolTest {
  private static final String HASH = "\"0x" + "ab".repeat(32) + '"';

  private final LiveWorld world = new LiveWorld();
  private final ReplayedNode node =
      new ReplayedNode(218, "chain/metadata_v15_spec218_optionopaque.hex");
  private final LiveChain chain = memberOf(node);

  private LiveChain memberOf(ReplayedNode at) {
    LiveWorld.join(at);
    return world.chain(at);
  }

  @AfterEach
  void stop() {
    world.close();
    node.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"dropped\"",
        "\"invalid\"",
        "{\"usurped\":\"0xab\"}",
        "{\"finalityTimeout\":\"0xab\"}",
        "{\"dropped\":null}"
      })
  void transactionThatThePoolGivesUp_isMadeAnew_withoutWaitingForItsEnd(String status) {
    node.next(new Says(List.of("\"ready\"", status), Pool.FORGETS));

    var outcome = join(chain.setWeights(ALICE, WEIGHTS));

    assertThat(outcome).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(2);
    assertThat(node.methods).filteredOn("system_accountNextIndex"::equals).hasSize(2);
  }

  @Test
  void transactionThatThePoolGivesUp_butABlockHas_isNotSentAgain() {
    node.next(new Says(List.of("\"dropped\""), Pool.KEEPS));

    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void transactionOfABlockThatWasReplaced_isAwaitedInAnother() {
    node.next(
        new Says(
            List.of("{\"inBlock\":" + HASH + "}", "{\"retracted\":" + HASH + "}", "\"ready\""),
            Pool.KEEPS));

    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void statusThatIsNotKnown_isPassedOver() {
    node.next(new Says(List.of("\"waltzing\"", "{\"a\":1}", "7"), Pool.KEEPS));

    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
  }

  @Test
  void transactionThatThePoolGivesUpAgainAndAgain_endsAfterFiveTries_andSaysWhy() {
    for (int i = 0; i < Submission.TRIES_MAX; i++) {
      node.next(new Says(List.of("\"dropped\""), Pool.FORGETS));
    }

    assertThat(join(chain.setWeights(ALICE, WEIGHTS)))
        .isEqualTo(new Chain.Unreachable("the node gave the transaction up: dropped"));
    assertThat(node.submitted).hasSize(Submission.TRIES_MAX);
  }

  @Test
  void nodeThatCannotTell_isHandedTheTransactionAllTheSame() {
    node.next(new CannotTell());

    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    assertThat(node.submitted).hasSize(1);
    assertThat(node.methods)
        .containsSubsequence("author_submitAndWatchExtrinsic", "author_submitExtrinsic");
  }

  @Test
  void nodeIsToldToSayNoMore_onceTheBlockIsKnown() {
    assertThat(join(chain.setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);

    await().until(() -> node.methods.contains("author_unwatchExtrinsic"));
  }
}
