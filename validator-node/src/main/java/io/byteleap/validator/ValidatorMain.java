package io.byteleap.validator;

import com.typesafe.config.ConfigFactory;
import io.byteleap.actor.FailureCause;
import io.byteleap.chain.InspectionSource;
import io.byteleap.chain.live.CommittedWeights;
import io.byteleap.chain.live.LiveChain;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Secret;
import io.byteleap.domain.units.Label;
import io.byteleap.durable.SecretFile;
import io.byteleap.keys.Signer;
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
import io.byteleap.persistence.journal.PooledSlick;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.port.ChainInspection.Inspection;
import io.byteleap.port.ChainInspection.Moment;
import io.byteleap.port.ChainInspection.NotShown;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.api.Gate;
import io.byteleap.validator.cluster.ClusterSettings;
import io.byteleap.validator.cluster.ClusterTls;
import io.byteleap.validator.command.ChainView;
import io.byteleap.validator.command.ClusterCommand;
import io.byteleap.validator.command.DbCommand;
import io.byteleap.validator.command.ExplainCommand;
import io.byteleap.validator.command.GatewayCommand;
import io.byteleap.validator.command.InspectCommand;
import io.byteleap.validator.command.ReplayCommand;
import io.byteleap.validator.command.StatusCommand;
import io.byteleap.validator.command.TokenCommand;
import io.byteleap.validator.command.WeightsCommand;
import io.byteleap.validator.enrolment.EnrolmentProblem;
import io.byteleap.wallet.NodeHotkey;
import io.byteleap.wallet.WalletCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Starts a validator, `byteleap-validator --config FILE`, or one of the commands for its operator.
public final class ValidatorMain {
  private static final Logger LOG = LoggerFactory.getLogger(ValidatorMain.class);
  private static final String PROGRAM = "byteleap-validator";
  private static final String HUB_TOKEN = "meshhub.access_token";

  private ValidatorMain() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /// All that the program can be told.
  public static CommandLine commandLine() {
    ConfigSource<ValidatorConfig> source = ValidatorMain::load;
    var program = new RunningNode.Program<>(source, ValidatorMain::site);
    return NodeOptions.line(
        PROGRAM,
        options -> start(source.load(options.config(), options.overrides())),
        new CommandLine(new RunCommand<>(source, ValidatorMain::start)),
        new CommandLine(new CheckConfig<>(source, ValidatorMain::remarks)),
        new CommandLine(new StatusCommand(program)),
        new CommandLine(new ExplainCommand(program)),
        new CommandLine(new ReplayCommand(program)),
        WeightsCommand.create(program),
        new CommandLine(new InspectCommand(source, ValidatorMain::look))
            .setCaseInsensitiveEnumValuesAllowed(true),
        TokenCommand.create(program),
        GatewayCommand.create(program),
        DbCommand.create(ValidatorMain::loadForCommand),
        ClusterCommand.create(InstantSource.system()),
        WalletCommand.create());
  }

  /// What stands on a command line can be read by everybody on the machine.
  private static RecordConfig.Loaded<ValidatorConfig> load(Path file, Overrides overrides) {
    return overrides.assignments().stream().anyMatch(each -> each.startsWith(HUB_TOKEN + "="))
        ? new RecordConfig.Bad<>(
            List.of(
                new ConfigProblem(
                    "--set",
                    HUB_TOKEN,
                    "must not stand on the command line; use meshhub.access_token_file or the"
                        + " environment")))
        : RecordConfig.load(ValidatorConfig.class, file, overrides);
  }

  /// Commands that open the database say what they have to say themselves.
  private static RecordConfig.Loaded<ValidatorConfig> loadForCommand(
      Path file, Overrides overrides) {
    NodeLog.use(NodeLog.LogLevel.ERROR, new NodeLog.ConsoleOnly());
    return load(file, overrides);
  }

  /// Whoever can read the data folder is an admin; others may have the configured token.
  private static RunningNode.Site site(ValidatorConfig config) {
    Path own = AdminToken.fileIn(config.dataDir());
    return new RunningNode.Site(
        config.status().address(), Files.isReadable(own) ? own : config.api().tokenFile());
  }

  private static Inspection look(InspectionSource source, Moment moment) {
    var seen = new CompletableFuture<Inspection>();
    var system =
        ActorSystem.create(
            ChainView.create(source, moment, seen::complete),
            PROGRAM + "-inspect",
            ConfigFactory.load("node"));
    system.getWhenTerminated().toCompletableFuture().join();
    return seen.getNow(new NotShown("the look at the chain ended early"));
  }

