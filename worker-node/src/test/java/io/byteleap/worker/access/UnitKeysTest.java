package io.byteleap.worker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.durable.DurableFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnitKeysTest {
  private static final UnitId GPU = new UnitId("GPU-11111111-2222-3333-4444-555555555555");

  @TempDir private Path folder;
  private UnitKeys keys;

  @BeforeEach
  void open() {
    keys = UnitKeys.in(folder);
  }

  @Test
  void everyUnit_hasAKeyOfItsOwn_forEver() throws Exception {
    var cpu = keys.of(UnitId.CPU).key();
    var gpu = keys.of(GPU).key();

    assertThat(cpu).isNotEqualTo(gpu);
    assertThat(UnitKeys.in(folder).of(UnitId.CPU).key()).isEqualTo(cpu);
    assertThat(UnitKeys.in(folder).of(GPU).key()).isEqualTo(gpu);
  }

  @Test
  void key_isItsOwnersAlone() throws Exception {
    keys.of(GPU);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.file(GPU))))
        .isEqualTo("rw-------");
  }

  @Test
  void idOfAnotherPlace_staysInTheFolder() throws Exception {
    var unit = new UnitId("../../elsewhere");

    keys.of(unit);

    assertThat(keys.file(unit).getParent()).isEqualTo(folder);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void damagedKey_isNamed_andNotReplaced() throws Exception {
    DurableFile.write(keys.file(GPU), "nonsense", DurableFile.Readers.OWNER);

    assertThatThrownBy(() -> keys.of(GPU))
        .isInstanceOf(AccessProblem.class)
        .hasMessageContaining(keys.file(GPU).toString())
        .hasMessageContaining("is damaged")
        .hasMessageContaining(GPU.value());
    assertThat(keys.file(GPU)).hasContent("nonsense");
  }
}
