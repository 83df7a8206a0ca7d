package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.JavaProbe;
import java.util.List;
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

  private static List<String> linesOf(String options) throws Exception {
    return JavaProbe.lines(options, ProductForms.class, ProductFormsProbe.class);
  }
}
