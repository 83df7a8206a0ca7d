package io.byteleap.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.fixture.Seeds;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpsFetchTest {
  private static final int SIZE = 300_000;

  @TempDir private static Path certificates;
  @TempDir private Path folder;

  private FileServer server;
  private HttpsFetch fetch;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    server = FileServer.start(certificates);
    server.content = new byte[SIZE];
    Seeds.generator(1).nextBytes(server.content);
    fetch = server.fetch();
    file = folder.resolve("inner/file");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void file_isFetched_orTakenIntoMemory() throws Exception {
    fetch.resume(server.uri("/file"), file, SIZE);

    assertThat(Files.readAllBytes(file)).isEqualTo(server.content);
    assertThat(fetch.bytes(server.uri("/file"), SIZE)).isEqualTo(server.content);
    assertThat(server.asked).containsExactly("/file null", "/file null");
  }

  @Test
  void fetchThatWasCutOff_goesOnWhereItEnded() throws Exception {
    assertThatThrownBy(() -> fetch.resume(server.uri("/cut"), file, SIZE))
        .isInstanceOf(FetchProblem.class)
        .hasMessageContaining("cannot be fetched");
    long begun = Files.size(file);
    assertThat(begun).isPositive().isLessThan(SIZE);

    fetch.resume(server.uri("/file"), file, SIZE);

    assertThat(server.asked).containsExactly("/file bytes=" + begun + "-");
    assertThat(Files.readAllBytes(file)).isEqualTo(server.content);
  }

  @Test
  void serverWithoutRanges_sendsItAnew() throws Exception {
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, new byte[SIZE + 5]);

    fetch.resume(server.uri("/unranged"), file, SIZE);

    assertThat(Files.readAllBytes(file)).isEqualTo(server.content);
  }

  @Test
  void oneByteTooMany_isRefused() {
    assertThatThrownBy(() -> fetch.bytes(server.uri("/file"), SIZE - 1))
        .isInstanceOf(FetchProblem.class)
        .hasMessageContaining("is larger than it may be");
    assertThatThrownBy(() -> fetch.resume(server.uri("/file"), file, SIZE - 1))
        .isInstanceOf(FetchProblem.class)
        .hasMessageContaining("is larger than it may be");
  }

  @Test
  void serverThatStandsStill_isGivenUp() throws Exception {
    var hasty = server.fetch(Duration.ofSeconds(1));

    assertThatThrownBy(() -> hasty.resume(server.uri("/hangs"), file, SIZE))
        .isInstanceOf(FetchProblem.class)
        .hasMessageContaining("stands still");
    assertThat(Files.readAllBytes(file))
        .isEqualTo(Arrays.copyOf(server.content, (int) Files.size(file)));
  }

  @Test
  void redirection_isNotFollowed() {
    assertThatThrownBy(() -> fetch.bytes(server.uri("/elsewhere"), SIZE))
        .hasMessageContaining("redirects elsewhere, which is not followed");
  }

  @Test
  void otherStatus_isNamed() {
    assertThatThrownBy(() -> fetch.bytes(server.uri("/nothing"), SIZE))
        .hasMessageContaining("answers with HTTP status 404");
  }

  @Test
  void serverThatNobodyVouchesFor_isRefused() {
    assertThatThrownBy(() -> HttpsFetch.create().bytes(server.uri("/file"), SIZE))
        .isInstanceOf(FetchProblem.class)
        .hasMessageContaining("cannot be fetched: SSLHandshakeException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost/x", "file:///etc/passwd", "https:///x", "https://u:p@h/x", "x"})
  void otherAddress_isRefused(String address) {
    assertThatThrownBy(() -> fetch.bytes(URI.create(address), SIZE))
        .hasMessageContaining("is not an address that begins with https://");
  }
}
