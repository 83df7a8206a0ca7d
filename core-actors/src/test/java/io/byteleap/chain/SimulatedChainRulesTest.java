package io.byteleap.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainFault.Away;
import io.byteleap.chain.ChainFault.Call;
import io.byteleap.chain.ChainFault.Drops;
import io.byteleap.chain.ChainFault.Late;
import io.byteleap.chain.ChainFault.LosesAnswers;
import io.byteleap.chain.ChainFault.Refuses;
import io.byteleap.chain.ChainFault.Span;
import io.byteleap.chain.ChainRules.After;
import io.byteleap.chain.ChainRules.Epochs;
import io.byteleap.chain.ChainRules.Room;
import io.byteleap.chain.ChainRules.WeightRules;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.port.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a simulated chain can be told to be like, and to do wrong.
final class SimulatedChainRulesTest {
  private static final Hotkey VALIDATOR = new Hotkey("validator");
  private static final Hotkey MINER = new Hotkey("miner");
  private static final Weights WEIGHTS = weights(1, 65_535);
  private static final Weights OTHERS = weights(1, 7);
  private static final ChainRules RULES = new ChainRules(Duration.ofSeconds(1), 5);

  @TempDir private Path folder;
  private final List<Duration> waited = new ArrayList<>();
  private Instant now = Samples.T0;

  @Test
  void axon_isTakenAgain_whenTheServingRateLimitHasPassed() throws IOException {
    var chain = founded(RULES.withServingRateLimit(10));
    var first = new Endpoint("10.0.0.1", 9_091);
    var second = new Endpoint("10.0.0.2", 9_091);

    assertThat(outcome(chain.serveAxon(MINER, first))).isEqualTo(included(101));
    assertRefused(chain.serveAxon(MINER, second), "ServingRateLimitExceeded");
    assertThat(outcome(chain.serveAxon(MINER, first))).isEqualTo(new Chain.Unchanged());
    assertThat(outcome(chain.serveAxon(VALIDATOR, second))).isEqualTo(included(101));
    now = now.plusSeconds(11);
    assertThat(outcome(chain.serveAxon(MINER, second))).isEqualTo(included(112));
  }

  @Test
  void weights_needStakeAndCount_whereTheRulesSay() throws IOException {
    var chain = founded(RULES.with(new WeightRules(5, Neuron.Stake.ofTao(1_000), 2)));

    assertRefused(chain.setWeights(MINER, WEIGHTS), "NotEnoughStakeToSetWeights");
    assertRefused(chain.setWeights(VALIDATOR, WEIGHTS), "WeightVecLengthIsLow");
    var both =
        new Weights(new TreeMap<>(Map.of(new Uid(0), new Weight(1), new Uid(1), new Weight(2))));
    assertThat(outcome(chain.setWeights(VALIDATOR, both))).isEqualTo(included(101));
  }

  @Test
  void committedWeights_areVisible_fromTheRevealPeriodOn() throws IOException {
    var chain = founded(RULES.with(new Epochs(50, new After(2))));

    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isEqualTo(included(101));

    assertThat(lastUpdate(chain)).isEqualTo(new BlockNumber(101));
    assertRefused(chain.setWeights(VALIDATOR, OTHERS), "CommittingWeightsTooFast");
    now = Samples.T0.plusSeconds(199); // epoch 2 begins at block 100, epoch 4 at block 200
    assertThat(chain.weightsOf(new Uid(0))).isEmpty();
    assertThat(outcome(chain.setWeights(VALIDATOR, OTHERS))).isEqualTo(included(200));
    now = Samples.T0.plusSeconds(200);
    assertThat(chain.weightsOf(new Uid(0))).contains(WEIGHTS);
    now = Samples.T0.plusSeconds(300);
    assertThat(again().weightsOf(new Uid(0))).contains(OTHERS);
  }

  @Test
  void commitments_areBounded() throws IOException {
    var chain =
        founded(new ChainRules(Duration.ofSeconds(1), 0).with(new Epochs(50, new After(9))));
    for (int i = 0; i < 10; i++) {
      assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isEqualTo(included(101));
    }

    assertRefused(chain.setWeights(VALIDATOR, WEIGHTS), "TooManyUnrevealedCommits");
  }

