package io.byteleap.chain.subtensor;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.scale.ScaleProblem;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.util.ArrayList;
import java.util.List;

/// The members of a subnet as metagraphs have them: lists with one item for each uid. Stakes are
/// rao. Refused: lists of different lengths.
record MemberLists(
    List<AccountId> hotkeys,
    List<AxonInfo> axons,
    List<Boolean> validatorPermits,
    List<Long> lastUpdates,
    List<Long> totalStakes) {
  MemberLists {
    int count = hotkeys.size();
    checkCount("axons", axons, count);
    checkCount("validator_permit", validatorPermits, count);
    checkCount("last_update", lastUpdates, count);
    checkCount("total_stake", totalStakes, count);
  }

  private static void checkCount(String name, List<?> list, int count) {
    if (list.size() != count) {
      throw new ScaleProblem(Kind.INCONSISTENT, list.size() + " " + name + " of " + count);
    }
  }

  Metagraph at(BlockNumber block) {
    var neurons = new ArrayList<Neuron>(hotkeys.size());
    for (int uid = 0; uid < hotkeys.size(); uid++) {
      neurons.add(
          new Neuron(
              new Uid(uid),
              hotkeys.get(uid).address(),
              axons.get(uid).endpoint(),
              validatorPermits.get(uid),
              new Neuron.Stake(totalStakes.get(uid)),
              new BlockNumber(lastUpdates.get(uid))));
    }
    return Metagraph.of(block, neurons);
  }
}
