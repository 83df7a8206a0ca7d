package io.byteleap.chaintest;

import com.typesafe.config.ConfigFactory;
import io.byteleap.chain.rpc.NodeUrl;
import io.byteleap.chain.rpc.RpcClient;
import io.byteleap.chain.rpc.RpcLink;
import io.byteleap.chain.rpc.RpcSettings;
import io.byteleap.node.NodeLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/// Starts the chain's real runtime from a folder with its packages and its genesis, and has the
/// client do its work on it: `ChainTestMain FOLDER`. Exit code 0 when every step came out right.
public final class ChainTestMain {
  private ChainTestMain() {}

  public static void main(String[] arguments) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(Path.of(arguments[0]).toAbsolutePath(), out));
  }

  private static int run(Path folder, PrintStream out) {
    try (var node = RuntimeNode.start(folder)) {
      steps(node, out, Files.createTempDirectory(folder, "committed"));
      out.println("chain-test: passed");
      return 0;
    } catch (StepFailed e) {
      out.println("chain-test: FAILED: " + e.getMessage());
    } catch (IOException e) {
      out.println("chain-test: FAILED: it cannot be started: " + e.getMessage());
    }
    return 1;
  }

  private static void steps(RuntimeNode node, PrintStream out, Path folder) {
    var clock = InstantSource.system();
    var settings = new RpcSettings(List.of(NodeUrl.parse(node.url())), RpcSettings.Timing.USUAL);
    var system =
        ActorSystem.create(
            RpcLink.create(settings, new RpcLink.Tools(clock, new SecureRandom())),
            "chain-test",
            ConfigFactory.load());
    var client = new RpcClient(system, system.scheduler());
    try (var blocks = new BlockMaker(client)) {
      new Steps(client, blocks, new Steps.Place(clock, out, folder)).run();
    } finally {
      system.terminate();
    }
  }
}