  @Test
  void newcomerWithoutRoom_takesTheUidOfAnother() throws IOException {
    var chain = founded(RULES.with(new Room(2)));
    chain.serveAxon(MINER, new Endpoint("10.0.0.1", 9_091));
    chain.register(new Hotkey("newcomer"), false, new Neuron.Stake(0));

    assertThat(metagraph(chain).uids())
        .isEqualTo(Map.of(VALIDATOR, new Uid(0), new Hotkey("newcomer"), new Uid(1)));
    assertThat(metagraph(chain).of(new Hotkey("newcomer")).orElseThrow().axon())
        .isEqualTo(Endpoint.NOWHERE);
    assertRefused(chain.serveAxon(MINER, Endpoint.NOWHERE), "HotKeyNotRegisteredInSubNet");
  }

  @Test
  void chainThatIsAway_isBackWhenItsBlocksHavePassed() throws IOException {
    var chain = founded(RULES);
    chain.fail(new Away(span(105, 10)));

    assertThat(chain.metagraph().toCompletableFuture().join()).isInstanceOf(Chain.Seen.class);
    now = now.plusSeconds(5);
    assertThat(chain.metagraph().toCompletableFuture().join())
        .isEqualTo(new Chain.Unseen("the simulated chain is away, block=105"));
    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isInstanceOf(Chain.Unreachable.class);
    now = now.plusSeconds(10);
    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isEqualTo(included(116));
  }

  @Test
  void refusal_hasItsName_forItsCallOnly() throws IOException {
    var chain = founded(RULES);
    chain.fail(new Refuses(Call.SET_WEIGHTS, "CommitRevealEnabled", Span.ALWAYS));

    assertRefused(chain.setWeights(VALIDATOR, WEIGHTS), "CommitRevealEnabled");
    assertThat(outcome(chain.serveAxon(VALIDATOR, new Endpoint("10.0.0.1", 1_024))))
        .isEqualTo(included(101));
    chain.fail(Refuses.asTooFast(Call.SERVE_AXON, Span.ALWAYS));
    assertRefused(
        chain.serveAxon(MINER, new Endpoint("10.0.0.1", 2_000)), "ServingRateLimitExceeded");
    chain.fail();
    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isEqualTo(included(101));
  }

  @Test
  void lateInclusion_isAnsweredAndSeen_whenItsBlockIsThere() throws IOException {
    var chain = founded(RULES);
    chain.fail(new Late(3, Span.ALWAYS));
    now = now.plusMillis(400);

    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isEqualTo(included(104));

    assertThat(waited).containsExactly(Duration.ofMillis(3_600));
    assertThat(lastUpdate(chain)).isEqualTo(BlockNumber.GENESIS);
    now = Samples.T0.plusSeconds(104);
    assertThat(lastUpdate(again())).isEqualTo(new BlockNumber(104));
    assertThat(again().weightsOf(new Uid(0))).contains(WEIGHTS);
  }

