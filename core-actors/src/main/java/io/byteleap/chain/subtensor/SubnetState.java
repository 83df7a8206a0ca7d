package io.byteleap.chain.subtensor;

import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.util.List;
import java.util.stream.Stream;

/// The state of a subnet as `get_subnet_state` answers it: lists with one item for each uid.
/// Amounts are rao, shares are of 65,535.
public record SubnetState(
    int netuid,
    List<AccountId> hotkeys,
    List<AccountId> coldkeys,
    List<Boolean> active,
    List<Boolean> validatorPermit,
    List<Long> pruningScore,
    List<Long> lastUpdate,
    List<Long> emission,
    List<Long> dividends,
    List<Long> incentives,
    List<Long> consensus,
    List<Long> trust,
    List<Long> rank,
    List<Long> blockAtRegistration,
    List<Long> alphaStake,
    List<Long> taoStake,
    List<Long> totalStake,
    List<List<Long>> emissionHistory) {
  static SubnetState read(ScaleReader reader, Netuid netuid) {
    if (!reader.flag()) {
      throw reader.problem(Kind.ABSENT, "there is no subnet " + netuid);
    }
    var state = read(reader);
    int count = state.hotkeys.size();
    if (state.netuid != netuid.value() || !state.perUid().allMatch(list -> list.size() == count)) {
      throw reader.problem(Kind.INCONSISTENT, "state of subnet " + state.netuid);
    }
    return state;
  }

  private Stream<List<?>> perUid() {
    return Stream.of(
        coldkeys, active, validatorPermit, lastUpdate, alphaStake, taoStake, totalStake);
  }

  private static SubnetState read(ScaleReader reader) {
    return new SubnetState(
        reader.compactInt(65_535),
        Lists.accounts(reader),
        Lists.accounts(reader),
        Lists.flags(reader),
        Lists.flags(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        Lists.numbers(reader),
        reader.list(1, Lists::numbers));
  }

  /// The same members with their stakes as this state has them; refuses members that it does not
  /// have.
  public ScaleResult<Metagraph> staked(Metagraph metagraph) {
    return ScaleResult.of(
        () ->
            Metagraph.of(
                metagraph.block(),
                metagraph.neurons().values().stream().map(this::staked).toList()));
  }

  private Neuron staked(Neuron neuron) {
    int uid = neuron.uid().value();
    if (uid >= hotkeys.size() || !hotkeys.get(uid).address().equals(neuron.hotkey())) {
      throw new ScaleProblem(Kind.INCONSISTENT, "state without neuron " + uid);
    }
    return new Neuron(
        neuron.uid(),
        neuron.hotkey(),
        neuron.axon(),
        neuron.validatorPermit(),
        new Neuron.Stake(totalStake.get(uid)),
        neuron.lastUpdate());
  }
}
