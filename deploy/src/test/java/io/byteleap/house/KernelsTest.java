package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The GPU kernels that the worker carries are those of the sources in `deploy/gpu`.
final class KernelsTest {
  private static final Path SOURCES = Sources.ROOT.resolve("deploy/gpu");
  private static final Path RESOURCES =
      Sources.ROOT.resolve("worker-node/src/main/resources/io/byteleap/worker/gpu/cuda");

  @Test
  void ptx_namesTheDigestOfItsSource() throws IOException {
    for (String name : names(SOURCES, ".cu")) {
      String digest =
          HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(SOURCES.resolve(name + ".cu"))));

      assertThat(Files.readAllLines(RESOURCES.resolve(name + ".ptx")))
          .as("%s.ptx; make it anew with: deploy/gpu/build", name)
          .contains("// source-sha256: " + digest);
    }
  }

  @Test
  void everySource_hasItsPtx_andEveryPtxItsSource() throws IOException {
    assertThat(names(SOURCES, ".cu"))
        .containsExactly("exact", "hopper")
        .isEqualTo(names(RESOURCES, ".ptx"));
  }

  /// Drivers take PTX of their own release and older ones: these two came with CUDA 11.0 and 12.0.
  @Test
  void ptx_isOfAnOldRelease_forTheWidestArchitecture() throws IOException {
    assertThat(Files.readString(RESOURCES.resolve("exact.ptx")))
        .contains("\n.version 7.0\n.target sm_80\n");
    assertThat(Files.readString(RESOURCES.resolve("hopper.ptx")))
        .contains("\n.version 8.0\n.target sm_90a\n");
  }

  private static List<String> names(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .sorted()
          .toList();
    }
  }
}
