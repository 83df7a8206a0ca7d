package io.byteleap.loadtest;

import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.json.JsonObject;
import io.byteleap.keys.Signer;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.Handshakes;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.HeartbeatData.Status;
import io.byteleap.wire.validator.HeartbeatData.WorkerInfo;
import io.byteleap.wire.validator.Payload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// A simulated miner with a hundred workers: the miner's own client, with real signatures and
/// encryption, and nothing behind it.
final class SimMiner {
  static final int WORKERS = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String GPUS = "gpu_plugin";
  private static final String UUID = "uuid";

  private final Signer signer;
  private final ActorSystem<?> system;
  private final ActorRef<ValidatorLink.Command> link;
  private final List<Worker> workers;

  private record Worker(String id, SystemInfo machine) {}

  private SimMiner(
      Signer signer,
      ActorSystem<?> system,
      ActorRef<ValidatorLink.Command> link,
      List<Worker> workers) {
    this.signer = signer;
    this.system = system;
    this.link = link;
    this.workers = workers;
  }

  /// The miner with this number; each of its workers has a machine as `systemInfo` says, with GPUs
  /// of its own.
  static SimMiner start(
      int number,
      Signer signer,
      SynapseClient.Target validator,
      JsonObject systemInfo,
      ActorSystem<?> system) {
    var clock = InstantSource.system();
    var client = new SynapseClient(system, signer, Door.HOST, clock);
    var handshakes = new Handshakes(signer, HandshakePolicy.STRICT, new SimpleMeterRegistry());
    var link =
        system.systemActorOf(
            ValidatorLink.create(handshakes, validator, client, clock, new SecureRandom()),
            "miner-" + number,
            Props.empty());
    var workers =
        IntStream.range(0, WORKERS)
            .mapToObj(
                i ->
                    new Worker(
                        "load-%03d-%03d".formatted(number, i),
                        SystemInfo.read(withGpusOf(number * WORKERS + i, systemInfo))));
    return new SimMiner(signer, system, link, workers.toList());
  }

  private static JsonObject withGpusOf(int machine, JsonObject systemInfo) {
    var gpus =
        systemInfo.objects(GPUS).stream()
            .map(
                gpu ->
                    JsonObject.builder()
                        .putAll(gpu)
                        .put(UUID, "GPU-%08x%s".formatted(machine, gpu.text(UUID).substring(12)))
                        .build());
    return JsonObject.builder().putAll(systemInfo).putObjects(GPUS, gpus.toList()).build();
  }

  CompletionStage<CallResult> heartbeat() {
    var now = InstantSource.system().instant();
    return call(
        new Payload.Heartbeat(
            new HeartbeatData(
                signer.hotkey().value(),
                now,
                workers.stream().map(worker -> info(worker, now)).toList(),
                SystemInfo.UNKNOWN)));
  }

  private static WorkerInfo info(Worker worker, Instant now) {
    return new WorkerInfo(
        worker.id(),
        worker.id(),
        "load-1",
        List.of("cpu_matrix"),
        Status.ONLINE,
        worker.machine(),
        now,
        now);
  }

  CompletionStage<CallResult> poll() {
    return call(new Payload.TaskPoll(signer.hotkey().value(), InstantSource.system().instant()));
  }

  private CompletionStage<CallResult> call(Payload payload) {
    return AskPattern.ask(
        link,
        replyTo -> new ValidatorLink.Call(payload, TIMEOUT, replyTo),
        TIMEOUT.plusSeconds(5),
        system.scheduler());
  }
}
