package io.byteleap.chaintest;

import io.byteleap.node.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A process that runs the chain's real runtime, from the genesis of a development network. Ends
/// with this program, however that ends.
final class RuntimeNode implements AutoCloseable {
  private static final int STOP_SECONDS = 5;

  private final Process process;
  private final int port;
  private final Thread atExit;

  private RuntimeNode(Process process, int port) {
    this.process = process;
    this.port = port;
    this.atExit = new Thread(() -> stop(process));
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// `folder` has the installed packages and the genesis; the log goes there too.
  static RuntimeNode start(Path folder) throws IOException {
    int port = FreePorts.startingAnywhere(RandomGenerator.getDefault()).next();
    Files.writeString(
        folder.resolve("chopsticks.yml"),
        """
        genesis: %s
        host: 127.0.0.1
        port: %d
        build-block-mode: Manual
        mock-signature-host: false
        allow-unresolved-imports: true
        runtime-log-level: 0
        """
            .formatted(folder.resolve("genesis.json"), port));
    var process =
        new ProcessBuilder(
                "node",
                folder.resolve("node_modules/@acala-network/chopsticks/chopsticks.cjs").toString(),
                "--config",
                folder.resolve("chopsticks.yml").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chopsticks.log").toFile())
            .start();
    return new RuntimeNode(process, port);
  }

  String url() {
    return "ws://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    stop(process);
  }

  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
