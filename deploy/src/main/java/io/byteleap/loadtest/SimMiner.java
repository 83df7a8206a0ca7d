package io.byteleap.loadtest;

import io.byteleap.json.JsonObject;
import io.byteleap.keys.Signer;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.HeartbeatData.Status;
import io.byteleap.wire.validator.HeartbeatData.WorkerInfo;
import io.byteleap.wire.validator.Payload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;

/// A simulated miner with a hundred workers: the miner's own client, with real signatures and
/// encryption, and nothing behind it.
final class SimMiner {
  static final int WORKERS = 100;
  private static final String GPUS = "gpu_plugin";
  private static final String UUID = "uuid";

  private final MinerCalls calls;
  private final List<Worker> workers;

  private record Worker(String id, SystemInfo machine) {}

  private SimMiner(MinerCalls calls, List<Worker> workers) {
    this.calls = calls;
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
    var calls = MinerCalls.start("miner-" + number, signer, validator, system);
    var workers =
        IntStream.range(0, WORKERS)
            .mapToObj(
                i ->
                    new Worker(
                        "load-%03d-%03d".formatted(number, i),
                        SystemInfo.read(withGpusOf(number * WORKERS + i, systemInfo))));
    return new SimMiner(calls, workers.toList());
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
    return calls.call(
        new Payload.Heartbeat(
            new HeartbeatData(
                calls.signer().hotkey().value(),
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
    return calls.call(
        new Payload.TaskPoll(calls.signer().hotkey().value(), InstantSource.system().instant()));
  }
}
