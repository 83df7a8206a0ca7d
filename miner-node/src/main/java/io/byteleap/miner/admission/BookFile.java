package io.byteleap.miner.admission;

import io.byteleap.durable.DurableFile;
import io.byteleap.json.Json;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The book in its file, which only the operator can read, for it holds the tokens' secrets.
public final class BookFile implements BookStore {
  private static final int SIZE_MAX = 4 << 20;
  private static final Json JSON = Json.upTo(SIZE_MAX);

  private final Path file;
  private volatile Book book;

  private BookFile(Path file, Book book) {
    this.file = file;
    this.book = book;
  }

  public sealed interface Opened {}

  public record Open(BookFile file) implements Opened {}

  /// `why` is a sentence for the operator.
  public record Unreadable(String why) implements Opened {}

  /// Reads the book; one that is not there is empty.
  public static Opened open(Path file) {
    try (var in = Files.newInputStream(file)) {
      return read(file, in.readNBytes(SIZE_MAX + 1));
    } catch (NoSuchFileException e) {
      return new Open(new BookFile(file, Book.EMPTY));
    } catch (IOException e) {
      return new Unreadable(file + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static Opened read(Path file, byte[] content) {
    return switch (Decoded.of(() -> BookJson.read(JSON.parse(content)))) {
      case Decoded.Read<Book>(var book) -> new Open(new BookFile(file, book));
      case Decoded.Refused<Book>(var why) ->
          new Unreadable(
              file
                  + " is damaged ("
                  + why
                  + "): restore it from a backup, or move it away, after which every worker needs a"
                  + " new join token");
    };
  }

  @Override
  public Book book() {
    return book;
  }

  @Override
  public void keep(Book next) throws IOException {
    DurableFile.write(file, BookJson.write(next).toText() + "\n", DurableFile.Readers.OWNER);
    book = next;
  }
}
