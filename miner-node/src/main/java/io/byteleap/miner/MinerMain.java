package io.byteleap.miner;

import com.typesafe.config.ConfigFactory;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.keys.Signer;
import io.byteleap.miner.admission.AdminToken;
import io.byteleap.miner.command.MinerSite;
import io.byteleap.miner.command.WorkersCommand;
import io.byteleap.node.Build;
import io.byteleap.node.NodeExit;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.NodeRun;
import io.byteleap.wallet.NodeHotkey;
import io.byteleap.wallet.WalletCommand;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a miner: `byteleap-miner --config FILE`.
public final class MinerMain {
  private static final Logger LOG = LoggerFactory.getLogger(MinerMain.class);
  private static final String PROGRAM = "byteleap-miner";

  private MinerMain() {}

  public static void main(String[] arguments) {
    System.exit(
        NodeOptions.run(
            PROGRAM,
            arguments,
            MinerMain::start,
            WalletCommand.create(),
            WorkersCommand.create(MinerMain::site)));
  }

  /// Where the miner of this configuration is to be found.
  private static MinerSite.Search site(Path config, Overrides overrides) {
    return switch (RecordConfig.load(MinerConfig.class, config, overrides)) {
      case RecordConfig.Bad<MinerConfig>(var problems) -> new MinerSite.NotFound(problems);
      case RecordConfig.Good<MinerConfig>(var good) ->
          new MinerSite.Found(
              new MinerSite(good.status().address(), AdminToken.fileIn(good.dataDir())));
    };
  }

  private static int start(NodeOptions options) {
    return switch (RecordConfig.load(MinerConfig.class, options.config(), options.overrides())) {
      case RecordConfig.Bad<MinerConfig>(var problems) -> NodeOptions.refuse(PROGRAM, problems);
      case RecordConfig.Good<MinerConfig>(var config) -> run(config);
    };
  }

  private static int run(MinerConfig config) {
    config.logging().use("miner.log");
    return switch (NodeHotkey.open(config.wallet())) {
      case NodeHotkey.Refused(var why) -> NodeOptions.fail(PROGRAM, why);
      case NodeHotkey.Opened(var signer) -> run(config, signer);
    };
  }

  private static int run(MinerConfig config, Signer signer) {
    LOG.info("starting, version={}, hotkey={}", Build.version(), signer.hotkey());
    var exit = new NodeExit();
    var netuid = new Netuid(config.netuid());
    var chain = config.subtensor().open(netuid, signer, InstantSource.system());
    var system =
        ActorSystem.create(
            MinerGuardian.create(new MinerGuardian.Parts(config, signer, chain, exit)),
            PROGRAM,
            ConfigFactory.load("miner"));
    return NodeRun.untilStopped(PROGRAM, system, exit, () -> {});
  }
}