  private static List<String> remarks(ValidatorConfig config) {
    String hub = config.meshhub().wsUrl();
    return List.of(
        config.axon().isServing()
            ? "miners at " + config.axon()
            : "miners at the address that the chain has: external_ip is not set",
        "operators at " + config.status().address(),
        "hub: " + (hub.isEmpty() ? "none" : Label.of(hub).value()));
  }

  private static int start(RecordConfig.Loaded<ValidatorConfig> loaded) {
    return switch (loaded) {
      case RecordConfig.Bad<ValidatorConfig>(var problems) -> NodeOptions.refuse(PROGRAM, problems);
      case RecordConfig.Good<ValidatorConfig>(var config) -> run(config);
    };
  }

  private static int run(ValidatorConfig config) {
    config.logging().use("validator.log");
    return switch (NodeHotkey.open(config.wallet())) {
      case NodeHotkey.Refused(var why) -> NodeOptions.fail(PROGRAM, why);
      case NodeHotkey.Opened(var signer) -> run(config, signer);
    };
  }

  private static int run(ValidatorConfig config, Signer signer) {
    var netuid = new Netuid(config.netuid());
    return switch (CommittedWeights.in(config.dataDir(), netuid, signer.publicKey())) {
      case CommittedWeights.Broken(var why) -> NodeOptions.fail(PROGRAM, why);
      case CommittedWeights.Opened(var committed) ->
          run(config, new LiveChain.Subnet(netuid, signer, committed));
    };
  }

  private static int run(ValidatorConfig config, LiveChain.Subnet subnet) {
    LOG.info("starting, version={}, hotkey={}", Build.version(), subnet.hotkey().hotkey());
    try {
      var secrets =
          new Gate.AdminSecrets(token(config.api().tokenFile()), localToken(config.dataDir()));
      var gateway = Gateways.open(config, subnet.hotkey().hotkey());
      var database =
          Database.open(
              config.database().url().url(), config.dataDir(), config.database().connections());
      return run(config, subnet, database, secrets, gateway);
    } catch (DatabaseProblem e) {
      return switch (e.remedy()) {
        case TRYING_AGAIN -> NodeOptions.fail(PROGRAM, String.valueOf(e.getMessage()));
        case ANOTHER_VERSION -> NodeOptions.giveUp(PROGRAM, String.valueOf(e.getMessage()));
      };
    } catch (EnrolmentProblem | TlsProblem | IOException e) {
      return NodeOptions.fail(PROGRAM, String.valueOf(e.getMessage()));
    }
  }

  private static int run(
      ValidatorConfig config,
      LiveChain.Subnet subnet,
      Database database,
      Gate.AdminSecrets secrets,
      Gateways gateways)
      throws TlsProblem {
    var exit = new NodeExit();
    var chain = config.subtensor().open(subnet, InstantSource.system());
    var signer = subnet.hotkey();
    var engines = ClusterTls.setup(config.cluster());
    CipherWarmUp.begin(signer.hotkey());
    var system =
        system(
            new ValidatorGuardian.Parts(config, signer, database, chain, secrets, gateways, exit),
            engines);
    return NodeRun.untilStopped(PROGRAM, system, exit, () -> close(database));
  }

  /// The actors of a validator of one process, running.
  static ActorSystem<?> system(ValidatorGuardian.Parts parts) {
    return system(parts, ClusterTls.shut());
  }

  private static ActorSystem<?> system(
      ValidatorGuardian.Parts parts, SSLEngineProviderSetup engines) {
    var database = parts.database();
    return ActorSystem.create(
        ValidatorGuardian.create(parts),
        PROGRAM,
        ActorSystemSetup.create(
            BootstrapSetup.create(
                ClusterSettings.over(ConfigFactory.load("validator"), parts.config().cluster())),
            engines,
            new PooledSlick.Pool(database.dataSource(), database.connections())));
  }

  private static Secret token(Path file) throws IOException {
    if (file.toString().isEmpty()) {
      return Secret.of("");
    }
    var token = Secret.of(read(file));
    if (token.isEmpty()) {
      throw new IOException("api.token_file " + file + " is empty");
    }
    return token;
  }

  private static Secret localToken(Path dataDir) throws IOException {
    try {
      return AdminToken.in(dataDir);
    } catch (IOException e) {
      throw new IOException(
          AdminToken.fileIn(dataDir) + " cannot be used: " + FailureCause.text(e), e);
    }
  }

  private static String read(Path file) throws IOException {
    try {
      SecretFile.require(file);
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException(
          "api.token_file " + file + " cannot be used: " + FailureCause.text(e), e);
    }
  }

  private static void close(Database database) {
    try {
      database.close();
    } catch (DatabaseProblem e) {
      LOG.error("the database was not closed in good order: {}", e.getMessage());
    }
  }
}
