package io.byteleap.chain.subtensor;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.scale.ScaleReader;
import io.byteleap.scale.ScaleRefusal.Kind;
import java.math.BigInteger;
import java.util.List;

/// One neuron as `get_neurons_lite` answers it. Amounts are rao, shares are of 65,535.
public record NeuronInfoLite(
    AccountId hotkey,
    AccountId coldkey,
    int uid,
    int netuid,
    boolean active,
    AxonInfo axon,
    PrometheusInfo prometheus,
    List<StakeOf> stake,
    int rank,
    long emission,
    int incentive,
    int consensus,
    int trust,
    int validatorTrust,
    int dividends,
    long lastUpdate,
    boolean validatorPermit,
    int pruningScore) {
  private static final int U16_MAX = 65_535;
  private static final int BYTES_MIN = 140;

  public NeuronInfoLite {
    stake = List.copyOf(stake);
  }

  /// Where metrics were once said to be served.
  public record PrometheusInfo(long block, long version, BigInteger ip, int port, int ipType) {
    private static PrometheusInfo read(ScaleReader reader) {
      return new PrometheusInfo(
          reader.u64(), reader.u32(), reader.u128(), reader.u16(), reader.u8());
    }
  }

  /// What one coldkey has staked.
  public record StakeOf(AccountId coldkey, long rao) {}

  /// All neurons of the subnet `netuid`, in the order of their uids.
  static List<NeuronInfoLite> readAll(ScaleReader reader, Netuid netuid) {
    var neurons = reader.list(BYTES_MIN, NeuronInfoLite::read);
    for (int uid = 0; uid < neurons.size(); uid++) {
      var neuron = neurons.get(uid);
      if (neuron.uid != uid || neuron.netuid != netuid.value()) {
        throw reader.problem(Kind.INCONSISTENT, "neuron " + neuron.uid + " of " + neuron.netuid);
      }
    }
    return neurons;
  }

  private static NeuronInfoLite read(ScaleReader reader) {
    return new NeuronInfoLite(
        AccountId.read(reader),
        AccountId.read(reader),
        share(reader),
        share(reader),
        reader.flag(),
        AxonInfo.read(reader),
        PrometheusInfo.read(reader),
        reader.list(AccountId.SIZE + 1, NeuronInfoLite::stakeOf),
        share(reader),
        reader.compact63(),
        share(reader),
        share(reader),
        share(reader),
        share(reader),
        share(reader),
        reader.compact63(),
        reader.flag(),
        share(reader));
  }

  private static StakeOf stakeOf(ScaleReader reader) {
    return new StakeOf(AccountId.read(reader), reader.compact63());
  }

  private static int share(ScaleReader reader) {
    return reader.compactInt(U16_MAX);
  }

  /// The members of a subnet at a block, each with the sum of its stakes.
  public static Metagraph toMetagraph(BlockNumber block, List<NeuronInfoLite> neurons) {
    return Metagraph.of(block, neurons.stream().map(NeuronInfoLite::toNeuron).toList());
  }

  private Neuron toNeuron() {
    long rao = stake.stream().mapToLong(StakeOf::rao).reduce(0, NeuronInfoLite::sum);
    return new Neuron(
        new Uid(uid),
        hotkey.address(),
        axon.endpoint(),
        validatorPermit,
        new Neuron.Stake(rao),
        new BlockNumber(lastUpdate));
  }

  /// The sum of two amounts, or the largest amount when it is beyond that.
  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
