package io.byteleap.worker.host;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks services for this machine's public address, one after the other, until one tells it.
/// Blocks, for a few seconds a service.
public final class AddressLookup implements Supplier<Optional<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(AddressLookup.class);
  private static final int BODY_BYTES_MAX = 4 << 10;
  private static final Json JSON = Json.upTo(BODY_BYTES_MAX);
  private static final int OK = 200;

  private final List<AddressService> services;
  private final Duration timeout;

  public AddressLookup(List<AddressService> services, Duration timeout) {
    this.services = List.copyOf(services);
    this.timeout = timeout;
  }

  /// The address; empty when no service tells one.
  @Override
  public Optional<String> get() {
    try (var client = HttpClient.newBuilder().connectTimeout(timeout).build()) {
      return services.stream().flatMap(service -> ask(client, service).stream()).findFirst();
    }
  }

  private Optional<String> ask(HttpClient client, AddressService service) {
    try {
      var request = HttpRequest.newBuilder(service.uri()).timeout(timeout).build();
      var response =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), BODY_BYTES_MAX));
      if (response.statusCode() != OK) {
        throw new IOException("status " + response.statusCode());
      }
      return Optional.of(address(response.body()));
    } catch (IOException | IllegalArgumentException | JsonProblem e) {
      LOG.warn("no public address from {}, why={}", service.uri(), FailureCause.text(e));
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// Refused: what is no address, a name included.
  private static String address(String body) {
    var json = JSON.parse(body);
    String text =
        Stream.of("origin", "ip")
            .flatMap(name -> json.optionalText(name).stream())
            .map(told -> told.split(",", 2)[0].strip())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("neither origin nor ip is told"));
    return Label.of(InetAddress.ofLiteral(text).getHostAddress()).value();
  }
}
