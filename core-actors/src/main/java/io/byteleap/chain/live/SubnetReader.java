package io.byteleap.chain.live;

import io.byteleap.chain.live.WeightPlan.ByHash;
import io.byteleap.chain.live.WeightPlan.Crv3;
import io.byteleap.chain.live.WeightPlan.Form;
import io.byteleap.chain.live.WeightPlan.Hiding;
import io.byteleap.chain.live.WeightPlan.Timelocked;
import io.byteleap.chain.live.WeightPlan.TimelockedMechanism;
import io.byteleap.chain.live.WeightPlan.UntilRound;
import io.byteleap.chain.live.WeightPlan.Visible;
import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.EpochSchedule;
import io.byteleap.chain.subtensor.EpochSchedule.RevealPeriod;
import io.byteleap.chain.subtensor.Hyperparameters;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.StorageItem;
import io.byteleap.chain.subtensor.SubtensorApi;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.chain.subtensor.SubtensorStorage.HashCommit;
import io.byteleap.domain.units.Bytes;
import java.util.List;
import java.util.Optional;

/// Reads what one subnet says about one of its members and about its rules, from the single items
/// of the storage, which are the same in every runtime.
final class SubnetReader {
  /// Of runtimes that have sealed weights and no item that says which version of them.
  private static final int COMMIT_VERSION = 4;

  private static final List<SubtensorApi> PARAMETERS =
      List.of(
          SubtensorApi.SUBNET_HYPERPARAMS_V3,
          SubtensorApi.SUBNET_HYPERPARAMS_V2,
          SubtensorApi.SUBNET_HYPERPARAMS);

  private final NodeReader node;
  private final Netuid netuid;
  private final AccountId account;
  private final FallBack<SubtensorApi, Hyperparameters> parameters =
      new FallBack<>("hyperparameters");

  SubnetReader(NodeReader node, Netuid netuid, AccountId account) {
    this.node = node;
    this.netuid = netuid;
    this.account = account;
  }

  /// Our uid; empty when we are not a member.
  Optional<Integer> uid(ChainRuntime runtime, Head head) {
    return node.value(
        runtime,
        head.hash(),
        SubtensorStorage.UIDS,
        SubtensorStorage.key(netuid),
        SubtensorStorage.key(account));
  }

  AxonPlan.Shown axon(ChainRuntime runtime, Head head) {
    var axon =
        node.value(
            runtime,
            head.hash(),
            SubtensorStorage.AXONS,
            SubtensorStorage.key(netuid),
            SubtensorStorage.key(account));
    return new AxonPlan.Shown(
        axon.stream().toList(),
        ofSubnet(runtime, head, SubtensorStorage.SERVING_RATE_LIMIT),
        head.number());
  }

  /// How weights are taken from the member with this uid.
  WeightPlan weights(ChainRuntime runtime, Head head, int uid) {
    var updates = ofSubnet(runtime, head, SubtensorStorage.LAST_UPDATE);
    return new WeightPlan(
        uid < updates.size() ? updates.get(uid) : 0,
        ofSubnet(runtime, head, SubtensorStorage.WEIGHTS_SET_RATE_LIMIT),
        ofSubnet(runtime, head, SubtensorStorage.WEIGHTS_VERSION_KEY),
        hiding(runtime, head));
  }

  private Hiding hiding(ChainRuntime runtime, Head head) {
    if (!ofSubnet(runtime, head, SubtensorStorage.COMMIT_REVEAL_WEIGHTS_ENABLED)) {
      return new Visible();
    }
    return form(runtime, head)
        .<Hiding>map(
            form -> {
              long period = ofSubnet(runtime, head, SubtensorStorage.REVEAL_PERIOD_EPOCHS);
              return new UntilRound(form, schedule(runtime, head), revealPeriod(period));
            })
        .orElseGet(ByHash::new);
  }

  /// The call that takes sealed weights; empty for a runtime that only knows hashes.
  private Optional<Form> form(ChainRuntime runtime, Head head) {
    if (runtime.offers("commit_timelocked_weights")) {
      return Optional.of(new Timelocked(version(runtime, head)));
    }
    if (runtime.offers("commit_timelocked_mechanism_weights")) {
      return Optional.of(new TimelockedMechanism(version(runtime, head)));
    }
    return runtime.offers("commit_crv3_weights") ? Optional.of(new Crv3()) : Optional.empty();
  }

  private int version(ChainRuntime runtime, Head head) {
    return node.value(runtime, head.hash(), SubtensorStorage.COMMIT_REVEAL_WEIGHTS_VERSION)
        .orElse(COMMIT_VERSION);
  }

  private EpochSchedule schedule(ChainRuntime runtime, Head head) {
    int tempo = ofSubnet(runtime, head, SubtensorStorage.TEMPO);
    if (!runtime.offers(SubtensorApi.NEXT_EPOCH_START)) {
      return new EpochSchedule.Modular(tempo, netuid);
    }
    String name = SubtensorApi.NEXT_EPOCH_START.callName();
    var answer = node.call(name, SubtensorApi.arguments(netuid), head.hash());
    return NodeReader.read(name, SubtensorApi.readNextEpochStart(answer))
        .<EpochSchedule>map(start -> new EpochSchedule.Counted(tempo, start))
        .orElseThrow(() -> new ChainProblem("the subnet has no next epoch"));
  }

  private static RevealPeriod revealPeriod(long epochs) {
    try {
      return new RevealPeriod(epochs);
    } catch (IllegalArgumentException e) {
      throw new ChainProblem("the subnet's " + e.getMessage());
    }
  }

  /// All parameters of the subnet, in the newest version that the runtime offers.
  Hyperparameters parameters(ChainRuntime runtime, Head head) {
    return parameters.first(
        PARAMETERS,
        api -> api == SubtensorApi.SUBNET_HYPERPARAMS || runtime.describes(api),
        api -> {
          var answer = node.call(api.callName(), SubtensorApi.arguments(netuid), head.hash());
          return NodeReader.read(
              api.callName(),
              runtime.describes(api)
                  ? api.readHyperparameters(answer, runtime.metadata())
                  : SubtensorApi.readHyperparameters(answer, runtime.shape(api)));
        });
  }

  /// Our weights that wait to be opened by us.
  List<HashCommit> commits(ChainRuntime runtime, Head head) {
    return node.value(
            runtime,
            head.hash(),
            SubtensorStorage.WEIGHT_COMMITS,
            SubtensorStorage.key(netuid),
            SubtensorStorage.key(account))
        .orElse(List.of());
  }

  private <V> V ofSubnet(ChainRuntime runtime, Head head, StorageItem<V> item) {
    Bytes key = SubtensorStorage.key(netuid);
    return node.value(runtime, head.hash(), item, key)
        .orElseThrow(() -> new ChainProblem("the chain has no value of " + item));
  }
}
