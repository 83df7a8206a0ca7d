package io.byteleap.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a [DurableFile] has besides its content.
final class KeptAttributesTest {
  private static final byte[] CONTENT = "new\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void replacedFile_keepsItsPermissions() throws Exception {
    Path file = Files.writeString(folder.resolve("script"), "old\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwx-w-"));

    DurableFile.replace(file, CONTENT);

    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rwxrwx-w-");
    assertThat(folder.toFile().list()).containsExactly("script");
  }

  @Test
  void newFile_hasExactlyThePermissionsAskedFor() throws Exception {
    Path file = folder.resolve("script");

    DurableFile.write(file, CONTENT, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rwxrwxrwx");
  }

  @Test
  void missingFile_cannotBeReplaced() {
    Path file = folder.resolve("nothing");

    assertThatThrownBy(() -> DurableFile.replace(file, CONTENT))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(folder).isEmptyDirectory();
  }
}
