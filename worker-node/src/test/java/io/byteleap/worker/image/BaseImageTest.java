package io.byteleap.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.fixture.Seeds;
import io.byteleap.worker.fetch.FetchProblem;
import io.byteleap.worker.fetch.FileServer;
import io.byteleap.worker.image.BaseImage.Outcome;
import io.byteleap.worker.program.Digests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BaseImageTest {
  private static final int SIZE = (1 << 20) + 77;
  private static final String SOME_SHA256 = "a".repeat(64);

  @TempDir private static Path certificates;
  @TempDir private Path root;

  private FileServer server;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    server = FileServer.start(certificates);
    server.content = new byte[SIZE];
    Seeds.generator(2).nextBytes(server.content);
    file = root.resolve("var/lib/vm/base_image_flat.qcow2");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void image_isFetchedOnce() throws Exception {
    assertThat(image("/file").download()).isEqualTo(Outcome.FETCHED);
    assertThat(image("/file").download()).isEqualTo(Outcome.KEPT);

    assertThat(Files.readAllBytes(file)).isEqualTo(server.content);
    assertThat(server.asked).hasSize(1);
    assertThat(file.resolveSibling("").toFile().list()).containsExactly("base_image_flat.qcow2");
  }

  @Test
  void fetchThatWasCutOff_leavesNoImage_andGoesOn() throws Exception {
    assertThatThrownBy(() -> image("/cut").download()).isInstanceOf(FetchProblem.class);
    assertThat(file).doesNotExist();

    assertThat(image("/file").download()).isEqualTo(Outcome.FETCHED);
    assertThat(server.asked).singleElement().asString().startsWith("/file bytes=");
    assertThat(Files.readAllBytes(file)).isEqualTo(server.content);
  }

  @Test
  void otherContent_isThrownAway_andWhatWasThereStays() throws Exception {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "an older image");
    var image = image("/file");
    server.content[9] ^= 1;

    assertThat(image.isOther()).isTrue();
    assertThatThrownBy(image::download).hasMessageContaining("was thrown away");

    assertThat(file).hasContent("an older image");
    assertThat(file.resolveSibling("").toFile().list()).hasSize(1);
  }

  @Test
  void tinyImage_isNone() throws Exception {
    server.content = new byte[100];

    assertThatThrownBy(() -> image("/file").download()).hasMessageContaining("only 100 bytes");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                 | vm.base_image_url is not configured
          http://good/x      | vm.base_image_url must begin with https://
          https:///x         | vm.base_image_url must begin with https://
          https://u@good/x   | vm.base_image_url must begin with https://
          https://bad/x      | host bad of vm.base_image_url is not in vm.base_image_hosts
          'https://go od/x'  | vm.base_image_url is not an address
          """)
  void otherOrigin_isRefused(String url, String why) {
    assertThatThrownBy(() -> BaseImage.Origin.of(url, SOME_SHA256, List.of("good"), 1))
        .isInstanceOf(FetchProblem.class)
        .hasMessageContaining(why);
  }

  @Test
  void originWithoutASum_isRefused() throws Exception {
    for (String sum : new String[] {"", "A".repeat(64), "a".repeat(63)}) {
      assertThatThrownBy(() -> BaseImage.Origin.of("https://good/x", sum, List.of("good"), 1))
          .hasMessageContaining("vm.base_image_sha256 must be the image's SHA-256");
    }
    assertThat(BaseImage.Origin.of("https://GOOD/x", SOME_SHA256, List.of("good"), 1).sizeMax())
        .isEqualTo(1);
  }

  private BaseImage image(String path) throws Exception {
    var origin =
        BaseImage.Origin.of(
            server.uri(path).toString(), Digests.of(server.content), List.of("localhost"), SIZE);
    return new BaseImage(root, origin, server.fetch());
  }
}
