package io.byteleap.miner.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.miner.validator.ValidatorPolicy.Trust;
import io.byteleap.transport.SynapseClient.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ValidatorPolicyTest {
  private static final Hotkey OWN = new Hotkey("own");
  private static final Endpoint AXON = new Endpoint("10.0.0.1", 9091);
  private static final Endpoint ELSEWHERE = new Endpoint("::1", 9999);

  private final ValidatorPolicy policy =
      new ValidatorPolicy(Stake.ofTao(10_000), Map.of(), Trust.PERMIT_NEEDED);

  @Test
  void validators_withPermitAndStake_areChosenInOrderOfUid() {
    var selection =
        select(
            policy,
            neuron(5, "late", true, 10_000, AXON),
            neuron(1, "early", true, 20_000, AXON),
            neuron(2, "miner", false, 20_000, AXON),
            neuron(3, "poor", true, 9_999, AXON),
            neuron(4, "silent", true, 20_000, Endpoint.NOWHERE),
            neuron(0, "own", true, 20_000, AXON));

    assertThat(selection.chosen()).containsExactly(target(AXON, "early"), target(AXON, "late"));
    assertThat(selection.summary())
        .isEqualTo("2 chosen, 1 without permit, 1 below the stake needed, 1 serving nowhere");
  }

  @Test
  void excludedEndpoint_isLeftOut() {
    var metagraph = Metagraph.of(BlockNumber.GENESIS, List.of(neuron(1, "a", true, 10_000, AXON)));

    var selection = policy.select(metagraph, OWN, AXON::equals);

    assertThat(selection.chosen()).isEmpty();
    assertThat(selection.summary()).isEqualTo("1 blacklisted");
  }

  @Test
  void whitelist_sparesTheStake_andMayMoveTheEndpoint() {
    var listed =
        policy(
            Trust.PERMIT_NEEDED,
            Map.of(
                new Hotkey("a"),
                new AxonOverride.OnChain(),
                new Hotkey("b"),
                AxonOverride.parse("[::1]:9999")));

    var selection =
        select(listed, neuron(1, "a", true, 1, AXON), neuron(2, "b", true, 1, Endpoint.NOWHERE));

    assertThat(selection.chosen()).containsExactly(target(AXON, "a"), target(ELSEWHERE, "b"));
  }

  @Test
  void whitelist_sparesThePermit_onlyWhereTheOperatorSaysSo() {
    Map<Hotkey, AxonOverride> whitelist =
        Map.of(
            new Hotkey("a"),
            new AxonOverride.OnChain(),
            new Hotkey("b"),
            new AxonOverride.OnChain());
    var neuron = neuron(1, "a", false, 0, AXON);

    assertThat(select(policy(Trust.PERMIT_NEEDED, whitelist), neuron).chosen()).isEmpty();
    assertThat(select(policy(Trust.UNCONDITIONAL, whitelist), neuron).chosen())
        .containsExactly(target(AXON, "a"));
  }

  @Test
  void override_thatIsNoEndpoint_isRefused() {
    assertThatThrownBy(() -> AxonOverride.parse("validator.example:9091"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(AxonOverride.parse("")).isEqualTo(new AxonOverride.OnChain());
  }

  private static ValidatorPolicy policy(Trust trust, Map<Hotkey, AxonOverride> whitelist) {
    return new ValidatorPolicy(Stake.ofTao(10_000), whitelist, trust);
  }

  private static ValidatorPolicy.Selection select(ValidatorPolicy policy, Neuron... neurons) {
    return policy.select(Metagraph.of(BlockNumber.GENESIS, List.of(neurons)), OWN, _ -> false);
  }

  private static Neuron neuron(int uid, String hotkey, boolean permit, long tao, Endpoint axon) {
    return new Neuron(
        new Uid(uid), new Hotkey(hotkey), axon, permit, Stake.ofTao(tao), BlockNumber.GENESIS);
  }

  private static Target target(Endpoint endpoint, String hotkey) {
    return new Target(endpoint, new Hotkey(hotkey));
  }
}
