package io.byteleap.miner.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenSecret;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.Json;
import io.byteleap.miner.fixture.TestKey;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BookFileTest {
  private static final Instant T0 = Samples.T0;
  private static final Book BOOK =
      Book.EMPTY
          .with(
              new Token(
                  TokenId.draw(Seeds.generator(1)),
                  TokenSecret.draw(Seeds.generator(2)),
                  Label.of("rack 4"),
                  T0,
                  T0.plusSeconds(60),
                  3,
                  1))
          .with(
              new Member(
                  new WorkerId("w-1"),
                  new Member.Keyed(TestKey.of("w-1").keypair().key()),
                  Label.of("fast"),
                  T0,
                  new Member.OnDuty()))
          .with(Member.legacy(new WorkerId("w-2"), T0).with(new Member.Draining()))
          .with(Member.legacy(new WorkerId("w-3"), T0).with(new Member.Removed(T0)));

  @TempDir private Path folder;

  @Test
  void book_isThereAgain_andOnlyItsOwnerCanReadIt() throws IOException {
    var file = folder.resolve("data/workers.json");
    open(file).keep(BOOK);

    assertThat(open(file).book()).isEqualTo(BOOK);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void missingFile_isAnEmptyBook() {
    assertThat(open(folder.resolve("workers.json")).book()).isEqualTo(Book.EMPTY);
  }

  @Test
  void damagedFile_orOneOfANewerMiner_isNamed_andLeftAlone() throws IOException {
    var file = folder.resolve("workers.json");
    Files.writeString(file, "{\"version\":1,\"tokens\":[]");
    assertThat(((BookFile.Unreadable) BookFile.open(file)).why())
        .startsWith(file + " is damaged (")
        .contains("restore it from a backup");

    Files.writeString(file, "{\"version\":2,\"tokens\":[],\"members\":[]}");
    assertThat(((BookFile.Unreadable) BookFile.open(file)).why())
        .contains("version: 2 was written by a newer miner");
    assertThat(Files.readString(file)).contains("\"version\":2");
  }

  @Test
  void anyMutant_isReadOrRefused() {
    Fuzz.texts(
        List.of(BookJson.write(BOOK).toText()),
        text -> Decoded.of(() -> BookJson.read(Json.upTo(1 << 20).parse(text))));
  }

  private static BookFile open(Path file) {
    return ((BookFile.Open) BookFile.open(file)).file();
  }
}
