package io.byteleap.enrolment;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A worker that registers, and says what a test tells it to.
final class ScriptedWorker implements WebSocket.Listener {
  private static final long PATIENCE_SECONDS = 120;
  private static final Json JSON = Json.upTo(1 << 20);

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;
  private final String id;

  private ScriptedWorker(HttpClient http, int port, String id) {
    this.id = id;
    this.socket =
        http.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port), this).join();
  }

  static ScriptedWorker registered(HttpClient http, int port, String id) {
    var worker = new ScriptedWorker(http, port, id);
    worker.say(
        "{\"type\":\"register\",\"worker_id\":\"%s\",\"worker_version\":\"1.0\"}".formatted(id));
    worker.hear("registration_ack");
    return worker;
  }

  void beat() {
    say("{\"type\":\"heartbeat\",\"data\":{\"system_info\":{\"cpu_count\":8}}}");
    hear("heartbeat_ack");
  }

  /// The answer to the request for a token, in which the worker calls itself `name`.
  JsonObject askToken(String name) {
    say("{\"type\":\"vmgw_enroll_token_request\",\"data\":{\"worker_id\":\"%s\"}}".formatted(name));
    return hear("vmgw_enroll_token_response").object("data");
  }

  JsonObject askToken() {
    return askToken(id);
  }

  private void say(String text) {
    socket.sendText(text, true).join();
  }

  /// The next frame, which is of this type.
  private JsonObject hear(String type) {
    try {
      var text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text == null || !JSON.parse(text).text("type").equals(type)) {
        throw new AssertionError("expected " + type + ", heard " + text);
      }
      return JSON.parse(text);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      heard.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return CompletableFuture.completedStage("read");
  }
}
