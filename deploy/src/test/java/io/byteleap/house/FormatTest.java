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
  void sources_areFormatted() throws IOException {
    boolean write = "write".equals(System.getProperty("format"));
    var different =
        Sources.java().parallelStream()
            .filter(file -> !isFormatted(file, write))
            .map(Sources.ROOT::relativize)
            .toList();

    assertThat(different).as("format with: mvn test -Dformat=write").isEmpty();
  }

  /// Whether the file is formatted, or is now that it was written.
  private boolean isFormatted(Path file, boolean write) {
    try {
      String source = Files.readString(file);
      String formatted = formatted(source);
      if (write && !formatted.equals(source)) {
        Files.writeString(file, formatted);
      }
      return write || formatted.equals(source);
    } catch (IOException | FormatterException e) {
      throw new AssertionError(Sources.ROOT.relativize(file) + ": " + e.getMessage(), e);
    }
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
