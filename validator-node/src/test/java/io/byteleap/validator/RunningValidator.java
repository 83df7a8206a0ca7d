package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Signers;
import io.byteleap.fixture.TestPorts;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.NodeExit;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.transport.SynapseClient;
import io.byteleap.validator.api.Gate;
import io.byteleap.validator.fixture.TestMiner;
import io.byteleap.wire.validator.SynapseType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// The whole validator in this process: its database, a simulated chain on which it and one miner
/// are registered, its doors; stopped, and started again on the same data.
final class RunningValidator implements AutoCloseable {
  static final Hotkey OWN = Signers.ALICE.hotkey();
  static final Hotkey MINER = Signers.BOB.hotkey();

  /// An administrator's, at the interface.
  static final String TOKEN = "a-token-of-this-test";

  static final Json JSON = Json.upTo(1 << 20);

  /// The sample configuration, in which tests change what they need.
  static final Path SAMPLE = Path.of("../deploy/config/validator.yaml");

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

  private final ActorTestKit minerKit = ActorTestKit.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private final SimulatedChain chain;
  private final ValidatorConfig config;
  private Node node;

  /// What there is anew after each start.
  private record Node(Gateways gateways, Database database, ActorSystem<?> system) {
    static Node started(SimulatedChain chain, ValidatorConfig config) throws Exception {
      var gateways = Gateways.open(config, OWN);
      var database =
          Database.open(
              config.database().url().url(), config.dataDir(), config.database().connections());
      var parts =
          new ValidatorGuardian.Parts(
              config,
              Signers.ALICE,
              database,
              _ -> chain,
              new Gate.AdminSecrets(Secret.of(TOKEN), Secret.of("")),
              gateways,
              new NodeExit());
      return new Node(gateways, database, ValidatorMain.system(parts));
    }
  }

  private RunningValidator(SimulatedChain chain, ValidatorConfig config) throws Exception {
    this.chain = chain;
    this.config = config;
    this.node = Node.started(chain, config);
  }

  /// A new validator with its data under `folder`, once it is ready: configured by `file`, with
  /// `settings` (`key=value`) and `environment` over it.
  static RunningValidator found(
      Path folder, Path file, Map<String, String> environment, String... settings)
      throws Exception {
    var chain = SimulatedChain.in(folder.resolve("chain"), InstantSource.system());
    chain.found(new ChainRules(Duration.ofMillis(200), 1));
    chain.register(OWN, true, Neuron.Stake.ofTao(20_000));
    chain.register(MINER, false, new Neuron.Stake(0));
    var all =
        new ArrayList<>(
            List.of(
                "host=127.0.0.1",
                "port=" + TestPorts.free(),
                "status.port=" + TestPorts.free(),
                "data_dir=" + folder.resolve("data"),
                "subtensor.network=simulated",
                "subtensor.simulated_dir=" + folder.resolve("chain"),
                "metagraph.sync_interval=200ms"));
    all.addAll(List.of(settings));
    var loaded = RecordConfig.load(ValidatorConfig.class, file, new Overrides(all, environment));
    var running =
        new RunningValidator(chain, ((RecordConfig.Good<ValidatorConfig>) loaded).config());
    running.awaitReady();
    return running;
  }

  static ConditionFactory patiently() {
    return Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(90));
  }

  /// Starts it again, and returns when it is ready.
  void start() throws Exception {
    node = Node.started(chain, config);
    awaitReady();
  }

  private void awaitReady() {
    patiently()
        .untilAsserted(
            () -> assertThat(get("/ready")).matches(said -> said.flag("ready"), "is ready"));
  }

  void stop() throws DatabaseProblem {
    node.system().terminate();
    node.system().getWhenTerminated().toCompletableFuture().join();
    node.database().close();
  }

  @Override
  public void close() throws DatabaseProblem {
    stop();
    http.close();
    minerKit.shutdownTestKit();
  }

  SimulatedChain chain() {
    return chain;
  }

  ValidatorConfig config() {
    return config;
  }

  Gateways gateways() {
    return node.gateways();
  }

  Database database() {
    return node.database();
  }

  HttpClient http() {
    return http;
  }

  /// Of a page of the status server, where the interface is too.
  URI uri(String path) {
    return URI.create("http://" + config.status().address() + path);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  JsonObject get(String path) throws IOException, InterruptedException {
    return JSON.parse(send(HttpRequest.newBuilder(uri(path))).body());
  }

  /// What the miner's client makes of the validator's answer.
  SynapseClient.Result call(SynapseType type, String request) {
    return new SynapseClient(minerKit.system(), Signers.BOB, "127.0.0.1", InstantSource.system())
        .call(
            new SynapseClient.Target(new Endpoint("127.0.0.1", config.port()), OWN),
            type,
            request,
            CALL_TIMEOUT)
        .toCompletableFuture()
        .join();
  }

  TestMiner miner() {
    return new TestMiner(
        Signers.BOB,
        OWN,
        (type, request) -> ((SynapseClient.Answered) call(type, request)).response(),
        InstantSource.system(),
        Seeds.generator(System.nanoTime()));
  }
}
