package io.byteleap.miner.worker;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A worker's end of a WebSocket: says what a test tells it to, and keeps what it hears.
final class WorkerClient implements WebSocket.Listener {
  private static final long PATIENCE_SECONDS = 10;

  /// How the door ended the connection.
  record Closed(int code, String reason) {}

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  private WorkerClient(HttpClient http, int port, String path) {
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
            .join();
  }

  static WorkerClient connect(HttpClient http, int port) {
    return new WorkerClient(http, port, "/");
  }

  static WorkerClient connect(HttpClient http, int port, String path) {
    return new WorkerClient(http, port, path);
  }

  /// Connects and registers; the acknowledgement has come.
  static WorkerClient registered(HttpClient http, int port, String id) {
    var client = connect(http, port);
    client.say(registration(id));
    client.expect("registration_ack");
    return client;
  }

  static String registration(String id) {
    return "{\"type\":\"register\",\"worker_id\":\"%s\",\"worker_version\":\"1.0\"}".formatted(id);
  }

  static String heartbeat() {
    return "{\"type\":\"heartbeat\",\"data\":{\"system_info\":{\"cpu_count\":8}}}";
  }

  WorkerClient say(String text) {
    socket.sendText(text, true).join();
    return this;
  }

  void hangUp() {
    socket.abort();
  }

  /// The next frame, which is of this type.
  String expect(String type) {
    try {
      String text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text == null || !text.contains("\"type\":\"" + type + "\"")) {
        throw new AssertionError("expected " + type + ", heard " + text + ", closed " + closed);
      }
      return text;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Closed closed() {
    return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      heard.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(new Closed(code, reason));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket webSocket, Throwable failure) {
    closed.completeExceptionally(failure);
  }
}
