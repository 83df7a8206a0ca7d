package io.byteleap.clusterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveTest {
  private static final String NAME = "byteleap-1.2.0-linux-amd64.tar.gz";

  @TempDir private Path folder = Path.of("");

  private Path archive(String sum) throws IOException {
    Files.writeString(folder.resolve("SHA256SUMS"), sum + "  " + NAME + "\n");
    return Files.writeString(folder.resolve(NAME), "content");
  }

  @Test
  void archive_withItsChecksum_isRead() throws Exception {
    Path any = Files.writeString(folder.resolve("any"), "content");

    var archive = Archive.at(archive(Archive.sum(any)));

    assertThat(archive.version()).hasToString("1.2.0");
    assertThat(archive.fits("Linux x86_64")).isTrue();
    assertThat(archive.fits("Linux aarch64")).isFalse();
  }

  @Test
  void archive_thatIsNotWhatTheChecksumSays_isRefused() throws Exception {
    Path file = archive("0".repeat(64));

    assertThatThrownBy(() -> Archive.at(file))
        .isInstanceOf(ClusterProblem.class)
        .hasMessageContaining("is not what SHA256SUMS beside it says");
  }

  @Test
  void archive_thatIsNotNamed_isRefused() throws Exception {
    Path other = Files.writeString(folder.resolve("byteleap-1.3.0-linux-amd64.tar.gz"), "content");
    archive("0".repeat(64));

    assertThatThrownBy(() -> Archive.at(other)).hasMessageContaining("does not name");
    assertThatThrownBy(() -> Archive.at(folder.resolve("byteleap.zip")))
        .hasMessageContaining("is no archive");
    assertThatThrownBy(() -> Archive.at(folder.resolve("none").resolve(NAME)))
        .hasMessageContaining("cannot be read");
  }
}
