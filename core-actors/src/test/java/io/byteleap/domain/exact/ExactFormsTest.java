package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.matrix.ProductForms;
import io.byteleap.fixture.JavaProbe;
import java.util.List;
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

  private static List<String> linesOf(String options) throws Exception {
    return JavaProbe.lines(options, ProductForms.class, ExactFormsProbe.class);
  }
}
