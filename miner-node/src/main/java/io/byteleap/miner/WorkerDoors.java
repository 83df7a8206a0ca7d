package io.byteleap.miner;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.miner.HotkeyGuardian.Crew;
import io.byteleap.miner.worker.Doorways;
import java.util.List;
import java.util.stream.Collectors;

/// The ports at which workers come in, and whose workers come in where.
record WorkerDoors(MinerConfig config, List<Identity> hotkeys) {
  private static final String DEPENDENCY = "workers";

  /// In the order of the configuration.
  List<Integer> ports() {
    return hotkeys.stream().map(identity -> identity.config().port()).distinct().toList();
  }

  /// Name in the node's health; with one door a plain one.
  String dependency(int port) {
    return ports().size() == 1 ? DEPENDENCY : DEPENDENCY + " " + port;
  }

  /// The port, and the keys that say so.
  String described(int port) {
    String key = config.hotkeys().isEmpty() ? "worker_management.port" : "hotkeys[].port";
    String host = config.workerManagement().host();
    return "workers at " + host + ":" + port + " (worker_management.host, " + key + ")";
  }

  Doorways doorways(int port, List<Crew> crews) {
    var here =
        hotkeys.stream()
            .filter(identity -> identity.config().port() == port)
            .map(Identity::hotkey)
            .collect(Collectors.<Hotkey>toUnmodifiableSet());
    return new Doorways(
        crews.stream()
            .filter(crew -> here.contains(crew.owners().hotkey()))
            .map(Crew::doorway)
            .toList());
  }
}
