package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminTokenTest {
  @TempDir private Path folder;

  @Test
  void token_isMadeOnce_forItsOwnerOnly() throws IOException {
    var made = AdminToken.in(folder);

    assertThat(made.reveal()).matches("[0-9a-f]{48}");
    assertThat(AdminToken.in(folder).reveal()).isEqualTo(made.reveal());
    assertThat(Files.getPosixFilePermissions(AdminToken.fileIn(folder)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void tokenThatOthersCanRead_isNotUsed() throws IOException {
    AdminToken.in(folder);
    var file = AdminToken.fileIn(folder);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> AdminToken.in(folder))
        .isInstanceOf(IOException.class)
        .hasMessage("can be read or written by others: chmod 600 " + file);
  }

  @Test
  void tokenThatIsTooShort_isNotUsed() throws IOException {
    AdminToken.in(folder);
    Files.writeString(AdminToken.fileIn(folder), "short");

    assertThatThrownBy(() -> AdminToken.in(folder)).hasMessageStartingWith("must hold 32 to 256");
  }
}
