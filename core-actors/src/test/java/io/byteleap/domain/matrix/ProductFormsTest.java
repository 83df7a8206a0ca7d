package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which form virtual machines with other options choose, each in a process of its own.
final class ProductFormsTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-XX:TieredStopAtLevel=4|matrices are multiplied without vectors, this virtual machine was"
            + " started without the module jdk.incubator.vector",
        "--limit-modules=java.base|matrices are multiplied without vectors, this virtual machine"
            + " was started without the module jdk.incubator.vector",
        MODULE
            + " -Dbyteleap.vector=off|matrices are multiplied without vectors, byteleap.vector is"
            + " off",
        MODULE
            + " -XX:TieredStopAtLevel=1|matrices are multiplied without vectors, this virtual"
            + " machine has no optimizing compiler",
      })
  void virtualMachine_thatShouldNot_usesNoVectors_andGivesTheSameBytes(
      String options, String sentence) throws Exception {
    var lines = linesOf(options);

    assertThat(lines).containsExactly(sentence, ProductFormsProbe.product(new PlainForm()));
  }

  @Test
  void virtualMachine_withModuleAndCompiler_usesVectors_andGivesTheSameBytes() throws Exception {
    var lines = linesOf(MODULE);

    assertThat(lines.getFirst())
        .isEqualTo(
            VectorForm.suits()
                ? "matrices are multiplied with vectors of " + VectorForm.bits() + " bits"
                : "matrices are multiplied without vectors, this processor has none that would do");
    assertThat(lines.getLast()).isEqualTo(ProductFormsProbe.product(new PlainForm()));
  }

  /// What the probe says to its standard output.
  private static List<String> linesOf(String options)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.split(" ")));
    command.addAll(
        List.of("-cp", folderOf(ProductForms.class) + ":" + folderOf(ProductFormsProbe.class)));
    command.add(ProductFormsProbe.class.getName());
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
