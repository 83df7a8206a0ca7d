package io.byteleap.worker.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An HTTPS server on this machine that serves one file, in the ways that servers have.
public final class FileServer implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  private final KeyStore keys;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// What was asked for: path and range.
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /// The file.
  public volatile byte[] content = new byte[0];

  private FileServer(HttpsServer server, KeyStore keys) {
    this.server = server;
    this.keys = keys;
  }

  /// `folder` is for its certificate.
  public static FileServer start(Path folder) throws Exception {
    var keys = KeyStore.getInstance(certificate(folder).toFile(), PASSWORD);
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), null, null);
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    var files = new FileServer(server, keys);
    server.createContext("/file", exchange -> files.serve(exchange, 0));
    server.createContext("/unranged", exchange -> files.serve(exchange, -1));
    server.createContext("/elsewhere", FileServer::redirect);
    server.createContext("/hangs", files::hang);
    server.createContext("/cut", files::cut);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
    return files;
  }

  private static Path certificate(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("server.p12");
    if (!Files.exists(file)) {
      var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
      new ProcessBuilder(
              keytool,
              "-genkeypair",
              "-alias",
              "a",
              "-keyalg",
              "EC",
              "-dname",
              "CN=localhost",
              "-ext",
              "san=dns:localhost",
              "-storetype",
              "PKCS12",
              "-validity",
              "2",
              "-keystore",
              file.toString(),
              "-storepass",
              new String(PASSWORD))
          .inheritIO()
          .start()
          .waitFor();
    }
    return file;
  }

  /// A fetch that trusts this server.
  public HttpsFetch fetch() throws Exception {
    return fetch(Duration.ofMinutes(1));
  }

  /// A fetch that trusts this server, for one byte in each `window`.
  HttpsFetch fetch(Duration window) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpsFetch.with(HttpClient.newBuilder().sslContext(tls), new HttpsFetch.Pace(1, window));
  }

  public URI uri(String path) {
    return URI.create("https://localhost:" + server.getAddress().getPort() + path);
  }

  private void serve(HttpExchange exchange, int ranges) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(exchange.getRequestURI() + " " + range);
    int from =
        range == null || ranges < 0
            ? 0
            : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (range != null && ranges >= 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(range == null || ranges < 0 ? 200 : 206, content.length - from);
    exchange.getResponseBody().write(content, from, content.length - from);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "https://localhost:1/file");
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /// Sends the first half and then nothing, until the end.
  private void hang(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, content.length / 2);
    exchange.getResponseBody().flush();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends the first half, and breaks off.
  private void cut(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, content.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
