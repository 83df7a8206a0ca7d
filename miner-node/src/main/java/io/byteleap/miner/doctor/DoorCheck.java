package io.byteleap.miner.doctor;

import io.byteleap.miner.HotkeyConfig;
import io.byteleap.miner.MinerConfig;
import io.byteleap.node.Finding;
import io.byteleap.node.ListenAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// Whether the ports can be had, of a miner that does not run; whether the doors speak TLS and with
/// which certificate, of one that does.
final class DoorCheck {
  private DoorCheck() {}

  static Stream<Finding> ofStopped(MinerConfig config) {
    var doors =
        ports(config).stream()
            .map(
                port ->
                    port(
                        "port for workers",
                        new ListenAddress(config.workerManagement().host(), port),
                        "worker_management.port or hotkeys[].port"));
    return Stream.concat(
        doors, Stream.of(port("port for operators", config.status().address(), "status.port")));
  }

  static Stream<Finding> ofRunning(MinerConfig config, InstantSource clock) {
    String host = config.workerManagement().host();
    return ports(config).stream()
        .map(port -> TlsCheck.of(new ListenAddress(host, port), clock.instant()));
  }

  private static List<Integer> ports(MinerConfig config) {
    return config.identities().stream().map(HotkeyConfig::port).distinct().toList();
  }

  private static Finding port(String check, ListenAddress address, String key) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address.host(), address.port()));
      return Finding.ok(check, address + " is free");
    } catch (IOException e) {
      return Finding.fail(
          check,
          address + " cannot be had: " + e.getMessage(),
          "stop whatever listens there (ss -ltnp), or change " + key);
    }
  }
}
