package io.byteleap.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.durable.SecretFile.Others;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretFileTest {
  private static final int ROOT = 0;
  private static final int SOMEBODY = 1_000;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "rw-------, NOTHING, NOTHING",
    "rwx--x--x, NOTHING, NOTHING",
    "rw-r-----, READ, NOTHING",
    "rw-r--r--, READ, READ",
    "rw----r--, READ, READ",
    "rw-rw----, WRITE, WRITE",
    "rw--w----, WRITE, WRITE",
    "rw-----w-, WRITE, WRITE"
  })
  void permissions_sayWhatOthersMayDo(String text, Others somebodys, Others roots) {
    var permissions = PosixFilePermissions.fromString(text);

    assertThat(SecretFile.others(permissions, SOMEBODY)).isEqualTo(somebodys);
    assertThat(SecretFile.others(permissions, ROOT)).isEqualTo(roots);
  }

  @Test
  void file_isAtFault_whenOthersReadIt() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(SecretFile.fault(file))
        .contains("can be read or written by others: chmod 600 " + file);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(SecretFile.fault(file)).isEmpty();
  }

  @Test
  void link_isAsGoodAsWhatItPointsTo() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertThat(SecretFile.others(link)).isEqualTo(Others.READ);
  }

  @Test
  void fileThatIsNotThere_isTheCallersTrouble() {
    assertThatThrownBy(() -> SecretFile.others(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
