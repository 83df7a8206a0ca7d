package io.byteleap.worker.gpu;

import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.worker.compute.Engine;
import io.byteleap.worker.compute.ValueSource;
import io.byteleap.worker.gpu.GpuServer.Start;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/// What a worker needs to use GPUs, put together: the process and the socket, which outlive the
/// actors and are closed after them.
public final class GpuParts implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final Settings settings;
  private final GpuView view = GpuView.starting();
  private final GpuSocket socket;
  private final ServerProcess process;

  /// What the configuration says; `program` is the folder of this program.
  public record Settings(
      SocketPlace place, Path binary, Path program, Start start, GpuServer.Timing timing) {}

  private GpuParts(Settings settings, SocketPeer peer) {
    this.settings = settings;
    this.socket = new GpuSocket(settings.place().socket(), peer);
    this.process =
        new ServerProcess(settings.binary(), settings.program(), settings.place(), STOP_TIMEOUT);
  }

  /// Makes the worker's own folder; fails when that cannot be done.
  public static GpuParts of(Settings settings) throws IOException {
    settings.place().prepare();
    return new GpuParts(settings, SocketPeer.ownOrRoot());
  }

  /// What an operator should know of the configuration; empty when it is as it should be.
  public Optional<String> warning() {
    return settings.place().warning();
  }

  public GpuView view() {
    return view;
  }

  /// The owner of the server.
  public Behavior<GpuServer.Command> server(InstantSource clock, RandomGenerator random) {
    return GpuServer.create(
        settings.start(),
        settings.timing(),
        new GpuServer.Tools(socket, process, view, clock, random));
  }

  /// What computes GPU challenges and gives their values.
  public Devices devices(ActorRef<GpuServer.Command> server) {
    var engine = new GpuEngine(socket, view, () -> server.tell(new GpuServer.Suspect()));
    return new Devices(engine, engine);
  }

  /// The two sides of one server.
  public record Devices(Engine<GpuMatrixSpec> engine, ValueSource values) {}

  /// Ends the server, if it is this worker's, and waits for its end.
  @Override
  public void close() {
    socket.close();
    process.close();
  }
}
