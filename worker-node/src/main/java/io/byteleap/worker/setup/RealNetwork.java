package io.byteleap.worker.setup;

import io.byteleap.domain.vm.SecureUrl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Asks for real. Redirects are not followed: they would lead to a host that nobody has named.
final class RealNetwork implements HostTools.Network {
  private static final Duration TIME_MAX = Duration.ofSeconds(10);

  @Override
  public HostTools.Reach reach(String host, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) TIME_MAX.toMillis());
      return new HostTools.Reached();
    } catch (IOException e) {
      return new HostTools.Unreachable(HostTree.why(e));
    }
  }

  @Override
  public ImageOnHost.Source sizeOf(SecureUrl image) {
    var request = HttpRequest.newBuilder(URI.create(image.text())).HEAD().timeout(TIME_MAX).build();
    try (var client = HttpClient.newBuilder().connectTimeout(TIME_MAX).build()) {
      var answer = client.send(request, BodyHandlers.discarding());
      long size = answer.headers().firstValueAsLong("content-length").orElse(-1);
      return answer.statusCode() == 200 && size >= 0
          ? new ImageOnHost.Sized(size)
          : new ImageOnHost.Silent("it answered " + answer.statusCode());
    } catch (IOException e) {
      return new ImageOnHost.Silent(HostTree.why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ImageOnHost.Silent("interrupted");
    } catch (NumberFormatException e) {
      return new ImageOnHost.Silent("it gave a length that is no number");
    }
  }
}
