package io.byteleap.worker.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Where the bytes of an answer go, counted and bounded.
abstract sealed class Sink {
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final long sizeMax;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong size = new AtomicLong();
  private final AtomicBoolean taken = new AtomicBoolean();
  private final AtomicBoolean tooBig = new AtomicBoolean();

  private Sink(long sizeMax) {
    this.sizeMax = sizeMax;
  }

  final long sizeMax() {
    return sizeMax;
  }

  /// Bytes of this answer so far.
  final long received() {
    return received.get();
  }

  /// Whether the answer was one with content that is wanted.
  final boolean isTaken() {
    return taken.get();
  }

  final boolean isTooBig() {
    return tooBig.get();
  }

  /// Takes the answer's body, or drops it when it is not what was asked for.
  final BodySubscriber<Void> of(HttpResponse.ResponseInfo info) {
    try {
      if (begins(info)) {
        taken.set(true);
        return BodySubscribers.ofByteArrayConsumer(
            part -> part.ifPresent(bytes -> take(ByteBuffer.wrap(bytes))));
      }
      return BodySubscribers.replacing(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean begins(HttpResponse.ResponseInfo info) throws IOException {
    return switch (info.statusCode()) {
      case OK -> {
        startOver();
        size.set(0);
        yield true;
      }
      case PARTIAL -> {
        size.set(begun());
        yield begun() > 0
            && info.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + begun() + "-"))
                .isPresent();
      }
      default -> false;
    };
  }

  private void take(ByteBuffer bytes) {
    received.addAndGet(bytes.remaining());
    if (size.addAndGet(bytes.remaining()) > sizeMax) {
      tooBig.set(true);
      throw new IllegalStateException("more than " + sizeMax + " bytes");
    }
    try {
      write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Bytes that are there from an earlier try.
  abstract long begun();

  abstract void startOver() throws IOException;

  abstract void write(ByteBuffer bytes) throws IOException;

  /// A small file, in memory.
  static final class Memory extends Sink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Memory(int sizeMax) {
      super(sizeMax);
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    @Override
    long begun() {
      return 0;
    }

    @Override
    void startOver() {
      bytes.reset();
    }

    @Override
    void write(ByteBuffer part) {
      bytes.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
  }

  /// A file.
  static final class Disk extends Sink implements AutoCloseable {
    private final FileChannel channel;
    private final long begun;

    private Disk(FileChannel channel, long begun, long sizeMax) {
      super(sizeMax);
      this.channel = channel;
      this.begun = begun;
    }

    static Disk open(Path file, long begun, long sizeMax) throws IOException {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.position(begun);
      return new Disk(channel, begun, sizeMax);
    }

    @Override
    long begun() {
      return begun;
    }

    @Override
    void startOver() throws IOException {
      channel.truncate(0);
    }

    @Override
    void write(ByteBuffer part) throws IOException {
      while (part.hasRemaining()) {
        channel.write(part);
      }
    }

    void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
