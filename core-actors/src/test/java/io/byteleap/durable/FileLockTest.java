package io.byteleap.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLockTest {
  @TempDir private Path folder;

  @Test
  void file_isHeldByOneAtATime() throws IOException {
    Path file = folder.resolve("node").resolve("node.lock");

    try (var first = FileLock.hold(file).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(FileLock.hold(file)).isEmpty();
    }
    try (var again = FileLock.hold(file).orElseThrow()) {
      assertThat(again).isNotNull();
    }
  }
}
