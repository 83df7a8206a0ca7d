package io.byteleap.worker.gpu;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.gpu.FrameReader;
import io.byteleap.wire.gpu.GpuAnswer;
import io.byteleap.wire.gpu.GpuAnswerCodec;
import io.byteleap.wire.gpu.GpuCommand;
import io.byteleap.wire.gpu.GpuCommandCodec;
import io.byteleap.wire.gpu.GpuDevice;
import io.byteleap.wire.gpu.GpuErrorCode;
import io.byteleap.wire.gpu.GpuTask;
import io.byteleap.wire.gpu.GpuUnitResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// A GPU server without a GPU: speaks the whole protocol, computes in software what a device would,
/// signs with the test key, and misbehaves where a test says so. Also a program of its own.
final class GpuServerDouble implements AutoCloseable {
  static final List<UnitId> GPUS =
      List.of(
          new UnitId("GPU-11111111-2222-3333-4444-555555555555"),
          new UnitId("GPU-66666666-7777-8888-9999-000000000000"));

  /// What goes wrong with one kind of command.
  enum Fault {
    NONE,
    HANGS,
    CLOSES_AT_ONCE,
    DIES_IN_ITS_ANSWER,
    TOO_LONG,
    EMPTY,
    NO_JSON,
    TWO_ANSWERS,
    ANOTHER_ANSWER,
    BUSY,
    LIES
  }

  private final ServerSocketChannel listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Class<?>, Fault> faults = new ConcurrentHashMap<>();
  private final Map<UnitId, SoftwareGpu> results = new ConcurrentHashMap<>();
  private final Queue<SocketChannel> hanging = new ConcurrentLinkedQueue<>();

  /// What was asked, in order.
  final Queue<GpuCommand> heard = new ConcurrentLinkedQueue<>();

  private GpuServerDouble(ServerSocketChannel listener) {
    this.listener = listener;
  }

  static GpuServerDouble listening(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    var server = new GpuServerDouble(listener.bind(UnixDomainSocketAddress.of(socket)));
    server.threads.execute(server::accept);
    return server;
  }

