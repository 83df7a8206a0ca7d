package io.byteleap.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// All sources have the one format: that of google-java-format. With `-Dformat=write` the files are
/// formatted instead of checked.
final class FormatTest {
  private static final int FILE_LINES_MAX = 500;

  private final Formatter formatter = new Formatter();

  @Test
  void sources_areFormatted() throws Exception {
    boolean write = "write".equals(System.getProperty("format"));
    List<Path> different = new ArrayList<>();
    for (Path file : Sources.java()) {
      String source = Files.readString(file);
      String formatted = formatted(source);
      if (write && !formatted.equals(source)) {
        Files.writeString(file, formatted);
      } else if (!formatted.equals(source)) {
        different.add(Sources.ROOT.relativize(file));
      }
    }

    assertThat(different).as("format with: mvn test -Dformat=write").isEmpty();
  }

  @Test
  void badFormat_isSeen() throws Exception {
    assertThat(formatted("class A{int a ;}\n")).isEqualTo("class A {\n  int a;\n}\n");
  }

  @Test
  void files_areNotTooLong() throws IOException {
    List<Path> tooLong = new ArrayList<>();
    for (Path file : Sources.java()) {
      if (Files.readAllLines(file).size() > FILE_LINES_MAX) {
        tooLong.add(Sources.ROOT.relativize(file));
      }
    }

    assertThat(tooLong).as("more than " + FILE_LINES_MAX + " lines").isEmpty();
    assertThat(Sources.java()).hasSizeGreaterThan(100);
  }

  private String formatted(String source) throws FormatterException {
    return StringWrapper.wrap(formatter.formatSourceAndFixImports(source), formatter);
  }
}
