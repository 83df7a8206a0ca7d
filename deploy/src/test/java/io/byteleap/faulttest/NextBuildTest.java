package io.byteleap.faulttest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NextBuildTest {
  private static final String NAME = "byteleap-1.2.9-linux-amd64.tar.gz";

  @TempDir private Path folder = Path.of("");

  private Path archive(String properties) throws IOException, InterruptedException {
    Path content = Files.createDirectories(folder.resolve("in/byteleap-1.2.9/lib"));
    Files.writeString(content.resolveSibling("VERSION"), "1.2.9\n");
    Path jar = content.resolve("byteleap-core-actors-1.2.9.jar");
    try (var inside = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      Files.writeString(inside.getPath("byteleap-build.properties"), properties);
    }
    Path packed = Files.createDirectories(folder.resolve("packed"));
    printed(
        "tar", "-C", folder.resolve("in").toString(), "-czf", packed.resolve(NAME).toString(), ".");
    return packed.resolve(NAME);
  }

  private static String printed(String... words) throws IOException, InterruptedException {
    var process = new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }

  @Test
  void nextBuild_saysTheNextVersionEverywhere() throws Exception {
    Path next =
        NextBuild.of(archive("version=1.2.9\n"), Files.createDirectories(folder.resolve("n")));

    assertThat(next).hasFileName("byteleap-1.2.10-linux-amd64.tar.gz");
    assertThat(NextBuild.versionOf(next)).isEqualTo("1.2.10");
    assertThat(NextBuild.archiveIn(folder.resolve("n"))).isEqualTo(next);
    Path out = Files.createDirectories(folder.resolve("out"));
    printed("tar", "-xzf", next.toString(), "-C", out.toString());
    Path content = out.resolve("byteleap-1.2.10");
    assertThat(content.resolve("VERSION")).hasContent("1.2.10");
    try (var inside =
        FileSystems.newFileSystem(content.resolve("lib/byteleap-core-actors-1.2.9.jar"))) {
      assertThat(inside.getPath("byteleap-build.properties")).hasContent("version=1.2.10");
    }
  }

  @Test
  void archive_thatSaysAnotherVersion_isRefused() throws Exception {
    Path archive = archive("version=3.0.0\n");
    Path to = Files.createDirectories(folder.resolve("n"));

    assertThatThrownBy(() -> NextBuild.of(archive, to))
        .hasMessageContaining("does not say that it is version 1.2.9");
    assertThatThrownBy(() -> NextBuild.archiveIn(to)).hasMessageContaining("must hold one archive");
  }
}