  /// `--socket PATH`, as the real server is started. Writes a line, and runs until it is killed.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2 || !arguments[0].equals("--socket")) {
      throw new IllegalArgumentException(String.join(" ", arguments));
    }
    listening(Path.of(arguments[1]));
    System.out.println("ready\u001b[31m, environment: " + System.getenv().keySet());
    System.out.flush();
    new CountDownLatch(1).await();
  }

  GpuServerDouble misbehaves(Class<? extends GpuCommand> at, Fault fault) {
    faults.put(at, fault);
    return this;
  }

  boolean wasAsked(Class<? extends GpuCommand> kind) {
    return heard.stream().anyMatch(kind::isInstance);
  }

  /// Whether all peers whose question hangs have gone.
  boolean isLeftAlone() {
    return hanging.stream().allMatch(GpuServerDouble::isAtItsEnd);
  }

  private static boolean isAtItsEnd(SocketChannel channel) {
    try {
      channel.configureBlocking(false);
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (listener.isOpen()) {
        var channel = listener.accept();
        threads.execute(() -> serve(channel));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(SocketChannel channel) {
    try {
      var command = ((Decoded.Read<GpuCommand>) GpuCommandCodec.decode(question(channel))).value();
      heard.add(command);
      var fault = faults.getOrDefault(command.getClass(), Fault.NONE);
      if (fault == Fault.HANGS) {
        hanging.add(channel);
        return;
      }
      try (channel) {
        write(channel, answer(command, fault));
      }
    } catch (IOException e) {
      // the peer went away
    }
  }

  private static Bytes question(SocketChannel channel) throws IOException {
    var reader = FrameReader.upTo(1 << 20);
    var piece = ByteBuffer.allocate(1_000);
    while (channel.read(piece.clear()) >= 0) {
      if (reader.feed(piece.flip()) instanceof FrameReader.Frames(var contents)
          && !contents.isEmpty()) {
        return contents.getFirst();
      }
    }
    throw new IOException("no question");
  }

  private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private ByteBuffer answer(GpuCommand command, Fault fault) {
    var honest = FrameReader.frame(GpuAnswerCodec.encode(answer(command)));
    return switch (fault) {
      case NONE, HANGS -> honest.asBuffer();
      case CLOSES_AT_ONCE -> ByteBuffer.allocate(0);
      case DIES_IN_ITS_ANSWER -> honest.asBuffer().limit(honest.length() / 2);
      case TOO_LONG -> ByteBuffer.wrap(new byte[] {1, 0, 0, 1, '{'});
      case EMPTY -> ByteBuffer.wrap(new byte[4]);
      case NO_JSON -> framed("Traceback (most recent call last):");
      case TWO_ANSWERS ->
          ByteBuffer.allocate(2 * honest.length())
              .put(honest.asBuffer())
              .put(honest.asBuffer())
              .flip();
      case ANOTHER_ANSWER -> framed("{\"success\":true,\"cleared_count\":1}");
      case BUSY -> framed("{\"success\":false,\"error\":\"Server busy, please try again later\"}");
      case LIES -> FrameReader.frame(GpuAnswerCodec.encode(lie(command))).asBuffer();
    };
  }

  private static ByteBuffer framed(String text) {
    return FrameReader.frame(Bytes.ofText(text)).asBuffer();
  }

  private GpuAnswer answer(GpuCommand command) {
    return switch (command) {
      case GpuCommand.Ping() -> new GpuAnswer.Pong(Label.of("0.2.3"));
      case GpuCommand.GetInfo() -> info(GPUS);
      case GpuCommand.Submit(var task) -> computed(task);
      case GpuCommand.GetCoordinates(var unit, var coordinates) ->
          results.containsKey(unit)
              ? new GpuAnswer.Coordinates(unit, held(unit).opens(List.of(), coordinates).values())
              : noResult(unit);
      case GpuCommand.GetRows(var unit, var rows) ->
          results.containsKey(unit) ? rows(unit, rows) : noResult(unit);
      case GpuCommand.ClearResults(GpuCommand.AllUnits()) -> {
        int count = results.size();
        results.clear();
        yield new GpuAnswer.Cleared(count);
      }
      case GpuCommand.ClearResults(GpuCommand.OneUnit(var unit)) ->
          new GpuAnswer.Cleared(results.remove(unit) == null ? 0 : 1);
      case GpuCommand.AdjustPool(var count) -> new GpuAnswer.PoolAdjusted(count);
    };
  }

  /// An answer of the right form that is not true.
  private GpuAnswer lie(GpuCommand command) {
    return switch (answer(command)) {
      case GpuAnswer.Computed(var honest) -> new GpuAnswer.Computed(lies(honest));
      case GpuAnswer.Rows(var unit, var size, var rows) ->
          new GpuAnswer.Rows(
              unit,
              size,
              rows.stream()
                  .map(row -> new GpuAnswer.Row(row.index(), Numbers.copyOf(new double[size])))
                  .toList());
      case GpuAnswer.Info _ -> info(List.of());
      case GpuAnswer other -> other;
    };
  }

  private static List<GpuUnitResult> lies(List<GpuUnitResult> honest) {
    return honest.stream()
        .map(
            result ->
                new GpuUnitResult(
                    result.gpuIndex(),
                    new Commitment(
                        result.commitment().unit(),
                        new MerkleRoot("00".repeat(32)),
                        result.commitment().signature()),
                    result.work(),
                    result.rowHashes()))
        .toList();
  }

  private static GpuAnswer noResult(UnitId unit) {
    return new GpuAnswer.Failed(
        GpuErrorCode.NO_RESULT, Label.of("No cached result available for GPU " + unit));
  }

  private GpuAnswer computed(GpuTask task) {
    var gpus =
        switch (task.target()) {
          case GpuTask.AllGpus() -> GPUS;
          case GpuTask.OneGpu(var index) -> List.of(GPUS.get(index));
        };
    results.clear();
    SoftwareGpu.compute(task, gpus).forEach(gpu -> results.put(gpu.uuid(), gpu));
    return new GpuAnswer.Computed(
        gpus.stream().map(gpu -> held(gpu).result(GPUS.indexOf(gpu), task)).toList());
  }

  private SoftwareGpu held(UnitId unit) {
    return Objects.requireNonNull(results.get(unit));
  }

  private GpuAnswer rows(UnitId unit, List<Integer> rows) {
    UnitProof opened = held(unit).opens(rows, List.<UnitTargets.Coordinate>of());
    int size = opened.values().count() / rows.size();
    return new GpuAnswer.Rows(
        unit,
        size,
        IntStream.range(0, rows.size())
            .mapToObj(
                i ->
                    new GpuAnswer.Row(
                        rows.get(i),
                        Numbers.copyOf(
                            IntStream.range(0, size)
                                .mapToDouble(column -> opened.values().at(i * size + column))
                                .toArray())))
            .toList());
  }

  private static GpuAnswer.Info info(List<UnitId> gpus) {
    return new GpuAnswer.Info(
        Label.of("0.2.3"),
        Label.of("580.65"),
        Label.of("13.0"),
        IntStream.range(0, gpus.size()).mapToObj(i -> device(gpus.get(i), i)).toList());
  }

  private static GpuDevice device(UnitId uuid, int index) {
    return new GpuDevice(
        uuid,
        index,
        new GpuDevice.Model(
            Label.of("NVIDIA H100 80GB HBM3"),
            Label.of("Hopper"),
            new GpuDevice.Capability(9, 0),
            true,
            new GpuDevice.Cores(132, 16_896)),
        new GpuDevice.Memory(85_520_809_984L, 84_000_000_000L, 5_120, 3_352.3),
        new GpuDevice.Speed(1_980, 2_619, 989.5, 66.9));
  }
}
