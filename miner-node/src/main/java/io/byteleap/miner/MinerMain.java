package io.byteleap.miner;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.byteleap.chain.live.LiveChain;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.RecordConfig;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.SecretBytes;
import io.byteleap.keys.Signer;
import io.byteleap.miner.command.DoctorCommand;
import io.byteleap.miner.command.MinerSite;
import io.byteleap.miner.command.StatusCommand;
import io.byteleap.miner.command.ValidatorsCommand;
import io.byteleap.miner.command.WorkersCommand;
import io.byteleap.miner.doctor.ChainLook;
import io.byteleap.miner.doctor.ChainSight;
import io.byteleap.node.AdminToken;
import io.byteleap.node.Build;
import io.byteleap.node.CheckConfig;
import io.byteleap.node.CipherWarmUp;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeExit;
import io.byteleap.node.NodeLog;
import io.byteleap.node.NodeOptions;
import io.byteleap.node.NodeRun;
import io.byteleap.node.RunCommand;
import io.byteleap.node.RunningNode;
import io.byteleap.wallet.WalletCommand;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Starts a miner, `byteleap-miner --config FILE`, or one of the commands for its operator.
public final class MinerMain {
  private static final Logger LOG = LoggerFactory.getLogger(MinerMain.class);
  private static final String PROGRAM = "byteleap-miner";

  private MinerMain() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /// All that the program can be told.
  public static CommandLine commandLine() {
    ConfigSource<MinerConfig> source =
        (file, overrides) -> RecordConfig.load(MinerConfig.class, file, overrides);
    var program =
        new RunningNode.Program<>(
            source, config -> RunningNode.Site.open(config.status().address()));
    return NodeOptions.line(
        PROGRAM,
        options -> start(source.load(options.config(), options.overrides())),
        new CommandLine(new RunCommand<>(source, MinerMain::start)),
        new CommandLine(new CheckConfig<>(source, MinerMain::remarks)),
        new CommandLine(new StatusCommand(program)),
        ValidatorsCommand.create(program),
        WorkersCommand.create((file, overrides) -> site(source.load(file, overrides))),
        new CommandLine(new DoctorCommand(source, MinerMain::chainLook)),
        WalletCommand.create());
  }

  private static List<String> remarks(MinerConfig config) {
    int hotkeys = config.identities().size();
    return List.of(hotkeys + (hotkeys == 1 ? " hotkey" : " hotkeys"));
  }

  /// Where the miner of this configuration is to be found.
  private static MinerSite.Search site(RecordConfig.Loaded<MinerConfig> loaded) {
    return switch (loaded) {
      case RecordConfig.Bad<MinerConfig>(var problems) -> new MinerSite.NotFound(problems);
      case RecordConfig.Good<MinerConfig>(var good) ->
          new MinerSite.Found(
              new MinerSite(good.status().address(), AdminToken.fileIn(good.dataDir())));
    };
  }

  private static int start(RecordConfig.Loaded<MinerConfig> loaded) {
    return switch (loaded) {
      case RecordConfig.Bad<MinerConfig>(var problems) -> NodeOptions.refuse(PROGRAM, problems);
      case RecordConfig.Good<MinerConfig>(var config) -> open(config);
    };
  }

  private static int open(MinerConfig config) {
    config.logging().use("miner.log");
    return switch (OpenedHotkeys.of(config)) {
      case OpenedHotkeys.Refused(var why) -> NodeOptions.fail(PROGRAM, why);
      case OpenedHotkeys.Opened(var hotkeys) -> run(config, hotkeys);
    };
  }

  private static int run(MinerConfig config, List<Identity> hotkeys) {
    LOG.info(
        "starting, version={}, hotkeys={}",
        Build.version(),
        hotkeys.stream().map(Identity::hotkey).toList());
    CipherWarmUp.begin(hotkeys.getFirst().hotkey());
    var exit = new NodeExit();
    var subnet = new LiveChain.Subnet(new Netuid(config.netuid()), hotkeys.getFirst().signer());
    var chain = config.subtensor().open(subnet, InstantSource.system());
    var system =
        ActorSystem.create(
            MinerGuardian.create(new MinerGuardian.Parts(config, hotkeys, chain, exit)),
            PROGRAM,
            settings(config));
    return NodeRun.untilStopped(PROGRAM, system, exit, () -> {});
  }

  /// Pekko's settings, with the time that draining may take.
  private static Config settings(MinerConfig config) {
    var patience = config.drainTimeout().plus(MinerGuardian.DRAIN_MARGIN);
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.coordinated-shutdown.phases.before-service-unbind.timeout",
                patience.toMillis() + "ms"))
        .withFallback(ConfigFactory.load("miner"));
  }

  /// For a miner that does not run; it signs nothing, so any key does.
  private static ChainSight chainLook(MinerConfig config) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    var clock = InstantSource.system();
    var random = new SecureRandom();
    byte[] seed = new byte[Keypair.SEED_SIZE];
    random.nextBytes(seed);
    var signer = new Signer(Keypair.ofSeed(SecretBytes.taking(seed)), random);
    var subtensor = config.subtensor();
    var subnet = new LiveChain.Subnet(new Netuid(config.netuid()), signer);
    var source = subtensor.open(subnet, clock);
    var sight = new CompletableFuture<ChainSight>();
    var system =
        ActorSystem.create(
            ChainLook.create(source, subtensor.nodes(), clock, sight::complete),
            PROGRAM + "-doctor",
            ConfigFactory.load("miner"));
    system.getWhenTerminated().toCompletableFuture().join();
    return sight.join();
  }
}
