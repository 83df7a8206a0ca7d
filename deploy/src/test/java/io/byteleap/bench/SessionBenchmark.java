package io.byteleap.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.session.EphemeralKey;
import io.byteleap.domain.session.Handshake;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.session.SecureSession.Client;
import io.byteleap.domain.session.SecureSession.Server;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SealedPackage;
import io.byteleap.wire.validator.SynapseType;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A miner's heartbeat on its way: written as sorted JSON, sealed, packed, unpacked, opened, read.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SessionBenchmark {
  private static final MessageType TYPE = new MessageType("HEARTBEAT_V1");

  @Param("100")
  int workerCount;

  private Payload heartbeat;
  private SecureSession miner;
  private SecureSession validator;

  @Setup
  public void prepare() {
    heartbeat = read(Bytes.ofText(heartbeatText(workerCount)));
    var random = Seeds.generator(7);
    var client = EphemeralKey.draw(random);
    var server = EphemeralKey.draw(random);
    var handshake =
        new Handshake(
            new Hotkey("miner"),
            new Hotkey("validator"),
            client.publicKey(),
            server.publicKey(),
            Nonce16.draw(random),
            Nonce16.draw(random));
    var id = new SessionId("3f1c0f9e-3c86-4c3e-9d5c-6a4f0d1c2b3a");
    var end = Samples.T0.plus(SecureSession.LIFE);
    miner =
        SecureSession.begin(
            id,
            new Client(handshake.client(), handshake.server()),
            handshake.keysOfClient(client),
            end);
    validator =
        SecureSession.begin(
            id,
            new Server(handshake.server(), handshake.client()),
            handshake.keysOfServer(server),
            end);
  }

  /// The heartbeat of a captured worker, as often as there are workers: about 2.1 kB each.
  static String heartbeatText(int workerCount) {
    var captured =
        Vectors.load("models").path("captured_frames").path("worker->miner heartbeat").path("data");
    var root = ((ObjectNode) captured).objectNode();
    var workers =
        root.put("hotkey", "miner")
            .put("timestamp", 1_767_225_600.25)
            .put("schema_version", 1)
            .putArray("workers");
    IntStream.range(0, workerCount)
        .forEach(
            i -> {
              var worker = workers.addObject();
              worker.put("worker_id", "worker-%03d".formatted(i));
              worker.put("worker_name", "rack-%03d".formatted(i));
              worker.put("worker_version", "0.1.0").put("status", "online");
              worker.set("capabilities", captured.path("capabilities"));
              var info = (ObjectNode) captured.path("system_info").deepCopy();
              var gpus = info.putArray("gpu_plugin");
              for (int gpu = 0; gpu < 2; gpu++) {
                gpus.addObject()
                    .put("device_id", gpu)
                    .put("name", "NVIDIA H100 80GB HBM3")
                    .put("uuid", "GPU-%08d-2222-3333-4444-%012d".formatted(i, gpu))
                    .put("total_memory", 85_045_280_768L)
                    .put("free_memory", 84_512_342_016L)
                    .put("tensor_core_support", true)
                    .put("architecture", "Hopper")
                    .put("multiprocessor_count", 132)
                    .put("gpu_cores", 16_896)
                    .put("memory_bus_width", 5_120)
                    .put("gpu_clock_mhz", 1_980)
                    .put("memory_bandwidth_gb", 3_352.32)
                    .put("estimated_fp16_tflops", 989.43);
              }
              worker.set("system_info", info);
              worker.put("connected_at", 1_767_220_000.5 + i);
              worker.put("last_heartbeat", 1_767_225_590.125 + i);
            });
    return root.toString();
  }

  @Benchmark
  public HeartbeatReport roundTrip() {
    var sealing = miner.seal(TYPE, PayloadCodec.encode(heartbeat)).orElseThrow();
    String text = SealedPackage.toText(sealing.box());
    if (SealedPackage.decode(text) instanceof Decoded.Read<SealedBox>(var box)
        && validator.open(box, TYPE, Samples.T0).opening() instanceof Opening.Plain(var plaintext)
        && read(plaintext) instanceof Payload.Heartbeat(var data)) {
      return data.toReport();
    }
    throw new IllegalStateException("BUG: our own heartbeat is refused");
  }

  private static Payload read(Bytes plaintext) {
    return switch (PayloadCodec.decode(SynapseType.HEARTBEAT, plaintext, Samples.T0)) {
      case Decoded.Read<Payload>(var payload) -> payload;
      case Decoded.Refused<Payload>(var why) -> throw new IllegalStateException("BUG: " + why);
    };
  }
}
