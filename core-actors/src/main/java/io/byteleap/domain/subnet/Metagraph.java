package io.byteleap.domain.subnet;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The members of the subnet at one block; a snapshot that never changes.
public record Metagraph(BlockNumber block, Map<Hotkey, Neuron> neurons) {
  public static final Metagraph EMPTY = of(BlockNumber.GENESIS, List.of());

  public Metagraph {
    neurons = Collections.unmodifiableMap(new LinkedHashMap<>(neurons));
  }

  public static Metagraph of(BlockNumber block, List<Neuron> neurons) {
    var byHotkey = new LinkedHashMap<Hotkey, Neuron>();
    neurons.forEach(neuron -> byHotkey.put(neuron.hotkey(), neuron));
    return new Metagraph(block, byHotkey);
  }

  public Optional<Neuron> of(Hotkey hotkey) {
    return Optional.ofNullable(neurons.get(hotkey));
  }

  public Set<Hotkey> hotkeys() {
    return neurons.keySet();
  }

  /// Everybody but `own`.
  public List<Hotkey> others(Hotkey own) {
    return neurons.keySet().stream().filter(hotkey -> !hotkey.equals(own)).toList();
  }

  public Map<Hotkey, Uid> uids() {
    var uids = new LinkedHashMap<Hotkey, Uid>();
    neurons.forEach((hotkey, neuron) -> uids.put(hotkey, neuron.uid()));
    return uids;
  }
}
