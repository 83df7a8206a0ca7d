package io.byteleap.worker.fetch;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.node.Build;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Gets files over HTTPS: from the address that was named and no other, since redirections are
/// refused; no more bytes than were agreed on; not from a server that stands still.
public final class HttpsFetch {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final Pace pace;

  /// What a server must manage: `bytes` in each `window`, the answer's head included in the first.
  public record Pace(long bytes, Duration window) {
    public static final Pace USUAL = new Pace(16 << 10, Duration.ofSeconds(30));
  }

  private HttpsFetch(HttpClient client, Pace pace) {
    this.client = client;
    this.pace = pace;
  }

  /// Trusts whom the Java runtime trusts.
  public static HttpsFetch create() {
    return with(HttpClient.newBuilder(), Pace.USUAL);
  }

  /// With a client of the caller's making, who may trust others.
  public static HttpsFetch with(HttpClient.Builder builder, Pace pace) {
    return new HttpsFetch(
        builder
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build(),
        pace);
  }

  /// The content of a small file, `sizeMax` bytes at most.
  public byte[] bytes(URI uri, int sizeMax) throws FetchProblem {
    var sink = new Sink.Memory(sizeMax);
    send(uri, request(uri).build(), sink);
    return sink.bytes();
  }

  /// Fetches `uri` to `file`, `sizeMax` bytes at most, going on after what is there already where
  /// the server permits. What came before a failure stays, for the next try.
  public void resume(URI uri, Path file, long sizeMax) throws FetchProblem {
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      long begun = Files.exists(file) ? Files.size(file) : 0;
      var request = request(uri);
      if (begun > 0) {
        request.header("Range", "bytes=" + begun + "-");
      }
      try (var sink = Sink.Disk.open(file, begun, sizeMax)) {
        send(uri, request.build(), sink);
        sink.force();
      }
    } catch (IOException e) {
      throw new FetchProblem(file + " cannot be written: " + FailureCause.text(e), e);
    }
  }

  private HttpRequest.Builder request(URI uri) throws FetchProblem {
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new FetchProblem(shown(uri) + " is not an address that begins with https://");
    }
    return HttpRequest.newBuilder(uri)
        .header("User-Agent", "byteleap-worker/" + Build.version())
        .header("Accept-Encoding", "identity")
        .timeout(pace.window())
        .GET();
  }

  private void send(URI uri, HttpRequest request, Sink sink) throws FetchProblem {
    var sent = client.sendAsync(request, info -> sink.of(info));
    try {
      var response = paced(uri, sent, sink);
      if (!sink.isTaken()) {
        throw new FetchProblem(shown(uri) + " " + refusal(response));
      }
    } finally {
      sent.cancel(true);
    }
    if (sink.isTooBig()) {
      throw new FetchProblem(shown(uri) + " is larger than it may be: " + sink.sizeMax());
    }
  }

  private HttpResponse<Void> paced(URI uri, CompletableFuture<HttpResponse<Void>> sent, Sink sink)
      throws FetchProblem {
    long before = 0;
    while (true) {
      try {
        return sent.get(pace.window().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = sink.received();
        if (now - before < pace.bytes()) {
          throw new FetchProblem(
              shown(uri) + " stands still: " + (now - before) + " bytes in " + pace.window(), e);
        }
        before = now;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FetchProblem("interrupted", e);
      } catch (ExecutionException e) {
        if (sink.isTooBig()) {
          throw new FetchProblem(
              shown(uri) + " is larger than it may be: " + sink.sizeMax() + " bytes", e);
        }
        throw new FetchProblem(
            shown(uri) + " cannot be fetched: " + Label.of(FailureCause.text(e)), e);
      }
    }
  }

  private static String refusal(HttpResponse<?> response) {
    int status = response.statusCode();
    return List.of(301, 302, 303, 307, 308).contains(status)
        ? "redirects elsewhere, which is not followed: name the final address"
        : "answers with HTTP status " + status;
  }

  private static String shown(URI uri) {
    return Label.of(uri.toString()).value();
  }
}
