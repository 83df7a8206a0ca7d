package io.byteleap.localnet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Listens to a machine's serial line, from when this is made.
public final class GuestConsole implements AutoCloseable {
  private static final Pattern TERMINAL = Pattern.compile("/dev/pts/[0-9]{1,9}");
  private static final int BUFFER_SIZE = 4_096;

  private final Process reader;
  private final ConsoleText text = new ConsoleText();

  private GuestConsole(Process reader) {
    this.reader = reader;
  }

  /// Empty while the machine has none.
  public static Optional<GuestConsole> of(Virsh virsh, String machine) throws IOException {
    var terminal = virsh.tell("ttyconsole", machine).map(String::strip).orElse("");
    if (!TERMINAL.matcher(terminal).matches()) {
      return Optional.empty();
    }
    // A program of its own, since a read of a terminal cannot be broken off in this process.
    var reader =
        new ProcessBuilder("cat", terminal).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var console = new GuestConsole(reader);
    Thread.ofVirtual().start(() -> console.listen(reader.getInputStream()));
    return Optional.of(console);
  }

  private void listen(InputStream in) {
    var bytes = new byte[BUFFER_SIZE];
    try (in) {
      int read = in.read(bytes);
      while (read >= 0) {
        text.take(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
        read = in.read(bytes);
      }
    } catch (IOException e) {
      text.take("\n"); // the machine, or whoever listened, is gone
    }
  }

  /// Lines since this was asked last.
  public List<String> news() {
    return text.news();
  }

  /// How often the system, having booted, asked who wants to log in.
  public int logins() {
    return text.logins();
  }

  /// False when the machine was turned off since: a machine that is turned on has another line.
  public boolean isOpen() {
    return reader.isAlive();
  }

  @Override
  public void close() {
    reader.destroyForcibly();
  }
}
