package io.byteleap.wire.vm;

/// Certificates or a signing request in PEM (RFC 7468), as text: up to 64 KiB of ASCII that begins
/// and ends as the kind does. What is inside is for the door to check. Prints its length only.
public record Pem(String text) {
  private static final int LENGTH_MAX = 64 << 10;
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String REQUEST = "CERTIFICATE REQUEST";

  public Pem {
    if (!isBlock(text, CERTIFICATE) && !isBlock(text, REQUEST)) {
      throw new IllegalArgumentException("not certificates or a signing request in PEM");
    }
  }

  /// One certificate or several.
  public static Pem certificates(String text) {
    return ofKind(CERTIFICATE, text);
  }

  public static Pem request(String text) {
    return ofKind(REQUEST, text);
  }

  private static Pem ofKind(String kind, String text) {
    if (!isBlock(text, kind)) {
      throw new IllegalArgumentException("not a " + kind + " in PEM");
    }
    return new Pem(text);
  }

  /// Whether `text` is a PEM block (or several) of `kind`.
  static boolean isBlock(String text, String kind) {
    return text.length() <= LENGTH_MAX
        && text.stripLeading().startsWith("-----BEGIN " + kind + "-----")
        && text.stripTrailing().endsWith("-----END " + kind + "-----")
        && text.chars().allMatch(Pem::isAscii);
  }

  private static boolean isAscii(int character) {
    return (character >= ' ' && character < 0x7f)
        || character == '\n'
        || character == '\r'
        || character == '\t';
  }

  @Override
  public String toString() {
    return "Pem[" + text.length() + "]";
  }
}
