package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.matrix.ProductForms;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which form virtual machines with other options choose, each in a process of its own.
final class ExactFormsTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @ParameterizedTest
  @ValueSource(strings = {MODULE + " -Dbyteleap.vector=off", "--limit-modules=java.base"})
  void virtualMachine_thatShouldNot_usesNoVectors_andGivesTheSameRoot(String options)
      throws Exception {
    assertThat(linesOf(options))
        .containsExactly("PlainExactForm", ExactFormsProbe.root(Products.PLAIN));
  }

  /// Which form that is depends on the processor; its root does not.
  @Test
  void virtualMachine_withTheModule_givesTheSameRoot() throws Exception {
    var lines = linesOf(MODULE);

    assertThat(lines.getFirst()).isIn("VectorExactForm", "PlainExactForm");
    assertThat(lines.getLast()).isEqualTo(ExactFormsProbe.root(Products.PLAIN));
  }

  /// What the probe says to its standard output.
  private static List<String> linesOf(String options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(
        List.of("-cp", folderOf(ProductForms.class) + ":" + folderOf(ExactFormsProbe.class)));
    command.add(ExactFormsProbe.class.getName());
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      var lines = output.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path folderOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
