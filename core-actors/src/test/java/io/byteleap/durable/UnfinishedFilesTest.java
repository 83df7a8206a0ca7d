package io.byteleap.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnfinishedFilesTest {
  @TempDir private Path folder;

  @Test
  void sweep_takesWhatAProcessThatIsGoneLeft_andNothingElse() throws Exception {
    Path old = Files.writeString(folder.resolve(".a.json17.tmp"), "{");
    Path finished = Files.writeString(folder.resolve("a.json"), "{}");
    Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(finished, FileTime.from(Instant.EPOCH));
    Path underWay = Files.writeString(folder.resolve(".b.json18.tmp"), "{");

    DurableFile.sweep(folder);

    assertThat(old).doesNotExist();
    assertThat(finished).exists();
    assertThat(underWay).exists();
  }

  @Test
  void sweep_ofAFolderThatIsNotThere_isNothing() throws Exception {
    DurableFile.sweep(folder.resolve("none"));

    assertThat(folder).isEmptyDirectory();
  }
}
