package io.byteleap.domain.session;

/// Name of the kind of message that a package carries, such as `HEARTBEAT_V1`; part of what the
/// encryption authenticates. 1 to 64 capital letters, digits and underscores.
public record MessageType(String name) {
  private static final int LENGTH_MAX = 64;

  public MessageType {
    if (name.isEmpty()
        || name.length() > LENGTH_MAX
        || !name.chars().allMatch(MessageType::isNamePart)) {
      throw new IllegalArgumentException("message type must be 1 to 64 of A-Z, 0-9 and _");
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private static boolean isNamePart(int character) {
    return (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || character == '_';
  }
}
