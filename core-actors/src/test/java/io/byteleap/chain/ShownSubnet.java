package io.byteleap.chain;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import java.util.List;
import java.util.stream.IntStream;

/// A subnet that a test shows, as the chain's reader would.
public final class ShownSubnet {
  private final SubnetView view = new SubnetView();

  public SubnetView view() {
    return view;
  }

  /// Shows these members, with uids from 0, at a block; the first updated its weights at another.
  public Metagraph show(long block, long lastUpdate, Hotkey... members) {
    return show(
        block,
        IntStream.range(0, members.length)
            .mapToObj(i -> neuron(i, members[i], Endpoint.NOWHERE, i == 0 ? lastUpdate : 0))
            .toList());
  }

  /// Shows one member, which serves there.
  public Metagraph show(long block, Hotkey member, Endpoint axon) {
    return show(block, List.of(neuron(0, member, axon, 0)));
  }

  private Metagraph show(long block, List<Neuron> neurons) {
    var metagraph = Metagraph.of(new BlockNumber(block), neurons);
    view.show(metagraph);
    return metagraph;
  }

  private static Neuron neuron(int uid, Hotkey hotkey, Endpoint axon, long lastUpdate) {
    return new Neuron(
        new Uid(uid), hotkey, axon, uid == 0, new Neuron.Stake(0), new BlockNumber(lastUpdate));
  }
}