  @Test
  void droppedSubmission_isUnreachable_whenItCanNoLongerGetIntoABlock() throws IOException {
    var chain = founded(RULES);
    chain.fail(new Drops(Span.ALWAYS));

    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS)))
        .isEqualTo(new Chain.Unreachable("not in a block after 8 blocks"));

    assertThat(waited).containsExactly(Duration.ofSeconds(8));
    now = now.plusSeconds(60);
    assertThat(lastUpdate(chain)).isEqualTo(BlockNumber.GENESIS);
  }

  @Test
  void lostAnswer_leavesTheSubmissionOnTheChain() throws IOException {
    var chain = founded(RULES);
    chain.fail(new LosesAnswers(Span.ALWAYS));

    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS)))
        .isEqualTo(new Chain.Unreachable("the chain's answer was lost"));

    assertThat(lastUpdate(chain)).isEqualTo(new BlockNumber(101));
    assertThat(chain.weightsOf(new Uid(0))).contains(WEIGHTS);
  }

  @Test
  void everyFault_isTheSameAfterItsFile() {
    List<ChainFault> faults =
        List.of(
            new Away(span(3, 4)),
            new Refuses(Call.SERVE_AXON, "InvalidPort", Span.ALWAYS),
            Refuses.asTooFast(Call.SET_WEIGHTS, span(0, 1)),
            new Late(2, Span.ALWAYS),
            new Drops(span(9, 9)),
            new LosesAnswers(Span.ALWAYS));

    assertThat(ChainFaultsFile.read(ChainFaultsFile.write(faults))).isEqualTo(faults);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"faults\":[{\"kind\":\"sleepy\"}]}",
        "{\"faults\":[{\"kind\":\"away\",\"blocks\":0}]}",
        "{\"faults\":[{\"kind\":\"away\",\"from_block\":-1}]}",
        "{\"faults\":[{\"kind\":\"late\"}]}",
        "{\"faults\":[{\"kind\":\"rate_limit\",\"call\":\"burn\"}]}"
      })
  void faultsThatMakeNoSense_areNamedWithTheirFile(String text) throws IOException {
    var chain = founded(RULES);
    Path file = Files.writeString(folder.resolve("faults.json"), text);

    assertThat(chain.metagraph().toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Chain.Unseen.class,
            unseen -> assertThat(unseen.cause()).contains(file.toString()).contains("no sense"));
    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isInstanceOf(Chain.Unreachable.class);
  }

  @Test
  void olderFile_isRead_withTheUsualRules() throws IOException {
    Files.writeString(
        folder.resolve("chain.json"),
        """
        {"block_millis": 1000, "genesis": "2026-01-01T00:00:00Z", "neurons": [{\
         "hotkey": "validator", "ip": "10.0.0.1", "last_update": 7, "port": 9091, "stake_rao": 5, "uid": 0,\
         "validator_permit": true}], "weights": [{"validator": 0, "weights": [[0, 65535]]}],\
         "weights_rate_limit": 5}\
        """);
    now = Samples.T0.plusSeconds(100);

    var state = ChainFile.read(Files.readString(folder.resolve("chain.json")));

    assertThat(state.rules()).isEqualTo(RULES);
    assertThat(again().weightsOf(new Uid(0))).contains(weights(0, 65_535));
    assertThat(outcome(again().setWeights(VALIDATOR, weights(0, 1)))).isEqualTo(included(101));
  }

  @Test
  void state_isTheSameAfterItsFile() throws IOException {
    var chain =
        founded(
            RULES
                .with(new Epochs(50, new After(2)))
                .with(new WeightRules(1, Neuron.Stake.ofTao(3), 1))
                .with(new Room(9))
                .withServingRateLimit(4));
    chain.serveAxon(MINER, new Endpoint("10.0.0.1", 9_091));
    chain.setWeights(VALIDATOR, WEIGHTS);
    chain.fail(new Late(5, Span.ALWAYS));
    now = now.plusSeconds(10);
    chain.serveAxon(MINER, new Endpoint("10.0.0.2", 9_091));
    chain.setWeights(VALIDATOR, OTHERS);

    var state = ChainFile.read(Files.readString(folder.resolve("chain.json")));

    assertThat(state.due()).hasSize(3);
    assertThat(ChainFile.read(ChainFile.write(state))).isEqualTo(state);
  }

  private SimulatedChain founded(ChainRules rules) throws IOException {
    var chain = again();
    chain.found(rules);
    chain.register(VALIDATOR, true, Neuron.Stake.ofTao(20_000));
    chain.register(MINER, false, new Neuron.Stake(0));
    now = Samples.T0.plusSeconds(100);
    return chain;
  }

  /// The same chain, as another process sees it.
  private SimulatedChain again() {
    return SimulatedChain.in(
        folder,
        () -> now,
        time -> {
          waited.add(time);
          return CompletableFuture.completedStage(null);
        });
  }

  private static Span span(long from, long blocks) {
    return new Span(new BlockNumber(from), blocks);
  }

  private static Weights weights(int uid, int weight) {
    return new Weights(new TreeMap<>(Map.of(new Uid(uid), new Weight(weight))));
  }

  private static Chain.Outcome included(long block) {
    return new Chain.Included(new BlockNumber(block));
  }

  private BlockNumber lastUpdate(SimulatedChain chain) {
    return metagraph(chain).of(VALIDATOR).orElseThrow().lastUpdate();
  }

  private static Metagraph metagraph(SimulatedChain chain) {
    return ((Chain.Seen) chain.metagraph().toCompletableFuture().join()).metagraph();
  }

  private static Chain.Outcome outcome(CompletionStage<Chain.Outcome> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void assertRefused(CompletionStage<Chain.Outcome> stage, String why) {
    assertThat(outcome(stage))
        .isInstanceOfSatisfying(
            Chain.Refused.class, refused -> assertThat(refused.why()).startsWith(why));
  }
}
