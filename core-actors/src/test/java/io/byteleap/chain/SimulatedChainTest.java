package io.byteleap.chain;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulatedChainTest {
  private static final Hotkey VALIDATOR = new Hotkey("validator");
  private static final Hotkey MINER = new Hotkey("miner");
  private static final Weights WEIGHTS =
      new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535))));

  @TempDir private Path folder;
  private Instant now = Samples.T0;
  private SimulatedChain chain;

  @BeforeEach
  void foundChain() throws IOException {
    chain = SimulatedChain.in(folder, () -> now);
    chain.found(new ChainRules(Duration.ofSeconds(1), 5));
    chain.register(VALIDATOR, true, Neuron.Stake.ofTao(20_000));
    chain.register(MINER, false, new Neuron.Stake(0));
    now = Samples.T0.plusSeconds(100);
  }

  @Test
  void head_followsTheClock_andASecondFoundingChangesNothing() throws IOException {
    SimulatedChain.in(folder, () -> now).found(new ChainRules(Duration.ofSeconds(9), 1));

    assertThat(metagraph().block()).isEqualTo(new BlockNumber(100));
    assertThat(metagraph().uids()).isEqualTo(Map.of(VALIDATOR, new Uid(0), MINER, new Uid(1)));
  }

  @Test
  void axon_isKnownToOthers_andSentOnlyWhenItChanges() {
    var endpoint = new Endpoint("127.0.0.1", 9_091);

    assertThat(outcome(chain.serveAxon(VALIDATOR, endpoint)))
        .isEqualTo(new Chain.Included(new BlockNumber(101)));
    assertThat(outcome(chain.serveAxon(VALIDATOR, endpoint))).isEqualTo(new Chain.Unchanged());
    assertThat(metagraph().of(VALIDATOR).orElseThrow().axon()).isEqualTo(endpoint);
  }

  @Test
  void weights_areKept_andDateTheValidator() throws IOException {
    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS)))
        .isEqualTo(new Chain.Included(new BlockNumber(101)));

    assertThat(SimulatedChain.in(folder, () -> now).weightsOf(new Uid(0))).contains(WEIGHTS);
    assertThat(metagraph().of(VALIDATOR).orElseThrow().lastUpdate())
        .isEqualTo(new BlockNumber(101));
  }

  @Test
  void weights_areRefusedByName() {
    var stranger = new Weights(new TreeMap<>(Map.of(new Uid(9), new Weight(1))));
    chain.setWeights(VALIDATOR, WEIGHTS);

    assertRefused(chain.setWeights(VALIDATOR, WEIGHTS), "SettingWeightsTooFast");
    assertRefused(chain.setWeights(MINER, WEIGHTS), "NeuronNoValidatorPermit");
    assertRefused(chain.setWeights(new Hotkey("nobody"), WEIGHTS), "HotKeyNotRegisteredInSubNet");
    now = now.plusSeconds(60);
    assertRefused(chain.setWeights(VALIDATOR, stranger), "UidVecContainInvalidOne");
  }

  @Test
  void damagedOrMissingChain_isAnOutcomeThatNamesTheFile() throws IOException {
    Files.writeString(folder.resolve("chain.json"), "{\"genesis\":");

    assertThat(chain.metagraph().toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Chain.Unseen.class,
            unseen ->
                assertThat(unseen.cause())
                    .contains(folder.resolve("chain.json").toString())
                    .contains("damaged"));
    assertThat(outcome(chain.setWeights(VALIDATOR, WEIGHTS))).isInstanceOf(Chain.Unreachable.class);
    Files.delete(folder.resolve("chain.json"));
    String missing = "there is no simulated chain in " + folder;
    assertThat(chain.metagraph().toCompletableFuture().join()).isEqualTo(new Chain.Unseen(missing));
    assertThat(
            outcome(
                SimulatedChain.in(folder.resolve("no"), () -> now)
                    .serveAxon(MINER, Endpoint.NOWHERE)))
        .isEqualTo(new Chain.Unreachable(missing + "/no"));
  }

  private Metagraph metagraph() {
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
